// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Objects that can only be looked at: table entries, queues, sockets, counters.
#pragma once

#include <linux/bsdnet.h>

#include "bsdnet/objects.hpp"

namespace bsdnet {

/// An entry of a layer-2 table (L2-1).
struct L2Entry : Object<L2Entry> {
  static constexpr const char* kName = "l2";
  static constexpr std::uint8_t kGet = BSDNET_CMD_L2_GET;

  std::optional<std::uint32_t> ifd_index, ifl_index;
  std::optional<std::string> ifd_name, ifl_name, procedure, base, encap;
  std::optional<Blob> key;
  std::optional<std::uint16_t> key_bits;
  std::optional<bool> strip;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_L2_IFD_INDEX, self.ifd_index);
    visit(BSDNET_A_L2_IFD_NAME, self.ifd_name);
    visit(BSDNET_A_L2_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_L2_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_L2_KEY, self.key);
    visit(BSDNET_A_L2_KEY_BITS, self.key_bits);
    visit(BSDNET_A_L2_STRIP, self.strip);
    visit(BSDNET_A_L2_PROCEDURE, self.procedure);
    visit(BSDNET_A_L2_BASE, self.base);
    visit(BSDNET_A_L2_ENCAP, self.encap);
  }
};

/// An entry of the layer-3 session table (PCB-1); what has no value is wild.
struct Pcb : Object<Pcb> {
  static constexpr const char* kName = "pcb";
  static constexpr std::uint8_t kGet = BSDNET_CMD_PCB_GET;

  std::optional<std::uint32_t> instance, ifl_index;
  std::optional<std::string> ifl_name, procedure;
  std::optional<std::uint8_t> family, proto, laddr_len, raddr_len;
  std::optional<std::uint16_t> lport, rport;
  std::optional<Address> laddr, raddr;
  std::optional<bool> reuse;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_PCB_INSTANCE, self.instance);
    visit(BSDNET_A_PCB_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_PCB_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_PCB_FAMILY, self.family);
    visit(BSDNET_A_PCB_PROTO, self.proto);
    visit(BSDNET_A_PCB_LADDR, self.laddr);
    visit(BSDNET_A_PCB_LADDR_LEN, self.laddr_len);
    visit(BSDNET_A_PCB_LPORT, self.lport);
    visit(BSDNET_A_PCB_RADDR, self.raddr);
    visit(BSDNET_A_PCB_RADDR_LEN, self.raddr_len);
    visit(BSDNET_A_PCB_RPORT, self.rport);
    visit(BSDNET_A_PCB_PROCEDURE, self.procedure);
    visit(BSDNET_A_PCB_REUSE, self.reuse);
  }
};

/// A bounded queue.
struct Queue : Object<Queue> {
  static constexpr const char* kName = "queue";
  static constexpr std::uint8_t kGet = BSDNET_CMD_QUEUE_GET;

  std::optional<std::uint32_t> id, len, limit, high_water;
  std::optional<std::string> name, kind;
  std::optional<std::uint64_t> drops;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_QUEUE_ID, self.id);
    visit(BSDNET_A_QUEUE_NAME, self.name);
    visit(BSDNET_A_QUEUE_KIND, self.kind);
    visit(BSDNET_A_QUEUE_LEN, self.len);
    visit(BSDNET_A_QUEUE_LIMIT, self.limit);
    visit(BSDNET_A_QUEUE_HIGH_WATER, self.high_water);
    visit(BSDNET_A_QUEUE_DROPS, self.drops);
  }
};

/// A socket of AF_BSDNET.
struct SocketInfo : Object<SocketInfo> {
  static constexpr const char* kName = "socket";
  static constexpr std::uint8_t kGet = BSDNET_CMD_SOCKET_GET;

  std::optional<std::uint32_t> id, instance, ifl_index, rmem, wmem, uid;
  std::optional<std::uint8_t> type, family, proto;
  std::optional<Address> laddr, raddr;
  std::optional<std::uint16_t> lport, rport, l2_bits;
  std::optional<std::string> ifl_name;
  std::optional<Blob> l2_proto;
  std::optional<std::uint64_t> ino, drops;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_SOCKET_ID, self.id);
    visit(BSDNET_A_SOCKET_TYPE, self.type);
    visit(BSDNET_A_SOCKET_FAMILY, self.family);
    visit(BSDNET_A_SOCKET_PROTO, self.proto);
    visit(BSDNET_A_SOCKET_INSTANCE, self.instance);
    visit(BSDNET_A_SOCKET_LADDR, self.laddr);
    visit(BSDNET_A_SOCKET_RADDR, self.raddr);
    visit(BSDNET_A_SOCKET_LPORT, self.lport);
    visit(BSDNET_A_SOCKET_RPORT, self.rport);
    visit(BSDNET_A_SOCKET_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_SOCKET_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_SOCKET_L2_BITS, self.l2_bits);
    visit(BSDNET_A_SOCKET_L2_PROTO, self.l2_proto);
    visit(BSDNET_A_SOCKET_RMEM, self.rmem);
    visit(BSDNET_A_SOCKET_WMEM, self.wmem);
    visit(BSDNET_A_SOCKET_UID, self.uid);
    visit(BSDNET_A_SOCKET_INO, self.ino);
    visit(BSDNET_A_SOCKET_DROPS, self.drops);
  }
};

/// Counters of an interface, of a family on it, or of a family.
struct Stats : Object<Stats> {
  static constexpr const char* kName = "stats";
  static constexpr std::uint8_t kGet = BSDNET_CMD_STATS_GET;

  std::optional<std::uint8_t> scope, family;
  std::optional<std::uint32_t> ifl_index;
  std::optional<std::string> ifl_name;
  std::optional<std::uint64_t> rx_packets, rx_bytes, tx_packets, tx_bytes;
  std::vector<Counter> counter;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_STATS_SCOPE, self.scope);
    visit(BSDNET_A_STATS_IFL_INDEX, self.ifl_index);
    visit(BSDNET_A_STATS_IFL_NAME, self.ifl_name);
    visit(BSDNET_A_STATS_FAMILY, self.family);
    visit(BSDNET_A_STATS_RX_PACKETS, self.rx_packets);
    visit(BSDNET_A_STATS_RX_BYTES, self.rx_bytes);
    visit(BSDNET_A_STATS_TX_PACKETS, self.tx_packets);
    visit(BSDNET_A_STATS_TX_BYTES, self.tx_bytes);
    visit(BSDNET_A_STATS_COUNTER, self.counter);
  }
};

/// A reason to drop a packet, and how many died of it.
struct Drop : Object<Drop> {
  static constexpr const char* kName = "drops";
  static constexpr std::uint8_t kGet = BSDNET_CMD_DROPS_GET;

  std::optional<std::uint32_t> reason;
  std::optional<std::string> name, text;
  std::optional<std::uint64_t> count;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit& visit) {
    visit(BSDNET_A_DROPS_REASON, self.reason);
    visit(BSDNET_A_DROPS_NAME, self.name);
    visit(BSDNET_A_DROPS_COUNT, self.count);
    visit(BSDNET_A_DROPS_TEXT, self.text);
  }
};

}  // namespace bsdnet
