// SPDX-License-Identifier: GPL-2.0
/*
 * address_cases - bind, connect, names, shutdown
 */
#include "run.hpp"

namespace conformance {
namespace {

const char *const own = "192.0.2.1";
const char *const peer = "192.0.2.2";

void bind_to_wrong_addresses(Run &run)
{
	int fd = run.udp();
	sockaddr_in sin = at(own, 5000);

	run.note("short", ::bind(fd, reinterpret_cast<sockaddr *>(&sin), 8));
	sin.sin_family = AF_INET6;
	run.bind(fd, sin);
	run.bind(fd, at("192.0.2.77", 5000));
	run.bind(fd, at("203.0.113.1", 5000));
	run.bind(fd, at(own, 5000));
	run.bind(fd, at(own, 5001));
	run.names(fd);
}

void bind_to_group_and_broadcast(Run &run)
{
	for (const char *address : {"0.0.0.0", "239.1.2.3", "192.0.2.255", "255.255.255.255"}) {
		int fd = run.udp();

		run.bind(fd, at(address, 5000));
		run.names(fd);
		::close(::dup(fd));
		run.connect(fd, at(peer, 9));
		run.names(fd);
		::close(fd);
	}
}

void ports_in_use(Run &run)
{
	int a = run.udp(), b = run.udp(), c = run.udp(), d = run.udp();

	run.bind(a, at(own, 5000));
	run.bind(b, at(own, 5000));
	run.bind(b, at("0.0.0.0", 5000));
	run.set(c, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
	run.bind(c, at(own, 5000));
	run.bind(d, at(own, 5001));
	run.get(c, SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR");
}

void reuse_set_later(Run &run)
{
	int a = run.udp(), b = run.udp();

	run.bind(a, at(own, 5000));
	run.set(a, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
	run.set(b, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
	run.bind(b, at(own, 5000));
}

void connect_to_limited_broadcast(Run &run)
{
	int fd = run.udp();

	run.set(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
	run.connect(fd, at("255.255.255.255", 9));
	run.names(fd);
}

void reuseport_needs_both(Run &run)
{
	int a = run.udp(), b = run.udp(), c = run.udp();

	run.set(a, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
	run.bind(a, at(own, 5000));
	run.bind(b, at(own, 5000));
	run.set(c, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
	run.bind(c, at(own, 5000));
}

void connect_and_disconnect(Run &run)
{
	int fd = run.udp();
	sockaddr_in none{};

	run.names(fd);
	run.connect(fd, at(peer, 9));
	run.names(fd);
	run.connect(fd, at(peer, 10));
	run.names(fd);
	none.sin_family = AF_UNSPEC;
	run.connect(fd, none);
	run.names(fd);
	run.send(fd, "x");
}

void disconnect_a_bound_socket(Run &run)
{
	int fd = run.udp();
	sockaddr_in none{};

	run.bind(fd, at("0.0.0.0", 5000));
	run.connect(fd, at(peer, 9));
	run.names(fd);
	none.sin_family = AF_UNSPEC;
	run.connect(fd, none);
	run.names(fd);
}

void connect_to_wrong_addresses(Run &run)
{
	int fd = run.udp();
	sockaddr_in sin = at(peer, 9);

	run.note("short", ::connect(fd, reinterpret_cast<sockaddr *>(&sin), 8));
	run.note("shorter", ::connect(fd, reinterpret_cast<sockaddr *>(&sin), 1));
	sin.sin_family = AF_INET6;
	run.connect(fd, sin);
	run.connect(fd, at("203.0.113.1", 9));
	run.connect(fd, at("192.0.2.255", 9));
	run.set(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
	run.connect(fd, at("192.0.2.255", 9));
	run.names(fd);
}

void connect_to_zero(Run &run)
{
	int fd = run.udp();

	run.connect(fd, at("0.0.0.0", 9));
	run.names(fd);
}

void shut_down(Run &run)
{
	int fd = run.bound_udp();
	char byte;

	run.note("shutdown", ::shutdown(fd, SHUT_RD));
	run.note("bad shutdown", ::shutdown(fd, 3));
	run.connect(fd, at(peer, 9));
	run.note("shutdown", ::shutdown(fd, SHUT_RD));
	run.note("recv", ::recv(fd, &byte, 1, MSG_DONTWAIT));
	run.events(fd, POLLIN | POLLOUT | POLLRDHUP);
	run.note("shutdown", ::shutdown(fd, SHUT_WR));
	run.send(fd, "x");
	run.events(fd, POLLIN | POLLOUT | POLLRDHUP);
}

void calls_of_streams(Run &run)
{
	int fd = run.bound_udp();

	run.note("listen", ::listen(fd, 1));
	run.note("accept", ::accept(fd, nullptr, nullptr));
}

void identify(Run &run)
{
	int fd = run.udp();

	run.get(fd, SOL_SOCKET, SO_TYPE, "SO_TYPE");
	run.get(fd, SOL_SOCKET, SO_PROTOCOL, "SO_PROTOCOL");
	run.get(fd, SOL_SOCKET, SO_ACCEPTCONN, "SO_ACCEPTCONN");
}

void domain(Run &run)
{
	run.get(run.udp(), SOL_SOCKET, SO_DOMAIN, "SO_DOMAIN");
}

} // namespace

std::vector<Case> address_cases()
{
	return {
		{"bind to wrong addresses", bind_to_wrong_addresses},
		{"bind to groups and broadcast addresses", bind_to_group_and_broadcast},
		{"ports in use", ports_in_use},
		{"SO_REUSEPORT needs both", reuseport_needs_both},
		{"connect and disconnect", connect_and_disconnect},
		{"disconnect a bound socket", disconnect_a_bound_socket},
		{"connect to wrong addresses", connect_to_wrong_addresses},
		{"connect to 0.0.0.0", connect_to_zero, "0.0.0.0 is not this host"},
		{"SO_REUSEADDR set later", reuse_set_later, "SO_REUSEADDR counts when the port is claimed"},
		{"connect to 255.255.255.255", connect_to_limited_broadcast,
		 "255.255.255.255 needs no route"},
		{"shutdown", shut_down},
		{"calls of stream sockets", calls_of_streams},
		{"type and protocol", identify},
		{"SO_DOMAIN", domain, "The family is AF_BSDNET"},
	};
}

} // namespace conformance
