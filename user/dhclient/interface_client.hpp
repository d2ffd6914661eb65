// SPDX-License-Identifier: GPL-2.0
/// @file
/// A client with its sockets, on an interface that may go away and come back.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "client.hpp"
#include "configuration.hpp"
#include "event_loop.hpp"
#include "hook.hpp"
#include "l2_socket.hpp"
#include "lease_file.hpp"
#include "settings.hpp"
#include "udp_socket.hpp"

namespace bsdnet::dhcp {

class InterfaceClient : public MessagePort, public ArpPort, public Host {
 public:
  struct Shared {
    EventLoop& loop;
    Channel& channel;
    Hook& hook;
    LeaseDirectory& leases;
    const Settings& settings;
  };

  /// @param settled  called once: there is a lease, or none in time
  InterfaceClient(Shared& shared, std::string ifl, std::function<void(bool has_lease)> settled);
  ~InterfaceClient() override;

  /// Opens the sockets and starts; throws Error.
  void start();
  /// Looks at the interface again.
  void check();
  void renew();
  void release();
  /// Stops. @param keep  leaves address and routes
  void stop(bool keep);

  // MessagePort, ArpPort, Host
  void send(const Message& message, std::uint32_t source, std::uint32_t to) override;
  void send(const ArpPacket& packet) override;
  bool configure(const Lease& lease, const Lease* old) override;
  void unconfigure(const Lease& lease) override;
  void save(const Lease& lease, Time age) override;
  void forget() override;
  void tell(Event event, const Lease* lease, const std::string& why) override;

 private:
  // what exists while the interface does
  struct Running {
    Station station;
    UdpSocket messages;
    L2Socket arp;
    std::unique_ptr<Client> client;
  };

  void open();
  void open_sockets();
  void close(const std::string& why);
  void retry();
  void settle(bool has_lease);
  ClientConfig client_config(const Station& station) const;
  Bytes client_id(const Station& station) const;
  void watch(int fd, void (InterfaceClient::*fn)());
  void receive_any(bool on);
  void receive_messages();
  void receive_arp();

  Shared& shared_;
  std::string ifl_;
  std::function<void(bool)> settled_;
  Configuration configuration_;
  std::optional<Running> running_;
  std::string lease_name_;
  Timer deadline_;
  Timer retry_;
};

}  // namespace bsdnet::dhcp
