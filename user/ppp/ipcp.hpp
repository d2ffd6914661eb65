// SPDX-License-Identifier: GPL-2.0
/// @file
/// IPCP: addresses (RFC 1332; name servers: RFC 1877).
#pragma once

#include <vector>

#include "control_protocol.hpp"

namespace bsdnet::ppp {

/// Configuration of one end; addresses in host order, 0: assigned by the peer.
struct IpcpConfig {
  std::uint32_t local = 0;
  std::uint32_t remote = 0;
  std::vector<std::uint32_t> dns{};  ///< for a peer that requests them; at most two
};

/// One end of IPCP.
class Ipcp : public ControlProtocol {
 public:
  Ipcp(Link& link, TimerQueue& timers, const std::string& who, IpcpConfig config,
       const Patience& patience);

  /// The negotiated addresses, host order.
  std::uint32_t local() const { return local_; }
  std::uint32_t remote() const { return remote_; }
  /// Sets the configuration of the next negotiation.
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

}  // namespace bsdnet::ppp
