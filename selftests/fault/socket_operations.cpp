// SPDX-License-Identifier: GPL-2.0
/*
 * socket_operations - system calls on AF_BSDNET sockets
 */
#include "operation.hpp"

#include <arpa/inet.h>
#include <linux/bsdnet_socket.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

namespace fault {
namespace {

/* The socket of an operation, from prepare to clean_up */
struct Socket {
	int fd = -1;

	void open(int type, int protocol)
	{
		fd = ::socket(AF_BSDNET, type | SOCK_CLOEXEC, protocol);
		if (fd < 0)
			give_up("socket");
	}
	void close()
	{
		::close(fd);
		fd = -1;
	}
};

using Shared = std::shared_ptr<Socket>;

struct Kind {
	const char *name;
	int type;
	int protocol;
};

constexpr Kind udp = {"udp", SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP)};
constexpr Kind icmp = {"icmp", SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP)};
constexpr Kind raw = {"raw", SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 99)};
constexpr Kind header = {"raw with header", SOCK_RAW, BSDNET_PROTO(BSDNET_INET, IPPROTO_RAW)};
constexpr Kind l2 = {"l2", SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0)};

sockaddr_in inet(const char *address, std::uint16_t port)
{
	sockaddr_in out{};

	out.sin_family = AF_INET;
	out.sin_port = htons(port);
	if (::inet_pton(AF_INET, address, &out.sin_addr) != 1)
		give_up(address);
	return out;
}

sockaddr_bsdnet ethertype(std::uint16_t type)
{
	sockaddr_bsdnet out{};
	bsdnet::Channel channel;

	out.sb_family = AF_BSDNET;
	out.sb_ifl_index = bsdnet::ifl_index(channel, "r1");
	out.sb_proto[0] = static_cast<std::uint8_t>(type >> 8);
	out.sb_proto[1] = static_cast<std::uint8_t>(type);
	out.sb_bits = 16;
	return out;
}

/* A call on an open socket; -1 and errno as usual */
using Call = std::function<int(int fd)>;

Outcome attempt_call(unsigned n, const std::function<int()> &call)
{
	injector().begin(n);
	return {injector().around([&] { return call() < 0 ? errno : 0; }), false};
}

/* @done on a socket that has been through @before; undone by closing it. If it
 * fails, it may have come as far as @halfway
 */
Operation on_socket(const Kind &kind, const char *name, const Call &before, const Call &done,
		    const Call &halfway = {})
{
	auto socket = std::make_shared<Socket>();
	auto prepare = [=] {
		socket->open(kind.type, kind.protocol);
		if (before && before(socket->fd) < 0)
			give_up(name);
	};
	auto renew = [=] {
		socket->close();
		prepare();
	};
	Operation operation = {
		std::string(kind.name) + ' ' + name,
		prepare,
		[=](unsigned n) { return attempt_call(n, [&] { return done(socket->fd); }); },
		renew,
		[=] { socket->close(); },
	};

	if (halfway)
		operation.halfway = [=] {
			if (halfway(socket->fd) < 0)
				give_up(name);
		};
	return operation;
}

Operation opening(const Kind &kind)
{
	auto socket = std::make_shared<Socket>();

	return {std::string(kind.name) + " socket", {},
		[=](unsigned n) {
			return attempt_call(n, [&] {
				return socket->fd = ::socket(AF_BSDNET, kind.type | SOCK_CLOEXEC,
							     kind.protocol);
			});
		},
		[=] { socket->close(); },
		{}};
}

template <typename T> Call to_bind(const T &address)
{
	return [=](int fd) {
		return ::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof(address));
	};
}

template <typename T> Call to_connect(const T &address)
{
	return [=](int fd) {
		return ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof(address));
	};
}

template <typename T> Call to_send(const T &address, std::size_t length)
{
	return [=](int fd) {
		std::vector<char> data(length);

		data[0] = 8;	/* of ICMP: an echo request */

		return static_cast<int>(::sendto(fd, data.data(), data.size(), 0,
						 reinterpret_cast<const sockaddr *>(&address),
						 sizeof(address)));
	};
}

/* A packet with its IP header */
Call to_send_header(const sockaddr_in &address, std::size_t length)
{
	return [=](int fd) {
		std::vector<char> data(length);

		data[0] = 0x45;
		data[8] = 64;
		data[9] = 99;
		std::memcpy(&data[16], &address.sin_addr, sizeof(address.sin_addr));
		return static_cast<int>(::sendto(fd, data.data(), data.size(), 0,
						 reinterpret_cast<const sockaddr *>(&address),
						 sizeof(address)));
	};
}

Call to_set(int level, int name, int value)
{
	return [=](int fd) { return ::setsockopt(fd, level, name, &value, sizeof(value)); };
}

Call to_set_early(std::uint32_t ifl_index)
{
	return [=](int fd) {
		const bsdnet_early early = {ifl_index, BSDNET_EARLY_ANY};

		return ::setsockopt(fd, SOL_BSDNET, BSDNET_EARLY, &early, sizeof(early));
	};
}

Call to_set_options()
{
	return [](int fd) {
		const unsigned char options[] = {148, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0};

		return ::setsockopt(fd, SOL_IP, IP_OPTIONS, options, sizeof(options));
	};
}

/* A group on r1; of the options that take a source, this one */
Call to_join(int name, const char *source = nullptr)
{
	return [=](int fd) {
		const ip_mreq_source all = {inet("239.1.1.1", 0).sin_addr,
					    inet("192.0.2.1", 0).sin_addr,
					    inet(source ? source : "0.0.0.0", 0).sin_addr};

		return ::setsockopt(fd, SOL_IP, name, &all,
				    source ? sizeof(all) : sizeof(ip_mreq));
	};
}

/* Several calls; ends at the first that fails */
Call sequence(std::vector<Call> calls)
{
	return [=](int fd) {
		for (const Call &call : calls)
			if (call(fd) < 0)
				return -1;
		return 0;
	};
}

} // namespace

std::vector<Operation> socket_operations()
{
	const sockaddr_in local = inet("192.0.2.1", 7000), peer = inet("192.0.2.77", 7001);
	const sockaddr_bsdnet experiment = ethertype(0x88b5);
	sockaddr_bsdnet frame = experiment;

	frame.sb_halen = 6;
	frame.sb_addr[0] = 2;
	return {
		opening(udp),
		opening(icmp),
		opening(raw),
		opening(l2),
		on_socket(udp, "bind", {}, to_bind(local)),
		on_socket(udp, "bind to any address", {}, to_bind(inet("0.0.0.0", 7000))),
		on_socket(udp, "connect", {}, to_connect(peer)),
		on_socket(udp, "connect, bound", to_bind(local), to_connect(peer)),
		on_socket(udp, "connect elsewhere", to_connect(peer),
			  to_connect(inet("192.0.2.78", 7001))),
		on_socket(udp, "send", to_bind(local), to_send(peer, 100)),
		on_socket(udp, "send, fragmented", to_bind(local), to_send(peer, 4000)),
		/* as in Linux, the port is kept */
		on_socket(udp, "send, unbound", {}, to_send(peer, 100),
			  to_bind(inet("0.0.0.0", 0))),
		on_socket(udp, "send to ourselves", to_bind(local), to_send(local, 100)),
		on_socket(udp, "set instance", {}, to_set(SOL_BSDNET, BSDNET_INSTANCE, 0)),
		on_socket(udp, "bind, sharing", to_set(SOL_SOCKET, SO_REUSEPORT, 1), to_bind(local)),
		on_socket(udp, "send segments",
			  sequence({to_bind(local), to_set(SOL_UDP, UDP_SEGMENT, 100)}),
			  to_send(peer, 1000)),
		on_socket(udp, "send, corked",
			  sequence({to_bind(local), to_set(SOL_UDP, UDP_CORK, 1)}),
			  to_send(peer, 100)),
		on_socket(udp, "early",
			  to_bind(local), to_set_early(ethertype(0).sb_ifl_index)),
		on_socket(udp, "early, of all interfaces", to_bind(local), to_set_early(0)),
		on_socket(udp, "IP options", {}, to_set_options()),
		on_socket(udp, "send with IP options", sequence({to_bind(local), to_set_options()}),
			  to_send(peer, 100)),
		on_socket(udp, "join", {}, to_join(IP_ADD_MEMBERSHIP)),
		on_socket(udp, "leave", to_join(IP_ADD_MEMBERSHIP), to_join(IP_DROP_MEMBERSHIP)),
		on_socket(udp, "join a source", {},
			  to_join(IP_ADD_SOURCE_MEMBERSHIP, "192.0.2.9")),
		on_socket(udp, "block a source", to_join(IP_ADD_MEMBERSHIP),
			  to_join(IP_BLOCK_SOURCE, "192.0.2.9")),
		on_socket(icmp, "bind", {}, to_bind(inet("192.0.2.1", 99))),
		on_socket(icmp, "send", to_bind(inet("192.0.2.1", 99)), to_send(peer, 64)),
		on_socket(raw, "bind", {}, to_bind(inet("192.0.2.1", 0))),
		on_socket(raw, "connect", {}, to_connect(peer)),
		on_socket(raw, "connect, bound", to_bind(local), to_connect(peer)),
		on_socket(raw, "set instance", {}, to_set(SOL_BSDNET, BSDNET_INSTANCE, 0)),
		on_socket(raw, "set interface", {}, to_set(SOL_BSDNET, BSDNET_IN_IFL, 7)),
		on_socket(raw, "send", {}, to_send(peer, 100)),
		on_socket(raw, "send, fragmented", {}, to_send(peer, 4000)),
		on_socket(raw, "send to ourselves", {}, to_send(local, 100)),
		on_socket(header, "send", {}, to_send_header(peer, 100)),
		on_socket(header, "send to ourselves", {}, to_send_header(local, 4000)),
		on_socket(l2, "bind", {}, to_bind(experiment)),
		on_socket(l2, "send", to_bind(experiment), to_send(frame, 60)),
	};
}

} // namespace fault
