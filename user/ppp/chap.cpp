// SPDX-License-Identifier: GPL-2.0
//
// CHAP with MD5 (RFC 1994)

#include <nettle/md5.h>

#include "auth.hpp"
#include "log.hpp"
#include "random.hpp"

namespace bsdnet::ppp {
namespace {

enum ChapCode : std::uint8_t { kChallenge = 1, kResponse = 2, kSuccess = 3, kFailure = 4 };

constexpr std::size_t kChallengeSize = 16;

// The MD5 hash of identifier, password and challenge (RFC 1994, 4.1)
Bytes response_to(std::uint8_t id, std::string_view password, View challenge) {
  md5_ctx context;
  Bytes digest(MD5_DIGEST_SIZE);
  md5_init(&context);
  md5_update(&context, sizeof(id), &id);
  md5_update(&context, password.size(), view(password).data());
  md5_update(&context, challenge.size(), challenge.data());
  md5_digest(&context, digest.size(), digest.data());
  return digest;
}

// Data of a Challenge or Response
Bytes value_and_name(View value, std::string_view name) {
  Bytes out;
  put8(out, value.size());
  put(out, value);
  put(out, view(name));
  return out;
}

class ChapProof : public Auth {
 public:
  ChapProof(const AuthContext& context, Credentials own, Done done)
      : context_(context),
        own_(std::move(own)),
        done_(std::move(done)),
        timer_(context.timers, [this] { time_out(); }) {}

  void start() override {
    timer_.start(context_.patience.restart * context_.patience.max_configure);
  }

  // The peer may send another Challenge at any time (RFC 1994, 2)
  bool receive(const Packet& packet) override {
    switch (packet.code) {
      case kChallenge:
        answer(packet);
        return true;
      case kSuccess:
      case kFailure:
        if (packet.id == answered_) finish(packet);
        return true;
      default:
        return false;
    }
  }

 private:
  void answer(const Packet& packet) {
    Reader reader(packet.data);
    const auto challenge = reader.counted();
    if (!challenge || challenge->empty()) return;
    answered_ = packet.id;
    response_ = value_and_name(response_to(packet.id, own_.password, *challenge), own_.name);
    left_ = context_.patience.max_configure;
    send();
  }

  // Repeated until the peer answers: Success or Failure may be lost (RFC 1994, 4.2)
  void send() {
    --left_;
    timer_.start(context_.patience.restart);
    context_.link.send(kChap, Packet{kResponse, *answered_, response_}.encode());
  }

  void time_out() {
    if (answered_ && left_ > 0)
      send();
    else
      done_(false, answered_ ? "CHAP: no Success or Failure from the peer"
                             : "CHAP: no Challenge from the peer");
  }

  void finish(const Packet& packet) {
    answered_.reset();
    timer_.stop();
    if (packet.code == kSuccess) {
      if (!std::exchange(reported_, true)) done_(true, own_.name);
    } else {
      done_(false, "the peer rejected name and password: " + printable(packet.data));
    }
  }

  AuthContext context_;
  Credentials own_;
  Done done_;
  Timer timer_;
  std::optional<std::uint8_t> answered_;
  Bytes response_;
  unsigned int left_ = 0;
  bool reported_ = false;
};

class ChapDemand : public Auth {
 public:
  ChapDemand(const AuthContext& context, std::string own_name, PasswordOf password_of, Done done)
      : context_(context),
        own_name_(std::move(own_name)),
        password_of_(std::move(password_of)),
        done_(std::move(done)),
        left_(context.patience.max_configure),
        id_(random_bytes(1)[0]),
        challenge_(random_bytes(kChallengeSize)),
        timer_(context.timers, [this] { ask(); }) {}

  void start() override { ask(); }

  // A repeated Response gets the same answer (RFC 1994, 4.2)
  bool receive(const Packet& packet) override {
    if (packet.code != kResponse) return false;
    Reader reader(packet.data);
    const auto value = reader.counted();
    if (!value || packet.id != id_) return true;
    const std::string name = text(reader.rest());
    const bool first = !verdict_;
    if (first) verdict_ = check(name, *value);
    context_.link.send(kChap, Packet{*verdict_ ? kSuccess : kFailure, id_,
                                     view(*verdict_ ? "welcome" : "wrong name or password")}
                                  .encode());
    if (!first) return true;
    timer_.stop();
    done_(*verdict_,
          *verdict_ ? name : "wrong name or password for \"" + printable(view(name)) + "\"");
    return true;
  }

 private:
  bool check(const std::string& name, View value) const {
    const auto right = password_of_(name);
    return right && same_secret(value, response_to(id_, *right, challenge_));
  }

  void ask() {
    if (left_-- == 0) {
      done_(false, "CHAP: no Response from the peer");
      return;
    }
    timer_.start(context_.patience.restart);
    context_.link.send(kChap,
                       Packet{kChallenge, id_, value_and_name(challenge_, own_name_)}.encode());
  }

  AuthContext context_;
  std::string own_name_;
  PasswordOf password_of_;
  Done done_;
  unsigned int left_;
  std::uint8_t id_;
  Bytes challenge_;
  Timer timer_;
  std::optional<bool> verdict_;
};

}  // namespace

std::unique_ptr<Auth> prove_by_chap(const AuthContext& context, const Credentials& own,
                                    Auth::Done done) {
  return std::make_unique<ChapProof>(context, own, std::move(done));
}

std::unique_ptr<Auth> demand_chap(const AuthContext& context, const std::string& own_name,
                                  PasswordOf password_of, Auth::Done done) {
  return std::make_unique<ChapDemand>(context, own_name, std::move(password_of), std::move(done));
}

}  // namespace bsdnet::ppp
