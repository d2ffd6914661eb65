// SPDX-License-Identifier: GPL-2.0
//
// socket: sockets of AF_BSDNET (SK-1)

#include <sys/socket.h>

#include "encap.hpp"
#include "endpoint.hpp"
#include "fields.hpp"
#include "kinds.hpp"

namespace bsdnet::ctl {
namespace {

constexpr auto kAppletalk = static_cast<std::uint8_t>(Family::appletalk);
constexpr auto kL2 = static_cast<std::uint8_t>(Family::l2);

// All families of sockets, not abbreviated
Value<std::uint8_t> socket_family() {
  return {{"inet|appletalk|l2", {"inet", "inet6", "appletalk", "l2"}, Names::none},
          [](Args& args) { return static_cast<std::uint8_t>(parse_family(args.next("family"))); }};
}

const Grammar<SocketInfo>& show_grammar() {
  static const Grammar<SocketInfo> grammar({
      word(&SocketInfo::family, socket_family()),
      keyword("proto", &SocketInfo::proto, protocol()),
  });
  return grammar;
}

void socket_show(Context& context, const SocketInfo& filter) {
  show<SocketInfo>(context, filter);
}

constexpr Command kCommands[] = {
    command<show_grammar, socket_show>("show", "sockets of AF_BSDNET"),
};

std::string type_name(std::uint8_t type) {
  switch (type) {
    case SOCK_DGRAM:
      return "dgram";
    case SOCK_RAW:
      return "raw";
    case SOCK_STREAM:
      return "stream";
    default:
      return std::to_string(type);
  }
}

// The type of the link, which defines how a protocol is decoded
std::string link_type(Context& context, const SocketInfo& socket) {
  Ifl key;
  key.index = socket.ifl_index;
  try {
    return get<Ifl>(context.channel(), key).type.value_or("");
  } catch (const KernelError&) {
    return "";  // deleted meanwhile
  }
}

// "100.5:128"; "*" where anything will do
void print_ddp_side(Printer& out, const std::string& side, const std::optional<std::uint16_t>& net,
                    const std::optional<std::uint8_t>& node,
                    const std::optional<std::uint16_t>& number) {
  out.json(side + "net", net);
  out.json(side + "node", node);
  out.json(side + "port", number);
  const std::string address =
      node.value_or(0) != 0 ? fmt::format("{}.{}", net.value_or(0), *node) : "*";
  const std::string sock = number.value_or(0) != 0 ? std::to_string(*number) : "*";
  out.text("{:<21} ", address + ":" + sock);
}

void print_binding(Context& context, const SocketInfo& socket) {
  Printer& out = context.out();
  if (socket.family == kAppletalk) {
    print_ddp_side(out, "l", socket.ddp_lnet, socket.ddp_lnode, socket.lport);
    print_ddp_side(out, "r", socket.ddp_rnet, socket.ddp_rnode, socket.rport);
    return;
  }
  const auto dev = ifl_of(socket.ifl_name, socket.ifl_index);
  if (socket.family != kL2) {
    print_endpoint(out, "l", {socket.laddr, {}, socket.lport});
    print_endpoint(out, "r", {socket.raddr, {}, socket.rport});
    out.print("dev", "dev {} ", dev);
    return;
  }
  out.print("dev", "dev {} ", dev);
  if (!socket.l2_bits) return;
  out.json("l2_bits", socket.l2_bits);
  const Blob proto = socket.l2_proto.value_or(Blob{});
  out.json("l2_proto", hex(proto));
  out.print("match", "{} ",
            describe_link_protocol(link_type(context, socket), proto, *socket.l2_bits));
}

}  // namespace

const ObjectKind kSocketKind = {"socket", "sockets of AF_BSDNET", kCommands};

void print_object(Context& context, const SocketInfo& socket) {
  Printer& out = context.out();
  out.print("family", "{} ", family_of(socket.family));
  if (socket.type) out.print("type", "{} ", type_name(*socket.type));
  if (socket.proto && (socket.family != kL2 || out.is_json()))
    out.print("proto", "{} ", protocol_name(*socket.proto));
  print_binding(context, socket);
  if (socket.instance && socket.family != kAppletalk)
    out.print("instance", "instance {} ", socket.instance);
  else if (socket.family != kL2 && socket.family != kAppletalk)
    out.text("instance any ");
  if (!context.options().statistics && !context.options().details && !out.is_json()) return;
  out.newline();
  out.text("    ");
  out.print("rmem", "rmem {} ", socket.rmem);
  out.print("wmem", "wmem {} ", socket.wmem);
  out.print("drops", "drops {} ", socket.drops);
  out.print("uid", "uid {} ", socket.uid);
  out.print("ino", "ino {} ", socket.ino);
  out.print("id", "id {} ", socket.id);
}

}  // namespace bsdnet::ctl
