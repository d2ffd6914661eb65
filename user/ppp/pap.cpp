// SPDX-License-Identifier: GPL-2.0
//
// PAP: name and password in clear text (RFC 1334)

#include "auth.hpp"
#include "log.hpp"

namespace bsdnet::ppp {
namespace {

enum PapCode : std::uint8_t { kRequest = 1, kAck = 2, kNak = 3 };

constexpr std::size_t kLongestText = 255;

void put_counted(Bytes& out, View data) {
  const View cut = data.first(std::min(data.size(), kLongestText));
  put8(out, cut.size());
  put(out, cut);
}

// The message of an Ack or Nak; many peers omit its length
std::string message_of(const Packet& packet) {
  Reader reader(packet.data);
  const auto message = reader.counted();
  return message ? printable(*message) : "";
}

class PapProof : public Auth {
 public:
  PapProof(const AuthContext& context, Credentials own, Done done)
      : context_(context),
        own_(std::move(own)),
        done_(std::move(done)),
        left_(context.patience.max_configure),
        timer_(context.timers, [this] { ask(); }) {}

  void start() override { ask(); }

  bool receive(const Packet& packet) override {
    if (packet.code != kAck && packet.code != kNak) return false;
    if (packet.id != id_ || !timer_.running()) return true;
    timer_.stop();
    if (packet.code == kAck)
      done_(true, own_.name);
    else
      done_(false, "the peer rejected name and password: " + message_of(packet));
    return true;
  }

 private:
  void ask() {
    if (left_-- == 0) {
      done_(false, "PAP: no answer from the peer");
      return;
    }
    timer_.start(context_.patience.restart);
    Bytes data;
    put_counted(data, view(own_.name));
    put_counted(data, view(own_.password));
    context_.link.send(kPap, Packet{kRequest, ++id_, data}.encode());
  }

  AuthContext context_;
  Credentials own_;
  Done done_;
  unsigned int left_;
  std::uint8_t id_ = 0;
  Timer timer_;
};

class PapDemand : public Auth {
 public:
  PapDemand(const AuthContext& context, PasswordOf password_of, Done done)
      : context_(context),
        password_of_(std::move(password_of)),
        done_(std::move(done)),
        timer_(context.timers,
               [this] { done_(false, "PAP: no Authenticate-Request from the peer"); }) {}

  void start() override {
    timer_.start(context_.patience.restart * context_.patience.max_configure);
  }

  // A repeated request gets the same answer, since answers may be lost (RFC 1334, 2.2.1)
  bool receive(const Packet& packet) override {
    if (packet.code != kRequest) return false;
    Reader reader(packet.data);
    const auto name = reader.counted();
    const auto password = reader.counted();
    if (!password) return true;
    const bool first = !verdict_;
    if (first) verdict_ = check(text(*name), *password);
    Bytes data;
    put_counted(data, view(*verdict_ ? "welcome" : "wrong name or password"));
    context_.link.send(kPap, Packet{*verdict_ ? kAck : kNak, packet.id, data}.encode());
    if (!first) return true;
    timer_.stop();
    done_(*verdict_,
          *verdict_ ? text(*name) : "wrong name or password for \"" + printable(*name) + "\"");
    return true;
  }

 private:
  bool check(const std::string& name, View password) const {
    const auto right = password_of_(name);
    return right && same_secret(view(*right), password);
  }

  AuthContext context_;
  PasswordOf password_of_;
  Done done_;
  Timer timer_;
  std::optional<bool> verdict_;
};

}  // namespace

std::unique_ptr<Auth> prove_by_pap(const AuthContext& context, const Credentials& own,
                                   Auth::Done done) {
  return std::make_unique<PapProof>(context, own, std::move(done));
}

std::unique_ptr<Auth> demand_pap(const AuthContext& context, PasswordOf password_of,
                                 Auth::Done done) {
  return std::make_unique<PapDemand>(context, std::move(password_of), std::move(done));
}

bool same_secret(View a, View b) {
  unsigned int differ = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    differ |= a[i] ^ b[i];
  return differ == 0;
}

}  // namespace bsdnet::ppp
