// SPDX-License-Identifier: GPL-2.0
//
// ifd: devices, on network devices, on descriptors (IF-17) and on other devices (IF-2)

#include "encap_request.hpp"
#include "fd_device.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

struct IfdRequest : Ifd, EncapRequest {};

// The options of `set` change the encapsulation that the device has
struct IfdSetRequest : IfdRequest {
  void begin(Context& context) {
    on_option([this, &context] {
      Ifd key;
      key.name = name;
      return get<Ifd>(context.channel(), key, "ifd show " + *name).encap;
    });
  }
};

struct IfdAddRequest : IfdRequest, FdRequest {};

const Parameters<Ifd>& settings() {
  static const Parameters<Ifd> parameters{
      keyword("mode", &Ifd::mode, enumerated("mode", enums::ifd_mode)),
      keyword("carrier", &Ifd::carrier, up_down("carrier")),
      one_of(flag("up", &Ifd::admin_up, true), flag("down", &Ifd::admin_up, false)),
  };
  return parameters;
}

const Grammar<IfdAddRequest>& add_grammar() {
  static const Grammar<IfdAddRequest> grammar({
      first(&Ifd::name, interface_name("DEV", Names::netdev)),
      keyword("driver", &Ifd::driver, text("driver", "DRIVER", Names::driver)),
      keyword("parent", &Ifd::parent, interface_name("DEV", Names::ifd)),
      encap_parameters(EncapPlace::ifd),
      fd_parameters(),
      settings(),
  });
  return grammar;
}

const Grammar<IfdSetRequest>& set_grammar() {
  static const Grammar<IfdSetRequest> grammar({first(&Ifd::name, interface_name("DEV", Names::ifd)),
                                               encap_parameters(EncapPlace::ifd), settings()},
                                              Change::required);
  return grammar;
}

const Grammar<Ifd>& del_grammar() {
  static const Grammar<Ifd> grammar(first(&Ifd::name, interface_name("DEV", Names::ifd)));
  return grammar;
}

const Grammar<Ifd>& show_grammar() {
  static const Grammar<Ifd> grammar({
      optional_keyword("dev", &Ifd::name, interface_name("DEV", Names::ifd)),
      keyword("driver", &Ifd::driver, text("driver", "DRIVER", Names::driver)),
  });
  return grammar;
}

void ifd_add(Context& context, const IfdAddRequest& request) {
  Ifd ifd = request;
  FdDevice device;
  ifd.encap = request.has_encap() ? request.encap_name() : request.default_encap();
  ifd.encap_data = request.encap_bytes();
  request.open(device);
  if (device.is_open()) ifd.fd = device.number();
  if (device.is_open() && !ifd.driver) ifd.driver = "fd";
  change(context.channel(), BSDNET_CMD_IFD_ADD, ifd, "ifd add " + *ifd.name);
  // A batch sends the request later: the descriptor must stay open until then
  if (device.is_open()) context.flush();
}

void ifd_set(Context& context, const IfdSetRequest& request) {
  Ifd ifd = request;
  ifd.encap = request.encap_name();
  if (request.has_encap()) ifd.encap_data = request.encap_bytes();
  change(context.channel(), BSDNET_CMD_IFD_SET, ifd, "ifd set " + *ifd.name);
}

void ifd_del(Context& context, const Ifd& ifd) {
  change(context.channel(), BSDNET_CMD_IFD_DEL, ifd, "ifd del " + *ifd.name);
}

void ifd_show(Context& context, const Ifd& filter) {
  if (filter.name)
    show_one<Ifd>(context, filter, "ifd show " + *filter.name);
  else
    show<Ifd>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, ifd_show>("show", "devices"),
    command<add_grammar, ifd_add>(
        "add",
        "attach a network device, a TAP or TUN device or a serial line by its descriptor, or a "
        "channel of another device; in mode shared frames that match no entry are passed to the "
        "stack of the host, in mode exclusive they are dropped"),
    command<del_grammar, ifd_del>("del", "detach a device and delete all that is on it"),
    command<set_grammar, ifd_set>("set", "change a device"),
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
