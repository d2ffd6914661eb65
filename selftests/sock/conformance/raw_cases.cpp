// SPDX-License-Identifier: GPL-2.0
/*
 * raw_cases - raw sockets
 */
#include "run.hpp"

#include <linux/icmp.h>
#include <netinet/ip.h>

namespace conformance {
namespace {

constexpr int experiment = 253; /* RFC 3692: for experiments */

void open_raw(Run &run)
{
	run.open(SOCK_RAW, 0);
	run.open(SOCK_RAW, IPPROTO_ICMP);
	run.open(SOCK_RAW, IPPROTO_RAW);
	run.open(SOCK_RAW, experiment);
}

void exchange(Run &run)
{
	int a = run.open(SOCK_RAW, experiment), b = run.open(SOCK_RAW, experiment);
	const sockaddr_in to = at("192.0.2.1", 0);

	run.bind(b, to);
	run.names(b);
	run.set(b, SOL_IP, IP_RECVTTL, 1, "IP_RECVTTL");
	run.send(a, "hello", 0, &to);
	run.receive(b, 0, 64);
	run.connect(a, to);
	run.names(a);
	run.send(a, "");
	run.events(b, POLLIN);
	run.send(a, std::string(65516, 'x'));
	run.send(a, "x", MSG_OOB);
}

void header_included(Run &run)
{
	int a = run.open(SOCK_RAW, IPPROTO_RAW), b = run.open(SOCK_RAW, experiment);
	const sockaddr_in to = at("192.0.2.1", 0);
	iphdr iph{};

	run.get(a, SOL_IP, IP_HDRINCL, "IP_HDRINCL");
	iph.version = 4;
	iph.ihl = 5;
	iph.ttl = 9;
	iph.protocol = experiment;
	iph.daddr = to.sin_addr.s_addr;
	iph.id = htons(77);
	std::string packet(reinterpret_cast<char *>(&iph), sizeof(iph));
	run.send(a, packet + "hello", 0, &to);
	run.receive(b, 0, 64);
	run.send(a, packet.substr(0, 19), 0, &to);
	run.send(a, std::string(70000, 'x'), 0, &to);
	run.set(b, SOL_IP, IP_HDRINCL, 1, "IP_HDRINCL");
	run.get(b, SOL_IP, IP_HDRINCL, "IP_HDRINCL");
}

void icmp_filter_option(Run &run)
{
	int fd = run.open(SOCK_RAW, IPPROTO_ICMP), other = run.open(SOCK_RAW, experiment);
	icmp_filter filter{~(1u << ICMP_ECHOREPLY)}, read{};
	socklen_t len = sizeof(read);
	const char request[] = {8, 0, static_cast<char>(0xf7), static_cast<char>(0xfd), 0, 1, 0, 1};
	const sockaddr_in to = at("192.0.2.2", 0);

	run.note("set", ::setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof(filter)));
	run.note("get", ::getsockopt(fd, SOL_RAW, ICMP_FILTER, &read, &len));
	run.say(std::to_string(read.data) + ' ' + std::to_string(len));
	run.note("other", ::setsockopt(other, SOL_RAW, ICMP_FILTER, &filter, sizeof(filter)));
	run.send(fd, std::string_view(request, sizeof(request)), 0, &to);
	run.events(fd, POLLIN);
}

} // namespace

std::vector<Case> raw_cases()
{
	return {
		{"open raw sockets", open_raw},
		{"raw sockets", exchange},
		{"raw sockets with header", header_included},
		{"ICMP_FILTER", icmp_filter_option},
	};
}

} // namespace conformance
