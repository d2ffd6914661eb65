// SPDX-License-Identifier: GPL-2.0
/*
 * ancillary_cases - ancillary data in both directions
 */
#include "run.hpp"

#include <linux/net_tstamp.h>
#include <netinet/udp.h>

namespace conformance {
namespace {

/* Send with one item of ancillary data */
void send_with(Run &run, int fd, const sockaddr_in &to, int level, int type, const void *data,
	       std::size_t len, const char *what)
{
	alignas(cmsghdr) char control[CMSG_SPACE(64)] = {};
	char text[] = "0123456789";
	iovec iov{text, 10};
	msghdr msg{const_cast<sockaddr_in *>(&to), sizeof(to), &iov, 1, control, CMSG_SPACE(len), 0};
	cmsghdr *item = CMSG_FIRSTHDR(&msg);

	item->cmsg_level = level;
	item->cmsg_type = type;
	item->cmsg_len = CMSG_LEN(len);
	std::memcpy(CMSG_DATA(item), data, len);
	run.note(what, ::sendmsg(fd, &msg, 0));
}

void send_with(Run &run, int fd, const sockaddr_in &to, int type, int value, const char *what)
{
	send_with(run, fd, to, SOL_IP, type, &value, sizeof(value), what);
}

void reports(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(b, SOL_IP, IP_RECVTTL, 1, "IP_RECVTTL");
	run.set(b, SOL_IP, IP_RECVTOS, 1, "IP_RECVTOS");
	run.set(b, SOL_IP, IP_RECVOPTS, 1, "IP_RECVOPTS");
	run.set(b, SOL_IP, IP_RETOPTS, 1, "IP_RETOPTS");
	run.set(b, SOL_IP, IP_RECVORIGDSTADDR, 1, "IP_RECVORIGDSTADDR");
	run.send(a, "x", 0, &to);
	run.receive(b);
	send_with(run, a, to, IP_TTL, 7, "TTL 7");
	run.receive(b);
	send_with(run, a, to, IP_TOS, 0x20, "TOS 0x20");
	run.receive(b);
}

void pktinfo(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	in_pktinfo info{};
	const sockaddr_in to = name_of(b);

	info.ipi_spec_dst = to.sin_addr;
	send_with(run, a, to, SOL_IP, IP_PKTINFO, &info, sizeof(info), "own source");
	run.receive(b);
	info = {};
	info.ipi_ifindex = 12345;
	send_with(run, a, at("192.0.2.2", 9), SOL_IP, IP_PKTINFO, &info, sizeof(info), "no interface");
	info.ipi_ifindex = run.ifindex();
	send_with(run, a, at("192.0.2.2", 9), SOL_IP, IP_PKTINFO, &info, sizeof(info), "interface");
}

void foreign_source(Run &run)
{
	int fd = run.bound_udp();
	in_pktinfo info{};

	info.ipi_spec_dst = at("203.0.113.9", 0).sin_addr;
	send_with(run, fd, at("192.0.2.2", 9), SOL_IP, IP_PKTINFO, &info, sizeof(info), "send");
}

void pktinfo_received(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(b, SOL_IP, IP_PKTINFO, 1, "IP_PKTINFO");
	run.send(a, "x", 0, &to);
	run.receive(b);
}

void wrong_items(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	const char data[64] = {};

	for (int value : {-1, 0, 255, 256})
		send_with(run, a, to, IP_TTL, value, "IP_TTL");
	for (int value : {-1, 0, 255, 256})
		send_with(run, a, to, IP_TOS, value, "IP_TOS");
	send_with(run, a, to, SOL_IP, IP_TTL, data, 1, "short IP_TTL");
	send_with(run, a, to, SOL_IP, IP_PKTINFO, data, 4, "short IP_PKTINFO");
	send_with(run, a, to, SOL_IP, 1000, data, 4, "unknown of IP");
	send_with(run, a, to, SOL_UDP, 1000, data, 4, "unknown of UDP");
	send_with(run, a, to, SOL_SOCKET, 1000, data, 4, "unknown of SOL_SOCKET");
	send_with(run, a, to, 1000, 1, data, 4, "another level");
}

void socket_items(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	const std::uint32_t value = 5;

	send_with(run, a, to, SOL_SOCKET, SO_MARK, &value, sizeof(value), "SO_MARK");
	send_with(run, a, to, SOL_SOCKET, SO_MARK, &value, 2, "short SO_MARK");
	run.receive(b);
}

void segment_item(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	const std::uint16_t size = 6;

	send_with(run, a, to, SOL_UDP, UDP_SEGMENT, &size, sizeof(size), "UDP_SEGMENT");
	run.receive(b);
	run.receive(b);
	send_with(run, a, to, SOL_UDP, UDP_SEGMENT, &size, 1, "short UDP_SEGMENT");
}

void times(Run &run)
{
	for (int name : {SO_TIMESTAMP, SO_TIMESTAMPNS}) {
		int a = run.bound_udp(), b = run.bound_udp();
		const sockaddr_in to = name_of(b);

		run.set(b, SOL_SOCKET, name, 1, "option");
		run.send(a, "x", 0, &to);
		run.receive(b);
	}
}

void sent_times(Run &run)
{
	int a = run.bound_udp();
	const sockaddr_in to = at("192.0.2.2", 5999);

	run.set(a, SOL_SOCKET, SO_TIMESTAMPING,
		SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_TX_SOFTWARE |
			SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
			SOF_TIMESTAMPING_OPT_TSONLY,
		"SO_TIMESTAMPING");
	run.send(a, "x", 0, &to);
	run.events(a, POLLERR);
}

} // namespace

std::vector<Case> ancillary_cases()
{
	return {
		{"TTL, TOS, options, destination", reports},
		{"IP_PKTINFO sent", pktinfo},
		{"source of another host", foreign_source, "A wrong source address is EINVAL"},
		{"IP_PKTINFO received", pktinfo_received, "A local packet has no arrival interface"},
		{"wrong items", wrong_items},
		{"items of SOL_SOCKET", socket_items},
		{"UDP_SEGMENT as an item", segment_item},
		{"times of reception", times},
		{"times of transmission", sent_times},
	};
}

} // namespace conformance
