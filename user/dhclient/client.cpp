// SPDX-License-Identifier: GPL-2.0
#include "client.hpp"

#include <algorithm>
#include <utility>

#include "inet.hpp"
#include "log.hpp"

namespace bsdnet::dhcp {
namespace {

using std::chrono::seconds;

constexpr Time kJitter{1000};
constexpr Time kFirstPatience = seconds(4);
constexpr unsigned int kMostDoublings = 4;  // 64 seconds
constexpr unsigned int kRebootTries = 2;
constexpr unsigned int kRequestTries = 4;
constexpr Time kLeastRenewal = seconds(60);
constexpr Time kDeclinePause = seconds(10);  // RFC 2131, section 3.1
constexpr unsigned int kMostConflicts = 10;  // RFC 5227, section 2.1.1
constexpr Time kConflictPause = seconds(60);
constexpr Time kRefusedPause = seconds(60);  // the kernel refuses the address
constexpr unsigned int kComplaints = 5;      // in a second
constexpr std::uint16_t kMostSecs = 0xffff;

}  // namespace

Client::Client(MessagePort& messages, ArpPort& arp, Host& host, TimerQueue& timers,
               ClientConfig config, Random random)
    : messages_(messages),
      host_(host),
      timers_(timers),
      config_(std::move(config)),
      random_(std::move(random)),
      check_(arp, timers, config_.identity.mac, config_.check, random_,
             {[this] { bind(); }, [this](const Mac& who) { conflict(who); }}),
      resend_(timers, [this] { resend(); }),
      lease_timer_(timers, [this] { lease_timer(); }),
      complaints_(timers, kComplaints) {}

const char* Client::state() const {
  static constexpr const char* kNames[] = {"STOPPED",   "INIT",       "REBOOTING",
                                           "SELECTING", "REQUESTING", "CHECKING",
                                           "BOUND",     "RENEWING",   "REBINDING"};
  return kNames[static_cast<std::size_t>(state_)];
}

void Client::enter(State state) {
  state_ = state;
  if (log_level() > 0) log(config_.who, "{}", this->state());
}

void Client::stop_timers() {
  resend_.stop();
  lease_timer_.stop();
  check_.stop();
}

void Client::start(const std::optional<Lease>& saved, Time age) {
  host_.tell(Event::preinit, nullptr, {});
  lease_ = saved;
  lease_start_ = timers_.now() - age;
  if (saved)
    reboot();
  else
    begin_init(config_.start_delay * (random_() % 1000) / 1000);
}

// ---- questions ---------------------------------------------------------------------------

void Client::begin_init(Time delay) {
  stop_timers();
  lease_.reset();
  enter(State::init);
  if (link_) resend_.start(delay);
}

void Client::discover() {
  enter(State::selecting);
  ask(make_discover(config_.identity, random_()));
}

void Client::reboot() {
  check_.stop();
  enter(State::rebooting);
  if (configured_) set_lease_timer();
  if (link_) ask(make_reboot(config_.identity, random_(), lease_->address));
}

void Client::request(const Lease& offer) {
  log(config_.who, "offer of {}/{} by {}", inet_address(offer.address).str(), offer.bits,
      inet_address(offer.server).str());
  lease_ = offer;
  enter(State::requesting);
  const Time began = began_;
  ask(make_request(config_.identity, question_.xid, offer));
  // the same exchange (RFC 2131, section 4.4.1)
  began_ = began;
}

void Client::begin_renewal(State state) {
  enter(state);
  ask(make_renewal(config_.identity, random_(), *lease_));
  set_lease_timer();
}

void Client::ask(Message message) {
  question_ = std::move(message);
  began_ = timers_.now();
  sent_ = 0;
  transmit();
}

void Client::transmit() {
  const auto waited = std::chrono::duration_cast<seconds>(timers_.now() - began_).count();
  question_.secs = static_cast<std::uint16_t>(std::min<std::int64_t>(waited, kMostSecs));
  asked_ = timers_.now();
  ++sent_;
  const bool unicast = state_ == State::renewing;
  messages_.send(question_, question_.ciaddr, unicast ? lease_->server : kLimitedBroadcast);
  resend_.start(patience());
}

// RFC 2131, sections 4.1 and 4.4.5
Time Client::patience() const {
  if (state_ == State::renewing || state_ == State::rebinding) {
    const Time end =
        since_request(state_ == State::renewing ? lease_->rebinding : lease_->duration);
    return std::max((end - timers_.now()) / 2, kLeastRenewal);
  }
  const Time doubled = kFirstPatience * (1U << std::min(sent_ - 1, kMostDoublings));
  return doubled - kJitter + 2 * kJitter * (random_() % 1000) / 1000;
}

void Client::resend() {
  if (!link_ && state_ != State::releasing) return;
  switch (state_) {
    case State::init:
      return discover();
    case State::releasing:
      return stop(false);
    case State::rebooting:
      if (sent_ < kRebootTries) break;
      if (!configured_) return discover();
      // no server denies it
      enter(State::bound);
      return set_lease_timer();
    case State::requesting:
      if (sent_ < kRequestTries) break;
      return discover();
    default:
      break;
  }
  transmit();
}

// ---- answers -----------------------------------------------------------------------------

void Client::receive(const Message& message) {
  const Mac& mac = config_.identity.mac;
  if (message.op != kBootReply || message.xid != question_.xid || !same(message.chaddr, mac))
    return;
  switch (message.type()) {
    case kOffer:
      return offered(message);
    case kAck:
      return acknowledged(message);
    case kNak:
      return refused(message);
    default:
      return;
  }
}

// Anybody can send what is to complain about
void Client::complain(const char* what, const std::string& why) {
  if (complaints_.allow()) log(config_.who, "{} ignored: {}", what, why);
}

void Client::offered(const Message& message) {
  if (state_ != State::selecting) return;
  const LeaseOr offer = read_lease(message);
  if (offer.lease)
    request(*offer.lease);
  else
    complain("offer", offer.why);
}

void Client::acknowledged(const Message& message) {
  if (state_ < State::rebooting || state_ == State::selecting || state_ == State::checking ||
      state_ == State::bound || state_ == State::releasing)
    return;
  LeaseOr answer = read_lease(message);
  if (answer.lease && answer.lease->address != lease_->address)
    answer = {{}, fmt::format("{} was not asked for", inet_address(answer.lease->address).str())};
  if (answer.lease && state_ == State::requesting && answer.lease->server != lease_->server)
    answer = {{}, "another server"};
  if (!answer.lease) {
    complain("acknowledgement", answer.why);
    return;
  }
  refusals_ = 0;
  resend_.stop();
  if (configured_) return extend(std::move(*answer.lease));
  lease_ = std::move(answer.lease);
  lease_start_ = asked_;
  if (config_.check.probes == 0) return bind();
  enter(State::checking);
  check_.probe(lease_->address);
}

void Client::refused(const Message& message) {
  const bool expected = state_ == State::rebooting || state_ == State::requesting ||
                        state_ == State::renewing || state_ == State::rebinding;
  if (!expected) return;
  const auto server = read32(message.option(kServerId).value_or(View{}));
  const bool one_server = state_ == State::requesting || state_ == State::renewing;
  if (!server || (one_server && *server != lease_->server)) return;
  const View text = message.option(kErrorText).value_or(View{});
  log(config_.who, "{} refuses {}: {}", inet_address(*server).str(),
      inet_address(lease_->address).str(), text.empty() ? "no reason given" : printable(text));
  drop_lease("nak");
  host_.forget();
  // at once, but not again and again
  const Time delay = refusals_ == 0 ? Time(0) : seconds(1U << std::min(refusals_, 6U));
  ++refusals_;
  begin_init(delay);
}

// ---- the lease ----------------------------------------------------------------------------

Time Client::since_request(std::uint32_t time) const {
  return lease_start_ + seconds(time);
}

void Client::set_lease_timer() {
  std::uint32_t next = lease_->duration;
  if (state_ == State::bound) next = lease_->renewal;
  if (state_ == State::renewing) next = lease_->rebinding;
  if (lease_->duration == kInfinite)
    lease_timer_.stop();
  else
    lease_timer_.start(since_request(next) - timers_.now());
}

void Client::lease_timer() {
  if (!configured_) return;
  if (timers_.now() >= since_request(lease_->duration)) return expire();
  // no time but the end matters now
  if (!link_ || state_ == State::rebooting)
    return lease_timer_.start(since_request(lease_->duration) - timers_.now());
  begin_renewal(state_ == State::bound ? State::renewing : State::rebinding);
}

void Client::extend(Lease lease) {
  const Lease old = *lease_;
  lease_start_ = asked_;
  const bool again = state_ == State::rebooting;
  if (!host_.configure(lease, &old)) log(config_.who, "the changed lease is applied in part only");
  lease_ = std::move(lease);
  enter(State::bound);
  set_lease_timer();
  host_.save(*lease_, timers_.now() - lease_start_);
  host_.tell(Event::renew, &*lease_, {});
  if (again && config_.check.probes > 0) check_.defend(lease_->address);
}

void Client::bind() {
  if (!host_.configure(*lease_, nullptr)) {
    messages_.send(make_decline(config_.identity, random_(), *lease_, "address refused"), 0,
                   kLimitedBroadcast);
    host_.forget();
    host_.tell(Event::fail, nullptr, {});
    return begin_init(kRefusedPause);
  }
  configured_ = true;
  conflicts_ = 0;
  log(config_.who, "{}/{} from {}, {}", inet_address(lease_->address).str(), lease_->bits,
      inet_address(lease_->server).str(),
      lease_->duration == kInfinite ? "forever" : fmt::format("{} s", lease_->duration));
  enter(State::bound);
  set_lease_timer();
  host_.save(*lease_, timers_.now() - lease_start_);
  host_.tell(Event::bound, &*lease_, {});
  if (config_.check.probes > 0) check_.defend(lease_->address);
}

void Client::conflict(const Mac& who) {
  log(config_.who, "{} has {}, too", str(who), inet_address(lease_->address).str());
  const Lease lease = *lease_;
  drop_lease("conflict");
  messages_.send(make_decline(config_.identity, random_(), lease, "address in use by " + str(who)),
                 0, kLimitedBroadcast);
  host_.forget();
  ++conflicts_;
  begin_init(conflicts_ >= kMostConflicts ? kConflictPause : kDeclinePause);
}

void Client::expire() {
  log(config_.who, "the lease of {} expired", inet_address(lease_->address).str());
  drop_lease("expire");
  host_.forget();
  begin_init(Time(0));
}

void Client::drop_lease(const std::string& why) {
  check_.stop();
  if (!std::exchange(configured_, false)) return;
  host_.unconfigure(*lease_);
  host_.tell(Event::deconfig, &*lease_, why);
}

// ---- from outside --------------------------------------------------------------------------

void Client::link_down() {
  link_ = false;
  if (state_ == State::releasing) return;
  resend_.stop();
  check_.stop();
  if (configured_ || state_ == State::stopped || state_ == State::rebooting) return;
  begin_init(Time(0));
}

void Client::link_up() {
  if (std::exchange(link_, true)) return;
  if (state_ == State::stopped || state_ == State::releasing) return;
  if (configured_ || state_ == State::rebooting)
    reboot();
  else
    begin_init(Time(0));
}

void Client::renew() {
  if (!link_ || state_ == State::checking || state_ == State::releasing) return;
  if (!configured_) return begin_init(Time(0));
  if (state_ == State::bound) begin_renewal(State::renewing);
}

void Client::release() {
  if (!configured_) return stop(false);
  stop_timers();
  log(config_.who, "released {}", inet_address(lease_->address).str());
  messages_.send(make_release(config_.identity, random_(), *lease_), lease_->address,
                 lease_->server);
  host_.forget();
  enter(State::releasing);
  resend_.start(kReleaseTime);
}

void Client::stop(bool keep) {
  stop_timers();
  const bool released = state_ == State::releasing;
  if (released || !keep) drop_lease(released ? "release" : "stop");
  enter(State::stopped);
}

}  // namespace bsdnet::dhcp
