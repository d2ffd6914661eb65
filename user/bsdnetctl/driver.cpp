// SPDX-License-Identifier: GPL-2.0
//
// driver: the roots of the interface hierarchy (IF-1)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

void driver_show(Context& context, Args& args) {
  Driver key;
  if (!args.empty()) key.name = args.next("driver");
  args.end();
  if (key.name)
    show_one<Driver>(context, key, "driver show " + *key.name);
  else
    show<Driver>(context, key);
}

constexpr Command kCommands[] = {
    {"show", "[NAME]", "drivers, and the network devices that they could drive", driver_show},
};

}  // namespace

const ObjectKind kDriverKind = {"driver", "interface drivers", kCommands};

void print_object(Context& context, const Driver& driver) {
  Printer& out = context.out();
  out.print("name", "{} ", driver.name);
  out.print("descr", "- {}", driver.descr);
  out.newline();
  out.print_words("netdevs", "    netdevs {} ", driver.netdev);
}

}  // namespace bsdnet::ctl
