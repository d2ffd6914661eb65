// SPDX-License-Identifier: GPL-2.0
#include "interface_client.hpp"

#include "inet.hpp"
#include "log.hpp"
#include "random.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::chrono::seconds kRetry{2};
constexpr int kBatch = 64;
constexpr std::uint8_t kEthernetId = 1;  // of a client identifier

std::uint32_t random_number() {
  return load32(random_bytes(4));
}

ConfigurationSettings configuration_settings(const Settings& settings, const std::string& ifl) {
  return {ifl, settings.instance, settings.routes, settings.default_route, settings.mtu};
}

}  // namespace

InterfaceClient::InterfaceClient(Shared& shared, std::string ifl, std::function<void(bool)> settled)
    : shared_(shared),
      ifl_(std::move(ifl)),
      settled_(std::move(settled)),
      configuration_(shared.channel, configuration_settings(shared.settings, ifl_)),
      lease_name_(shared.settings.netns.empty() ? ifl_ : shared.settings.netns + "@" + ifl_),
      deadline_(shared.loop.timers(),
                [this] {
                  log(ifl_, "no lease in time");
                  tell(Event::fail, nullptr, {});
                  settle(false);
                }),
      retry_(shared.loop.timers(), [this] { retry(); }) {}

InterfaceClient::~InterfaceClient() {
  if (running_) {
    shared_.loop.unwatch(running_->messages.fd());
    shared_.loop.unwatch(running_->arp.fd());
  }
}

// ---- the interface comes and goes ------------------------------------------------------------

void InterfaceClient::start() {
  if (shared_.settings.timeout != 0)
    deadline_.start(std::chrono::seconds(shared_.settings.timeout));
  try {
    open();
  } catch (const SystemError& error) {
    // of a socket: another client is bound, or a right is missing
    throw Error(ifl_ + ": " + error.what());
  }
}

// All or nothing
void InterfaceClient::open() {
  try {
    open_sockets();
  } catch (...) {
    running_.reset();
    throw;
  }
}

void InterfaceClient::open_sockets() {
  const Station station = configuration_.open();
  running_.emplace(Running{station,
                           {station.index, station.instance},
                           {station.index, kArpEthertype, 16, Capture::copy},
                           {}});
  running_->messages.receive_any(true);
  running_->client = std::make_unique<Client>(*this, *this, *this, shared_.loop.timers(),
                                              client_config(station), random_number);
  watch(running_->messages.fd(), &InterfaceClient::receive_messages);
  watch(running_->arp.fd(), &InterfaceClient::receive_arp);
  const auto saved = shared_.leases.load(lease_name_, std::time(nullptr));
  if (!station.up) running_->client->link_down();
  if (saved)
    running_->client->start(saved->lease,
                            std::chrono::seconds(std::time(nullptr) - saved->obtained));
  else
    running_->client->start({}, Time(0));
}

// Never from a function of the client: it is destroyed
void InterfaceClient::close(const std::string& why) {
  log(ifl_, "{}", why);
  if (const Lease* lease = running_->client->lease(); running_->client->has_lease())
    tell(Event::deconfig, lease, "gone");
  shared_.loop.unwatch(running_->messages.fd());
  shared_.loop.unwatch(running_->arp.fd());
  running_.reset();
  configuration_.gone();
  retry_.start(kRetry);
}

void InterfaceClient::retry() {
  try {
    open();
  } catch (const Error& error) {
    if (log_level() > 0) log(ifl_, "{}", error.what());
    running_.reset();
    retry_.start(kRetry);
  }
}

void InterfaceClient::check() {
  if (!running_) return;
  try {
    const Station now = configuration_.read();
    Station same = running_->station;
    same.up = now.up;
    if (now != same) {
      // an address of this host cannot be asked for at another link-layer address
      running_->client->stop(false);
      configuration_.close();
      return close("the interface is another one");
    }
    // the kernel forgets the request with the IPv4 configuration of the interface
    if (!running_->client->has_lease()) running_->messages.receive_any(true);
    if (now.up == running_->station.up) return;
    running_->station.up = now.up;
    log(ifl_, "the link is {}", now.up ? "up" : "down");
    if (now.up)
      running_->client->link_up();
    else
      running_->client->link_down();
  } catch (const Error& error) {
    close(error.what());
  }
}

void InterfaceClient::watch(int fd, void (InterfaceClient::*fn)()) {
  shared_.loop.watch(fd, [this, fn] {
    try {
      (this->*fn)();
    } catch (const SystemError& error) {
      close(error.what());
    }
  });
}

void InterfaceClient::receive_messages() {
  running_->messages.receive([this](const Message& message) {
    if (log_level() > 0)
      log(ifl_, "received message of type {} from {}", static_cast<int>(message.type()),
          inet_address(message.siaddr).str());
    running_->client->receive(message);
  });
}

void InterfaceClient::receive_arp() {
  for (int i = 0; i < kBatch; ++i) {
    const auto frame = running_->arp.receive();
    if (!frame) return;
    if (frame->outgoing) continue;
    if (const auto packet = ArpPacket::parse(frame->payload)) running_->client->receive(*packet);
  }
}

// ---- from outside ------------------------------------------------------------------------------

void InterfaceClient::settle(bool has_lease) {
  deadline_.stop();
  if (settled_) std::exchange(settled_, nullptr)(has_lease);
}

void InterfaceClient::renew() {
  if (running_) running_->client->renew();
}

void InterfaceClient::release() {
  if (running_) running_->client->release();
}

void InterfaceClient::stop(bool keep) {
  deadline_.stop();
  retry_.stop();
  if (!running_) return;
  running_->client->stop(keep);
  if (!keep) configuration_.close();
}

Bytes InterfaceClient::client_id(const Station& station) const {
  Bytes out = {kEthernetId};
  switch (shared_.settings.client_id_kind) {
    case ClientIdKind::rfc4361:
      return make_client_id(shared_.leases.duid(), station.name);
    case ClientIdKind::mac:
      put(out, station.mac);
      return out;
    case ClientIdKind::given:
      return shared_.settings.client_id;
    default:
      return {};
  }
}

ClientConfig InterfaceClient::client_config(const Station& station) const {
  const Settings& settings = shared_.settings;
  ClientConfig out;
  out.who = ifl_;
  out.identity.mac = station.mac;
  out.identity.client_id = client_id(station);
  out.identity.host_name = settings.host_name;
  out.identity.vendor_class = settings.vendor_class;
  out.identity.parameters = default_parameters();
  put(out.identity.parameters, settings.more_options);
  out.identity.lease_time = settings.lease_time;
  out.identity.address = settings.address;
  out.identity.broadcast = settings.broadcast;
  out.check = settings.check;
  out.start_delay = settings.start_delay;
  return out;
}

// ---- for the client ----------------------------------------------------------------------------

void InterfaceClient::send(const Message& message, std::uint32_t source, std::uint32_t to) {
  if (log_level() > 0)
    log(ifl_, "sending message of type {} to {}", static_cast<int>(message.type()),
        inet_address(to).str());
  running_->messages.send(ifl_, message.encode(), source, to);
}

void InterfaceClient::send(const ArpPacket& packet) {
  running_->arp.send(kArpEthertype, &kBroadcast, packet.encode());
}

bool InterfaceClient::configure(const Lease& lease, const Lease* old) {
  if (!configuration_.configure(lease, old)) return false;
  receive_any(false);
  return true;
}

// The lease's address is ours: what is sent to it arrives without BSDNET_EARLY
void InterfaceClient::receive_any(bool on) {
  try {
    running_->messages.receive_any(on);
  } catch (const SystemError& error) {
    log(ifl_, "{}", error.what());
  }
}

void InterfaceClient::unconfigure(const Lease& lease) {
  configuration_.unconfigure(lease);
  receive_any(true);
}

void InterfaceClient::save(const Lease& lease, Time age) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  shared_.leases.save(lease_name_, {lease, std::time(nullptr) - seconds});
}

void InterfaceClient::forget() {
  shared_.leases.remove(lease_name_);
}

void InterfaceClient::tell(Event event, const Lease* lease, const std::string& why) {
  Environment environment = hook_environment(ifl_, lease, why);
  if (!shared_.settings.netns.empty()) environment.push_back("netns=" + shared_.settings.netns);
  shared_.hook.run(event, environment);
  if (event == Event::bound) settle(true);
}

}  // namespace bsdnet::dhcp
