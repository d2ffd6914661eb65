// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The objects of the channel, one struct per kind. The same struct is a request (fields
/// that have a value are sent) and an answer (fields that came have a value). Fields are
/// described in specs/bsdnet.yaml under the same names.
#pragma once

#include <linux/bsdnet.h>

#include "bsdnet/codec.hpp"

namespace bsdnet {

/// A named number.
struct Counter : Object<Counter> {
  std::optional<std::string> name, text;
  std::optional<std::uint64_t> value;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_COUNTER_NAME, self.name);
    visit(BSDNET_A_COUNTER_VALUE, self.value);
    visit(BSDNET_A_COUNTER_TEXT, self.text);
  }
};

/// The running module.
struct Module : Object<Module> {
  static constexpr const char* kName = "module";
  static constexpr std::uint8_t kGet = BSDNET_CMD_MODULE_GET;

  std::optional<std::string> version;
  std::optional<std::uint32_t> af;
  std::optional<std::uint64_t> event_seq;
  std::vector<Counter> live;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_MODULE_VERSION, self.version);
    visit(BSDNET_A_MODULE_AF, self.af);
    visit(BSDNET_A_MODULE_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_MODULE_LIVE, self.live);
  }
};

/// An interface driver.
struct Driver : Object<Driver> {
  static constexpr const char* kName = "driver";
  static constexpr std::uint8_t kGet = BSDNET_CMD_DRIVER_GET;

  std::optional<std::string> name, descr;
  std::vector<std::string> netdev;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_DRIVER_NAME, self.name);
    visit(BSDNET_A_DRIVER_DESCR, self.descr);
    visit(BSDNET_A_DRIVER_NETDEV, self.netdev);
  }
};

/// An encapsulation that the kernel knows (IF-10, CTL-3).
struct Encap : Object<Encap> {
  static constexpr const char* kName = "encap";
  static constexpr std::uint8_t kGet = BSDNET_CMD_ENCAP_GET;

  std::optional<std::string> name, descr, type;
  std::optional<std::uint32_t> flags;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_ENCAP_NAME, self.name);
    visit(BSDNET_A_ENCAP_DESCR, self.descr);
    visit(BSDNET_A_ENCAP_TYPE, self.type);
    visit(BSDNET_A_ENCAP_FLAGS, self.flags);
  }
};

/// A device (IF-2).
struct Ifd : Object<Ifd> {
  static constexpr const char* kName = "ifd";
  static constexpr std::uint8_t kGet = BSDNET_CMD_IFD_GET;

  std::optional<std::uint64_t> event_seq, caps;
  std::optional<std::uint32_t> index, down, mru, mtu, ifindex, queue, l2_entries, fd;
  std::optional<std::string> name, driver, parent, encap;
  std::optional<std::uint8_t> type, mode;
  std::optional<bool> admin_up, carrier;
  std::optional<LinkAddress> lladdr, hwaddr;
  std::optional<Blob> encap_data;  ///< bsdnet/encap.hpp makes words of it

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_IFD_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_IFD_INDEX, self.index);
    visit(BSDNET_A_IFD_NAME, self.name);
    visit(BSDNET_A_IFD_DRIVER, self.driver);
    visit(BSDNET_A_IFD_TYPE, self.type);
    visit(BSDNET_A_IFD_MODE, self.mode);
    visit(BSDNET_A_IFD_ADMIN_UP, self.admin_up);
    visit(BSDNET_A_IFD_DOWN, self.down);
    visit(BSDNET_A_IFD_MRU, self.mru);
    visit(BSDNET_A_IFD_MTU, self.mtu);
    visit(BSDNET_A_IFD_LLADDR, self.lladdr);
    visit(BSDNET_A_IFD_HWADDR, self.hwaddr);
    visit(BSDNET_A_IFD_CAPS, self.caps);
    visit(BSDNET_A_IFD_IFINDEX, self.ifindex);
    visit(BSDNET_A_IFD_QUEUE, self.queue);
    visit(BSDNET_A_IFD_L2_ENTRIES, self.l2_entries);
    visit(BSDNET_A_IFD_PARENT, self.parent);
    visit(BSDNET_A_IFD_ENCAP, self.encap);
    visit(BSDNET_A_IFD_ENCAP_DATA, self.encap_data);
    visit(BSDNET_A_IFD_CARRIER, self.carrier);
    visit(BSDNET_A_IFD_FD, self.fd);
  }
};

/// A logical interface (IF-3).
struct Ifl : Object<Ifl> {
  static constexpr const char* kName = "ifl";
  static constexpr std::uint8_t kGet = BSDNET_CMD_IFL_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> index, ifd_index, unit, down, flags, mtu;
  std::optional<std::string> name, ifd_name, parent, encap, type;
  std::optional<bool> admin_up, link_up;
  std::optional<LinkAddress> lladdr;
  std::optional<Blob> encap_data;  ///< bsdnet/encap.hpp makes words of it

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_IFL_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_IFL_INDEX, self.index);
    visit(BSDNET_A_IFL_NAME, self.name);
    visit(BSDNET_A_IFL_IFD_INDEX, self.ifd_index);
    visit(BSDNET_A_IFL_IFD_NAME, self.ifd_name);
    visit(BSDNET_A_IFL_UNIT, self.unit);
    visit(BSDNET_A_IFL_PARENT, self.parent);
    visit(BSDNET_A_IFL_ADMIN_UP, self.admin_up);
    visit(BSDNET_A_IFL_DOWN, self.down);
    visit(BSDNET_A_IFL_FLAGS, self.flags);
    visit(BSDNET_A_IFL_ENCAP, self.encap);
    visit(BSDNET_A_IFL_ENCAP_DATA, self.encap_data);
    visit(BSDNET_A_IFL_TYPE, self.type);
    visit(BSDNET_A_IFL_LLADDR, self.lladdr);
    visit(BSDNET_A_IFL_LINK_UP, self.link_up);
    visit(BSDNET_A_IFL_MTU, self.mtu);
  }
};

/// A protocol family on a logical interface (IF-4).
struct Iff : Object<Iff> {
  static constexpr const char* kName = "iff";
  static constexpr std::uint8_t kGet = BSDNET_CMD_IFF_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> ifl_index, instance, mtu, down, ifas;
  std::optional<std::string> ifl_name;
  std::optional<std::uint8_t> family;
  std::optional<bool> mtu_set;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_IFF_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_IFF_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_IFF_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_IFF_FAMILY, self.family);
    visit(BSDNET_A_IFF_INSTANCE, self.instance);
    visit(BSDNET_A_IFF_MTU, self.mtu);
    visit(BSDNET_A_IFF_MTU_SET, self.mtu_set);
    visit(BSDNET_A_IFF_DOWN, self.down);
    visit(BSDNET_A_IFF_IFAS, self.ifas);
  }
};

/// Addresses of a family on a logical interface (IF-5).
struct Ifa : Object<Ifa> {
  static constexpr const char* kName = "ifa";
  static constexpr std::uint8_t kGet = BSDNET_CMD_IFA_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> ifl_index, instance;
  std::optional<std::string> ifl_name;
  std::optional<std::uint8_t> family, dest_len;
  std::optional<Address> local, dest;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_IFA_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_IFA_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_IFA_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_IFA_FAMILY, self.family);
    visit(BSDNET_A_IFA_INSTANCE, self.instance);
    visit(BSDNET_A_IFA_LOCAL, self.local);
    visit(BSDNET_A_IFA_DEST, self.dest);
    visit(BSDNET_A_IFA_DEST_LEN, self.dest_len);
  }
};

/// A routing instance (RT-10).
struct Instance : Object<Instance> {
  static constexpr const char* kName = "instance";
  static constexpr std::uint8_t kGet = BSDNET_CMD_INSTANCE_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> index, default_ifl_index, iffs, sockets, routes_inet, routes_inet6,
      max_neighbours, neighbours;
  std::optional<std::string> default_ifl_name;
  std::optional<bool> forwarding;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_INSTANCE_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_INSTANCE_INDEX, self.index);
    visit(BSDNET_A_INSTANCE_FORWARDING, self.forwarding);
    visit(BSDNET_A_INSTANCE_DEFAULT_IFL_INDEX, self.default_ifl_index);
    visit(BSDNET_A_INSTANCE_DEFAULT_IFL_NAME, self.default_ifl_name);
    visit(BSDNET_A_INSTANCE_IFFS, self.iffs);
    visit(BSDNET_A_INSTANCE_SOCKETS, self.sockets);
    visit(BSDNET_A_INSTANCE_ROUTES_INET, self.routes_inet);
    visit(BSDNET_A_INSTANCE_ROUTES_INET6, self.routes_inet6);
    visit(BSDNET_A_INSTANCE_MAX_NEIGHBOURS, self.max_neighbours);
    visit(BSDNET_A_INSTANCE_NEIGHBOURS, self.neighbours);
  }
};

/// A route (RT-4).
struct Route : Object<Route> {
  static constexpr const char* kName = "route";
  static constexpr std::uint8_t kGet = BSDNET_CMD_ROUTE_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> instance, ifl_index, nh_index;
  std::optional<std::string> ifl_name;
  std::optional<std::uint8_t> family, dst_len, src_len, type, flags, nh_type;
  std::optional<Address> dst, src, gateway, local;
  bool replace = false;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_ROUTE_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_ROUTE_INSTANCE, self.instance);
    visit(BSDNET_A_ROUTE_FAMILY, self.family);
    visit(BSDNET_A_ROUTE_DST, self.dst);
    visit(BSDNET_A_ROUTE_DST_LEN, self.dst_len);
    visit(BSDNET_A_ROUTE_SRC, self.src);
    visit(BSDNET_A_ROUTE_SRC_LEN, self.src_len);
    visit(BSDNET_A_ROUTE_TYPE, self.type);
    visit(BSDNET_A_ROUTE_FLAGS, self.flags);
    visit(BSDNET_A_ROUTE_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_ROUTE_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_ROUTE_GATEWAY, self.gateway);
    visit(BSDNET_A_ROUTE_NH_TYPE, self.nh_type);
    visit(BSDNET_A_ROUTE_NH_INDEX, self.nh_index);
    visit(BSDNET_A_ROUTE_LOCAL, self.local);
    visit(BSDNET_A_ROUTE_REPLACE, self.replace);
  }
};

/// A next hop (NH-1).
struct Nexthop : Object<Nexthop> {
  static constexpr const char* kName = "nexthop";
  static constexpr std::uint8_t kGet = BSDNET_CMD_NEXTHOP_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> index, ifl_index, instance, mtu, refs;
  std::optional<std::string> ifl_name;
  std::optional<std::uint8_t> family, type;
  std::optional<Address> gateway, local;
  std::optional<Blob> l2_header;
  std::optional<bool> is_local;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_NEXTHOP_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_NEXTHOP_INDEX, self.index);
    visit(BSDNET_A_NEXTHOP_FAMILY, self.family);
    visit(BSDNET_A_NEXTHOP_TYPE, self.type);
    visit(BSDNET_A_NEXTHOP_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_NEXTHOP_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_NEXTHOP_INSTANCE, self.instance);
    visit(BSDNET_A_NEXTHOP_GATEWAY, self.gateway);
    visit(BSDNET_A_NEXTHOP_LOCAL, self.local);
    visit(BSDNET_A_NEXTHOP_L2_HEADER, self.l2_header);
    visit(BSDNET_A_NEXTHOP_MTU, self.mtu);
    visit(BSDNET_A_NEXTHOP_REFS, self.refs);
    visit(BSDNET_A_NEXTHOP_IS_LOCAL, self.is_local);
  }
};

/// What would become of a packet: the answer to `route get`.
struct Resolve : Object<Resolve> {
  static constexpr const char* kName = "route get";
  static constexpr std::uint8_t kGet = BSDNET_CMD_ROUTE_RESOLVE;

  std::optional<std::uint32_t> instance, iif_index, mtu;
  std::optional<std::uint8_t> family;
  std::optional<Address> addr, from, local;
  std::optional<std::string> iif_name, drop_name, drop_text;
  std::optional<Route> route;
  std::optional<Nexthop> nexthop;
  std::vector<Route> other_route;
  std::optional<Blob> l2_header;
  std::optional<bool> forwarding;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_RESOLVE_INSTANCE, self.instance);
    visit(BSDNET_A_RESOLVE_FAMILY, self.family);
    visit(BSDNET_A_RESOLVE_ADDR, self.addr);
    visit(BSDNET_A_RESOLVE_FROM, self.from);
    visit(BSDNET_A_RESOLVE_IIF_NAME, self.iif_name);
    visit(BSDNET_A_RESOLVE_IIF_INDEX, self.iif_index);
    visit(BSDNET_A_RESOLVE_ROUTE, self.route);
    visit(BSDNET_A_RESOLVE_NEXTHOP, self.nexthop);
    visit(BSDNET_A_RESOLVE_OTHER_ROUTE, self.other_route);
    visit(BSDNET_A_RESOLVE_MTU, self.mtu);
    visit(BSDNET_A_RESOLVE_LOCAL, self.local);
    visit(BSDNET_A_RESOLVE_L2_HEADER, self.l2_header);
    visit(BSDNET_A_RESOLVE_FORWARDING, self.forwarding);
    visit(BSDNET_A_RESOLVE_DROP_NAME, self.drop_name);
    visit(BSDNET_A_RESOLVE_DROP_TEXT, self.drop_text);
  }
};

/// A neighbour (NH-4, NH-5).
struct Neigh : Object<Neigh> {
  static constexpr const char* kName = "neigh";
  static constexpr std::uint8_t kGet = BSDNET_CMD_NEIGH_GET;

  std::optional<std::uint64_t> event_seq;
  std::optional<std::uint32_t> ifl_index, age_ms, held;
  std::optional<std::string> ifl_name;
  std::optional<std::uint8_t> family, state;
  std::optional<Address> addr;
  std::optional<LinkAddress> lladdr;
  bool replace = false;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_NEIGH_EVENT_SEQ, self.event_seq);
    visit(BSDNET_A_NEIGH_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_NEIGH_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_NEIGH_FAMILY, self.family);
    visit(BSDNET_A_NEIGH_ADDR, self.addr);
    visit(BSDNET_A_NEIGH_LLADDR, self.lladdr);
    visit(BSDNET_A_NEIGH_STATE, self.state);
    visit(BSDNET_A_NEIGH_AGE_MS, self.age_ms);
    visit(BSDNET_A_NEIGH_HELD, self.held);
    visit(BSDNET_A_NEIGH_REPLACE, self.replace);
  }
};

}  // namespace bsdnet
