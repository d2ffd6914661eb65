// SPDX-License-Identifier: GPL-2.0
/// @file
/// LCP (RFC 1661; options on PPPoE: RFC 2516, section 7).
#pragma once

#include <vector>

#include "control_protocol.hpp"

namespace bsdnet::ppp {

/// Authentication protocols.
enum class AuthMethod : std::uint8_t { none, pap, chap };

/// Configuration of one end.
struct LcpConfig {
  std::uint16_t mru = 1500;          ///< largest payload to receive and to send
  bool serial = false;               ///< negotiate compressed fields and ACCM; not on PPPoE
  std::vector<AuthMethod> demand{};  ///< the peer must authenticate by one, in order of preference
  bool can_authenticate = false;     ///< a name and a password are configured
};

/// Result of the negotiation.
struct LcpAgreement {
  std::uint16_t peer_mru = 1500;
  AuthMethod we_prove = AuthMethod::none;
  AuthMethod peer_proves = AuthMethod::none;
  bool peer_pfc = false;   ///< the peer accepts compressed protocol fields
  bool peer_acfc = false;  ///< the peer accepts frames without address and control
};

/// One end of LCP, with echoes that detect a dead link.
class Lcp : public ControlProtocol {
 public:
  Lcp(Link& link, TimerQueue& timers, const std::string& who, const LcpConfig& config,
      const Patience& patience);

  const LcpAgreement& agreement() const { return agreement_; }
  /// Sends an Echo-Request every @p interval (0: none); closes the link when @p limit
  /// consecutive ones were not answered.
  void keep_alive(Time interval, unsigned int limit);
  /// Whether the link was closed because echoes were not answered.
  bool is_dead() const { return unanswered_ > 0 && unanswered_ >= echo_limit_; }
  /// Stops the echoes when the link is down.
  void stop_echo() { echo_.stop(); }
  /// Sends a Protocol-Reject.
  void reject_protocol(std::uint16_t protocol, View payload);
  /// Sets the function that is called with the protocol of a received Protocol-Reject.
  void on_protocol_reject(std::function<void(std::uint16_t)> fn) { rejected_ = std::move(fn); }

 protected:
  Options request() override;
  Verdict judge(const Option& option) override;
  Options missing(const Options& /*received*/) override { return {}; }
  void accepted(const Options& options) override;
  void refused(const Option& option) override;
  void rejected(const Option& option) override;
  void starting() override;
  bool other(const Packet& packet) override;

 private:
  Verdict judge_mru(View value) const;
  Verdict judge_auth(View value) const;
  Verdict judge_magic(View value);
  void refused_auth(View value);
  void receive_protocol_reject(const Packet& packet);
  void receive_echo(const Packet& packet);
  void send_echo();
  Bytes magic() const;

  LcpConfig config_;
  LcpAgreement agreement_;
  std::uint16_t ask_mru_ = 0;
  AuthMethod ask_auth_ = AuthMethod::none;
  std::uint32_t magic_ = 0;
  bool ask_magic_ = true;
  bool ask_pfc_ = false;
  bool ask_acfc_ = false;
  unsigned int loops_ = 0;
  Timer echo_;
  Time echo_interval_{0};
  unsigned int echo_limit_ = 0;
  unsigned int unanswered_ = 0;
  std::function<void(std::uint16_t)> rejected_;
};

}  // namespace bsdnet::ppp
