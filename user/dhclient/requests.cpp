// SPDX-License-Identifier: GPL-2.0
#include "requests.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::uint8_t kRfc4361 = 255;

// What all messages have
Message make_message(const Identity& identity, std::uint32_t xid, MessageType type) {
  Message out;
  out.xid = xid;
  out.chaddr = {identity.mac.begin(), identity.mac.end()};
  out.options[kType] = {type};
  if (!identity.client_id.empty()) out.options[kClientId] = identity.client_id;
  return out;
}

// What DISCOVER and REQUEST have
Message make_question(const Identity& identity, std::uint32_t xid, MessageType type) {
  Message out = make_message(identity, xid, type);
  out.broadcast = identity.broadcast;
  out.options[kParameterList] = identity.parameters;
  out.options[kMaxMessageSize] = bytes16(identity.max_size);
  if (!identity.host_name.empty()) {
    const View name = view(identity.host_name);
    out.options[kHostName] = {name.begin(), name.end()};
  }
  if (!identity.vendor_class.empty()) {
    const View name = view(identity.vendor_class);
    out.options[kVendorClass] = {name.begin(), name.end()};
  }
  if (identity.lease_time != 0) out.options[kLeaseTime] = bytes32(identity.lease_time);
  return out;
}

}  // namespace

Bytes default_parameters() {
  // classless routes before routers (RFC 3442)
  return {kSubnetMask, kClasslessRoutes, kRouters,      kStaticRoutes,  kNameServers,
          kHostName,   kDomainName,      kDomainSearch, kMtu,           kTimeServers,
          kLeaseTime,  kServerId,        kRenewalTime,  kRebindingTime, kMicrosoftRoutes};
}

Bytes make_client_id(View duid, const std::string& interface) {
  // FNV-1a: the same name gives the same identifier after a reboot
  std::uint32_t iaid = 2166136261U;
  for (const std::uint8_t c : view(interface))
    iaid = (iaid ^ c) * 16777619U;
  Bytes out = {kRfc4361};
  put32(out, iaid);
  put(out, duid);
  return out;
}

Message make_discover(const Identity& identity, std::uint32_t xid) {
  Message out = make_question(identity, xid, kDiscover);
  if (identity.address != 0) out.options[kRequestedAddress] = bytes32(identity.address);
  return out;
}

Message make_request(const Identity& identity, std::uint32_t xid, const Lease& offer) {
  Message out = make_question(identity, xid, kRequest);
  out.options[kRequestedAddress] = bytes32(offer.address);
  out.options[kServerId] = bytes32(offer.server);
  return out;
}

Message make_reboot(const Identity& identity, std::uint32_t xid, std::uint32_t address) {
  Message out = make_question(identity, xid, kRequest);
  out.options[kRequestedAddress] = bytes32(address);
  return out;
}

Message make_renewal(const Identity& identity, std::uint32_t xid, const Lease& lease) {
  Message out = make_question(identity, xid, kRequest);
  out.ciaddr = lease.address;
  return out;
}

Message make_decline(const Identity& identity, std::uint32_t xid, const Lease& lease,
                     const std::string& why) {
  Message out = make_message(identity, xid, kDecline);
  out.options[kRequestedAddress] = bytes32(lease.address);
  out.options[kServerId] = bytes32(lease.server);
  const View text = view(why);
  out.options[kErrorText] = {text.begin(), text.end()};
  return out;
}

Message make_release(const Identity& identity, std::uint32_t xid, const Lease& lease) {
  Message out = make_message(identity, xid, kRelease);
  out.ciaddr = lease.address;
  out.options[kServerId] = bytes32(lease.server);
  return out;
}

}  // namespace bsdnet::dhcp
