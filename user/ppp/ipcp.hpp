// SPDX-License-Identifier: GPL-2.0
/// @file
/// IPCP: addresses (RFC 1332; name servers: RFC 1877).
#pragma once

#include <vector>

#include "bsdnet/address.hpp"
#include "control_protocol.hpp"

namespace bsdnet::ppp {

/// What one end wants; addresses in host order, 0: whatever the peer says.
struct IpcpConfig {
  std::uint32_t local = 0;
  std::uint32_t remote = 0;
  std::vector<std::uint32_t> dns{};  ///< given to a peer that asks; at most two
};

/// One end of IPCP.
class Ipcp : public ControlProtocol {
 public:
  Ipcp(Link& link, TimerQueue& timers, const std::string& who, const IpcpConfig& config,
       const Patience& patience);

  /// What was agreed.
  std::uint32_t local() const { return local_; }
  std::uint32_t remote() const { return remote_; }
  /// What to want from the next negotiation on.
  void configure(const IpcpConfig& config) { config_ = config; }

 protected:
  Options request() override;
  Verdict judge(const Option& option) override;
  Options missing(const Options& received) override;
  void accepted(const Options& options) override;
  void refused(const Option& option) override;
  void rejected(const Option& option) override;
  void starting() override;
  bool agreed() override;

 private:
  Verdict judge_address(View value) const;
  Verdict judge_dns(std::size_t which, View value) const;

  IpcpConfig config_;
  std::uint32_t local_ = 0;
  std::uint32_t remote_ = 0;
  bool ask_ = true;
};

/// Host order to a value of libbsdnet's, and back; throws ArgumentError unless IPv4.
Address inet_address(std::uint32_t address);
std::uint32_t inet_number(const Address& address);
/// Whether one host can have it: not 0.x, 127.x, multicast or beyond.
bool is_host_address(std::uint32_t address);

}  // namespace bsdnet::ppp
