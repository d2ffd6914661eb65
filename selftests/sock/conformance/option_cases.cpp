// SPDX-License-Identifier: GPL-2.0
/*
 * option_cases - setsockopt() and getsockopt()
 */
#include "run.hpp"

#include <netinet/udp.h>

#include <asm/socket.h>

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

namespace conformance {
namespace {

/* Values at the limits of every option, with 4 bytes, 1 byte and none */
void try_values(Run &run, int fd, int level, int name, const char *what)
{
	run.get(fd, level, name, what);
	for (int value : {-2, -1, 0, 1, 2, 3, 5, 6, 255, 256}) {
		run.set(fd, level, name, value, what);
		run.get(fd, level, name, what);
	}
	const unsigned char byte = 1;

	run.note("one byte", ::setsockopt(fd, level, name, &byte, 1));
	run.note("no byte", ::setsockopt(fd, level, name, &byte, 0));
	unsigned char small[2] = {};
	socklen_t len = 1;
	run.note("get one byte", ::getsockopt(fd, level, name, small, &len));
	run.say(std::to_string(small[0]) + " in " + std::to_string(len));
}

template <int level, int name> void values(Run &run)
{
	try_values(run, run.udp(), level, name, "it");
}

template <int name> void icmp_values(Run &run)
{
	try_values(run, run.icmp(), SOL_IP, name, "it");
}

void unknown(Run &run)
{
	int fd = run.udp();

	run.set(fd, SOL_IP, 1000, 1, "unknown");
	run.get(fd, SOL_IP, 1000, "unknown");
	run.set(fd, SOL_UDP, 1000, 1, "unknown");
	run.get(fd, SOL_UDP, 1000, "unknown");
	run.set(fd, 1000, 1, 1, "unknown level");
	run.get(fd, 1000, 1, "unknown level");
	run.note("bad pointer", ::setsockopt(fd, SOL_IP, IP_TOS, reinterpret_cast<void *>(8), 4));
}

void mtu(Run &run)
{
	int fd = run.udp();

	run.get(fd, SOL_IP, IP_MTU, "IP_MTU");
	run.set(fd, SOL_IP, IP_MTU, 1500, "IP_MTU");
	run.connect(fd, at("192.0.2.2", 9));
	run.get(fd, SOL_IP, IP_MTU, "IP_MTU");
}

void path_mtu(Run &run)
{
	int fd = run.udp();
	const std::string big(4000, 'x');
	const sockaddr_in to = at("192.0.2.2", 9);

	for (int how : {IP_PMTUDISC_DONT, IP_PMTUDISC_WANT, IP_PMTUDISC_DO, IP_PMTUDISC_PROBE,
			IP_PMTUDISC_INTERFACE, IP_PMTUDISC_OMIT}) {
		run.set(fd, SOL_IP, IP_MTU_DISCOVER, how, "IP_MTU_DISCOVER");
		run.send(fd, big, 0, &to);
	}
}

void priorities(Run &run)
{
	int fd = run.udp();

	run.set(fd, SOL_SOCKET, SO_PRIORITY, 6, "SO_PRIORITY");
	run.set(fd, SOL_SOCKET, SO_MARK, 7, "SO_MARK");
	run.get(fd, SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY");
	run.get(fd, SOL_SOCKET, SO_MARK, "SO_MARK");
	run.set(fd, SOL_IP, IP_TOS, 0x10, "IP_TOS");
	run.get(fd, SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY");
	run.set(fd, SOL_SOCKET, SO_BUSY_POLL, 50, "SO_BUSY_POLL");
	run.get(fd, SOL_SOCKET, SO_BUSY_POLL, "SO_BUSY_POLL");
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
}

void buffers(Run &run)
{
	int fd = run.udp();

	for (int name : {SO_RCVBUF, SO_SNDBUF}) {
		run.get(fd, SOL_SOCKET, name, "buffer");
		run.set(fd, SOL_SOCKET, name, 5000, "buffer");
		run.get(fd, SOL_SOCKET, name, "buffer");
	}
}

void freebind(Run &run)
{
	int fd = run.udp();

	run.set(fd, SOL_IP, IP_FREEBIND, 1, "IP_FREEBIND");
	run.bind(fd, at("203.0.113.1", 5000));
	run.names(fd);
}

void transparent(Run &run)
{
	int fd = run.udp();
	const sockaddr_in to = at("192.0.2.2", 9);

	run.set(fd, SOL_IP, IP_TRANSPARENT, 1, "IP_TRANSPARENT");
	run.bind(fd, at("203.0.113.1", 5000));
	run.names(fd);
	run.send(fd, "x", 0, &to);
}

void bound_to_device(Run &run)
{
	int fd = run.udp(), index = run.ifindex(), other = run.udp();
	const sockaddr_in to = at("192.0.2.2", 9);

	run.note("SO_BINDTODEVICE nowhere",
		 ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "nowhere", 8));
	run.note("SO_BINDTODEVICE", ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "r1", 3));
	run.bind(fd, at("192.0.2.1", 5000));
	run.send(fd, "x", 0, &to);
	run.note("SO_BINDTOIFINDEX",
		 ::setsockopt(other, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof(index)));
	run.set(other, SOL_SOCKET, SO_BINDTOIFINDEX, -1, "SO_BINDTOIFINDEX");
	run.set(other, SOL_SOCKET, SO_BINDTOIFINDEX, 12345, "SO_BINDTOIFINDEX");
	run.bind(other, at("192.0.2.1", 5000));
}

void device_of_socket(Run &run)
{
	int fd = run.udp();
	char name[16] = {};
	socklen_t len = sizeof(name);

	run.note("SO_BINDTODEVICE", ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "r1", 3));
	run.note("get", ::getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, &len));
	run.say(std::string(name) + ' ' + std::to_string(len));
}

template <int level, int name> Case with_values(const char *text, const char *difference = nullptr)
{
	return {text, values<level, name>, difference};
}

} // namespace

std::vector<Case> option_cases()
{
	return {
		with_values<SOL_IP, IP_TTL>("IP_TTL"),
		with_values<SOL_IP, IP_TOS>("IP_TOS"),
		with_values<SOL_IP, IP_MULTICAST_TTL>("IP_MULTICAST_TTL"),
		with_values<SOL_IP, IP_MULTICAST_LOOP>("IP_MULTICAST_LOOP"),
		with_values<SOL_IP, IP_MULTICAST_ALL>("IP_MULTICAST_ALL"),
		with_values<SOL_IP, IP_MTU_DISCOVER>("IP_MTU_DISCOVER", "No path MTU discovery by default"),
		with_values<SOL_IP, IP_PKTINFO>("IP_PKTINFO"),
		with_values<SOL_IP, IP_RECVTTL>("IP_RECVTTL"),
		with_values<SOL_IP, IP_RECVTOS>("IP_RECVTOS"),
		with_values<SOL_IP, IP_RECVOPTS>("IP_RECVOPTS"),
		with_values<SOL_IP, IP_RETOPTS>("IP_RETOPTS"),
		with_values<SOL_IP, IP_RECVORIGDSTADDR>("IP_RECVORIGDSTADDR"),
		with_values<SOL_IP, IP_RECVERR>("IP_RECVERR"),
		with_values<SOL_IP, IP_FREEBIND>("IP_FREEBIND"),
		with_values<SOL_IP, IP_TRANSPARENT>("IP_TRANSPARENT"),
		with_values<SOL_IP, IP_HDRINCL>("IP_HDRINCL of UDP"),
		with_values<SOL_IP, IP_NODEFRAG>("IP_NODEFRAG of UDP"),
		with_values<SOL_IP, IP_MINTTL>("IP_MINTTL"),
		with_values<SOL_IP, IP_LOCAL_PORT_RANGE>("IP_LOCAL_PORT_RANGE option"),
		with_values<SOL_IP, IP_ROUTER_ALERT>("IP_ROUTER_ALERT of UDP"),
		with_values<SOL_UDP, UDP_CORK>("UDP_CORK option"),
		with_values<SOL_UDP, UDP_SEGMENT>("UDP_SEGMENT option"),
		with_values<SOL_UDP, UDP_GRO>("UDP_GRO option"),
		with_values<SOL_SOCKET, SO_BROADCAST>("SO_BROADCAST"),
		with_values<SOL_SOCKET, SO_DONTROUTE>("SO_DONTROUTE"),
		with_values<SOL_SOCKET, SO_REUSEPORT>("SO_REUSEPORT"),
		with_values<SOL_SOCKET, SO_TIMESTAMP>("SO_TIMESTAMP"),
		with_values<SOL_SOCKET, SO_TIMESTAMPNS>("SO_TIMESTAMPNS"),
		with_values<SOL_SOCKET, SO_RXQ_OVFL>("SO_RXQ_OVFL"),
		{"IP_TTL of ICMP", icmp_values<IP_TTL>},
		{"IP_RECVERR of ICMP", icmp_values<IP_RECVERR>},
		{"unknown options", unknown},
		{"IP_MTU", mtu},
		{"path MTU", path_mtu, "No path MTU discovery by default"},
		{"SO_PRIORITY, SO_MARK, SO_BUSY_POLL", priorities},
		{"buffers", buffers},
		{"bind with IP_FREEBIND", freebind},
		{"bind with IP_TRANSPARENT", transparent},
		{"SO_BINDTODEVICE", bound_to_device},
		{"get SO_BINDTODEVICE", device_of_socket, "SO_BINDTODEVICE can be set, not read"},
	};
}

} // namespace conformance
