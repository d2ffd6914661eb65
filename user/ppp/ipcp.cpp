// SPDX-License-Identifier: GPL-2.0
#include "ipcp.hpp"

#include "bsdnet/error.hpp"
#include "inet.hpp"

namespace bsdnet::ppp {
namespace {

enum IpcpOption : std::uint8_t {
  kAddress = 3,
  kDnsFirst = 129,
  kDnsSecond = 131,
};

}  // namespace

Ipcp::Ipcp(Link& link, TimerQueue& timers, const std::string& who, IpcpConfig config,
           const Patience& patience)
    : ControlProtocol(link, timers, who, "IPCP", kIpcp, patience), config_(std::move(config)) {}

void Ipcp::starting() {
  local_ = config_.local;
  remote_ = config_.remote;
  ask_ = true;
}

Options Ipcp::request() {
  if (!ask_) return {};
  return {{kAddress, bytes32(local_)}};
}

Verdict Ipcp::judge_address(View value) const {
  if (value.size() != 4) return {Verdict::reject};
  const std::uint32_t address = load32(value);
  if (config_.remote != 0) {
    if (address == config_.remote) return {};
    return {Verdict::nak, bytes32(config_.remote)};
  }
  const bool good = is_host_address(address) && address != config_.local;
  return {good ? Verdict::ack : Verdict::reject};
}

Verdict Ipcp::judge_dns(std::size_t which, View value) const {
  if (which >= config_.dns.size() || value.size() != 4) return {Verdict::reject};
  if (load32(value) == config_.dns[which]) return {};
  return {Verdict::nak, bytes32(config_.dns[which])};
}

Verdict Ipcp::judge(const Option& option) {
  switch (option.type) {
    case kAddress:
      return judge_address(option.value);
    case kDnsFirst:
      return judge_dns(0, option.value);
    case kDnsSecond:
      return judge_dns(1, option.value);
    default:
      return {Verdict::reject};
  }
}

Options Ipcp::missing(const Options& received) {
  if (config_.remote == 0 || find(received, kAddress) != nullptr) return {};
  return {{kAddress, bytes32(config_.remote)}};
}

void Ipcp::accepted(const Options& options) {
  if (const Option* address = find(options, kAddress)) remote_ = load32(address->value);
}

void Ipcp::refused(const Option& option) {
  if (option.type != kAddress || option.value.size() != 4) return;
  // a configured local address is not negotiable
  if (config_.local == 0 && is_host_address(load32(option.value))) local_ = load32(option.value);
  ask_ = true;
}

void Ipcp::rejected(const Option& option) {
  if (option.type == kAddress) ask_ = false;
}

bool Ipcp::agreed() {
  if (local_ == 0)
    close("no local address from the peer");
  else if (remote_ == 0)
    close("the peer did not send its address");
  else if (local_ == remote_)
    close("both ends have address " + inet_address(local_).str());
  else
    return true;
  return false;
}

}  // namespace bsdnet::ppp
