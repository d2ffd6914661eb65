// SPDX-License-Identifier: GPL-2.0
//
// driver: the roots of the interface hierarchy (IF-1)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

const Grammar<Driver>& show_grammar() {
  static const Grammar<Driver> grammar(word(&Driver::name, text("driver", "NAME", Names::driver)));
  return grammar;
}

void driver_show(Context& context, const Driver& key) {
  if (key.name)
    show_one<Driver>(context, key, "driver show " + *key.name);
  else
    show<Driver>(context, key);
}

constexpr Command kCommands[] = {
    command<show_grammar, driver_show>("show", "drivers, and the network devices they can drive"),
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
