// SPDX-License-Identifier: GPL-2.0
//
// ifd: devices, on network devices, on descriptors (IF-17) and on other devices (IF-2)

#include "encap_words.hpp"
#include "fd_device.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

std::vector<Keyword> settings(Args& args, Ifd& ifd) {
  return {
      {"mode", [&] { ifd.mode = args.enumerated("mode", enums::ifd_mode); }},
      {"up", [&] { ifd.admin_up = true; }},
      {"down", [&] { ifd.admin_up = false; }},
      {"carrier", [&] { ifd.carrier = up_down(args, "carrier"); }},
  };
}

void ifd_add(Context& context, Args& args) {
  Ifd ifd;
  ifd.name = interface_name(args);
  EncapWords encap(args, EncapPlace::ifd);
  FdWords fd(args);
  FdDevice device;
  std::vector<Keyword> keywords = {{"driver", [&] { ifd.driver = args.next("driver"); }},
                                   {"parent", [&] { ifd.parent = interface_name(args); }}};
  for (Keyword& keyword : settings(args, ifd))
    keywords.push_back(std::move(keyword));
  encap.append_to(keywords);
  fd.append_to(keywords);
  parse_keywords(args, keywords, [&](const std::string& word) { return encap.option(word); });
  ifd.encap = encap.given() ? encap.name() : fd.usual_encap();
  ifd.encap_data = encap.data();
  fd.open(device);
  if (device.is_open()) ifd.fd = device.number();
  if (device.is_open() && !ifd.driver) ifd.driver = "fd";
  change(context.channel(), BSDNET_CMD_IFD_ADD, ifd, "ifd add " + *ifd.name);
  // in a batch the request has not been sent yet, and its descriptor must live until then
  if (device.is_open()) context.flush();
}

void ifd_set(Context& context, Args& args) {
  Ifd ifd;
  ifd.name = interface_name(args);
  EncapWords encap(args, EncapPlace::ifd, [&] {
    const auto now = get<Ifd>(context.channel(), Ifd(ifd), "ifd show " + *ifd.name);
    return EncapWords::Current{now.encap, now.encap_data};
  });
  std::vector<Keyword> keywords = settings(args, ifd);
  encap.append_to(keywords);
  parse_keywords(args, keywords, [&](const std::string& word) { return encap.option(word); });
  ifd.encap = encap.name();
  if (encap.given()) ifd.encap_data = encap.data();
  if (!ifd.mode && !ifd.admin_up && !ifd.carrier && !encap.given())
    throw UsageError("nothing to set");
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

std::string words_of_encap() {
  return "ENCAP: " + encap_usage(EncapPlace::ifd) + "|encap NAME [data HEX]";
}

constexpr Command kCommands[] = {
    {"show", "[DEV] [driver DRIVER]", "devices that are attached", ifd_show},
    {"add",
     "DEV [driver DRIVER] [parent DEV] [ENCAP] [fd N|tap NAME|tun NAME|tty PATH [speed N]] "
     "[mode shared|exclusive] [carrier up|down] [up|down]",
     "attach a network device, a TAP or TUN device or a serial line by its descriptor, or a "
     "channel of another device; shared passes frames that match nothing on to the host's own "
     "stack, exclusive drops them",
     ifd_add, words_of_encap},
    {"del", "DEV", "detach a device, with all that is on it", ifd_del},
    {"set", "DEV [ENCAP] [mode shared|exclusive] [carrier up|down] [up|down]", "change a device",
     ifd_set, words_of_encap},
};

}  // namespace

const ObjectKind kIfdKind = {"ifd", "devices", kCommands};

void print_object(Context& context, const Ifd& ifd) {
  Printer& out = context.out();
  out.print("name", "{} ", ifd.name);
  out.print("driver", "driver {} ", ifd.driver);
  out.print("parent", "parent {} ", ifd.parent);
  print_encap(out, ifd.encap, ifd.encap_data, ifd.parent ? "" : "encap ");
  out.print("mode", "mode {} ", name_of(enums::ifd_mode, ifd.mode));
  out.print_bool("carrier", "carrier up ", "carrier down ", ifd.carrier);
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
  if (ifd.caps)
    out.print_words("caps", "caps {} ",
                    flag_names(enums::ifd_caps, static_cast<std::uint32_t>(*ifd.caps)));
}

}  // namespace bsdnet::ctl
