// SPDX-License-Identifier: GPL-2.0
//
// ifd: devices (IF-2)

#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

std::vector<Keyword> settings(Args& args, Ifd& ifd) {
  return {
      {"mode", [&] { ifd.mode = args.enumerated("mode", enums::ifd_mode); }},
      {"up", [&] { ifd.admin_up = true; }},
      {"down", [&] { ifd.admin_up = false; }},
  };
}

void ifd_add(Context& context, Args& args) {
  Ifd ifd;
  ifd.name = interface_name(args);
  auto keywords = settings(args, ifd);
  keywords.insert(keywords.begin(), {"driver", [&] { ifd.driver = args.next("driver"); }});
  parse_keywords(args, keywords);
  change(context.channel(), BSDNET_CMD_IFD_ADD, ifd, "ifd add " + *ifd.name);
}

void ifd_set(Context& context, Args& args) {
  Ifd ifd;
  ifd.name = interface_name(args);
  parse_keywords(args, settings(args, ifd));
  if (!ifd.mode && !ifd.admin_up) throw UsageError("what is to be set?");
  change(context.channel(), BSDNET_CMD_IFD_SET, ifd, "ifd set " + *ifd.name);
}

void ifd_del(Context& context, Args& args) {
  Ifd ifd;
  ifd.name = interface_name(args);
  args.end();
  change(context.channel(), BSDNET_CMD_IFD_DEL, ifd, "ifd del " + *ifd.name);
}

void ifd_show(Context& context, Args& args) {
  Ifd ifd;
  parse_keywords(args,
                 {{"driver", [&] { ifd.driver = args.next("driver"); }},
                  {"dev", [&] { ifd.name = interface_name(args); }}},
                 [&](const std::string& word) { return !ifd.name && (ifd.name = word, true); });
  if (ifd.name)
    show_one<Ifd>(context, ifd, "ifd show " + *ifd.name);
  else
    show<Ifd>(context, ifd);
}

constexpr Command kCommands[] = {
    {"show", "[DEV] [driver DRIVER]", "devices that are attached", ifd_show},
    {"add", "DEV [driver DRIVER] [mode shared|exclusive] [up|down]",
     "attach a network device; shared passes frames that match nothing on to the host's own "
     "stack, exclusive drops them",
     ifd_add},
    {"del", "DEV", "detach a device, with all that is on it", ifd_del},
    {"set", "DEV [mode shared|exclusive] [up|down]", "change a device", ifd_set},
};

}  // namespace

const ObjectKind kIfdKind = {"ifd", "devices", kCommands};

void print_object(Context& context, const Ifd& ifd) {
  Printer& out = context.out();
  out.print("name", "{} ", ifd.name);
  out.print("driver", "driver {} ", ifd.driver);
  out.print("mode", "mode {} ", name_of(enums::ifd_mode, ifd.mode));
  out.print_bool("admin_up", "up", "down", ifd.admin_up);
  out.newline();
  out.print("index", "    index {} ", ifd.index);
  out.print("type", "type {} ", name_of(enums::ifd_type, ifd.type));
  print_state(out, ifd.down);
  out.print("mru", "mru {} ", ifd.mru);
  out.print("mtu", "mtu {} ", ifd.mtu);
  if (ifd.lladdr && !ifd.lladdr->bytes.empty())
    out.print("lladdr", "lladdr {} ", text_of(ifd.lladdr));
  if (!context.options().details) return;
  out.newline();
  out.text("    ");
  if (ifd.hwaddr && !ifd.hwaddr->is_zero()) out.print("hwaddr", "hwaddr {} ", text_of(ifd.hwaddr));
  out.print("ifindex", "ifindex {} ", ifd.ifindex);
  out.print("queue", "queue {} ", ifd.queue);
  out.print("l2_entries", "l2-entries {} ", ifd.l2_entries);
  out.print("caps", "caps 0x{:x} ", ifd.caps);
}

}  // namespace bsdnet::ctl
