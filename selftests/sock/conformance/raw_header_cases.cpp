// SPDX-License-Identifier: GPL-2.0
/*
 * raw_header_cases - raw sockets whose data begin with the IP header (IP_HDRINCL)
 */
#include "run.hpp"

#include <netinet/ip.h>
#include <netinet/udp.h>

namespace conformance {
namespace {

const char *const own = "192.0.2.1";
const char *const peer = "192.0.2.2";
constexpr int proto = 99; /* that nobody has */

/* A packet to @to with a header that is left to be completed */
std::string packet(const char *to, std::string_view data)
{
	ip header{};
	std::string out;

	header.ip_v = 4;
	header.ip_hl = 5;
	header.ip_ttl = 9;
	header.ip_tos = 4;
	header.ip_p = proto;
	inet_pton(AF_INET, to, &header.ip_dst);
	out.assign(reinterpret_cast<const char *>(&header), sizeof(header));
	return out.append(data);
}

void completed(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW), receiver = run.raw(proto);
	const sockaddr_in to = at(own, 0);
	std::string data = packet(own, "hello");

	run.send(fd, data, 0, &to);
	run.receive_packet(receiver);
	/* what is wrong and is replaced */
	data[2] = 1;
	data[10] = 1;
	run.send(fd, data, 0, &to);
	run.receive_packet(receiver);
	/* what is kept: identification, source, offset of a fragment that is all there is */
	data[4] = 1;
	data[6] = 0x40;
	inet_pton(AF_INET, "203.0.113.7", &data[12]);
	run.send(fd, data, 0, &to);
	run.receive(receiver);
	run.send(fd, data, MSG_MORE, &to);
	run.receive(receiver);
}

/* The header wins over the options, and nothing is received with its protocol number */
void options_ignored(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW), receiver = run.raw(proto);
	const sockaddr_in to = at(own, 0);

	run.set(fd, SOL_IP, IP_TTL, 77, "IP_TTL");
	run.set(fd, SOL_IP, IP_TOS, 16, "IP_TOS");
	run.send(fd, packet(own, "hello"), 0, &to);
	run.receive_packet(receiver);
	run.receive_packet(fd, MSG_DONTWAIT);
	run.set(fd, SOL_IP, IP_HDRINCL, 0, "IP_HDRINCL");
	run.set(fd, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT, "IP_MTU_DISCOVER");
	run.send(fd, "hello", 0, &to);
	run.receive_packet(fd);
}

void source(Run &run)
{
	const int fd = run.raw(proto);
	const sockaddr_in to = at(own, 0);

	run.set(fd, SOL_IP, IP_HDRINCL, 1, "IP_HDRINCL");
	run.set(fd, SOL_IP, IP_FREEBIND, 1, "IP_FREEBIND");
	run.send(fd, packet(own, "unbound"), 0, &to);
	run.receive_packet(fd);
	run.bind(fd, at(own, 0));
	run.send(fd, packet(own, "bound"), 0, &to);
	run.receive_packet(fd);
	run.connect(fd, at(own, 0));
	run.send(fd, packet(own, "connected"));
	run.receive_packet(fd);
}

void refused(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW);
	const sockaddr_in to = at(peer, 0);
	std::string data = packet(peer, "hello");

	run.send(fd, data);
	run.send(fd, std::string_view(data).substr(0, 19), 0, &to);
	run.send(fd, "", 0, &to);
	data[0] = 0x4f;
	run.send(fd, data, 0, &to);
	data[0] = 0x45;
	run.send(fd, data, MSG_OOB, &to);
	run.send(fd, packet(peer, std::string(1480, 'x')), 0, &to);
	run.send(fd, packet(peer, std::string(1481, 'x')), 0, &to);
	run.send(fd, std::string(65536, 'x'), 0, &to);
}

void malformed(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW);
	const sockaddr_in to = at(peer, 0);
	std::string data = packet(peer, "hello");

	for (char first : {'\x44', '\x65'}) {
		data[0] = first;
		run.send(fd, data, 0, &to);
	}
}

void source_route(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW);
	const sockaddr_in to = at(peer, 0);
	std::string data = packet(peer, std::string("\x83\x07\x04\xc6\x33\x64\x09\x00hello", 13));

	data[0] = 0x47;
	run.send(fd, data, 0, &to);
}

/* The destination of the header is not that of the call */
void other_destination(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW), receiver = run.raw(proto);
	const sockaddr_in to = at(own, 0);

	run.send(fd, packet("203.0.113.9", "hello"), 0, &to);
	run.receive_packet(receiver);
}

void too_big(Run &run)
{
	const int fd = run.raw(IPPROTO_RAW);

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.connect(fd, at(peer, 9));
	run.send(fd, packet(peer, std::string(4000, 'x')));
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
}

/* The payload of an error is the packet with its header */
void unreachable(Run &run)
{
	const int fd = run.raw(proto);
	const sockaddr_in to = at(peer, 0);

	run.set(fd, SOL_IP, IP_HDRINCL, 1, "IP_HDRINCL");
	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.send(fd, packet(peer, "8 octets"), 0, &to);
	run.events(fd, POLLERR);
	run.send(fd, packet(peer, "8 octets"), 0, &to);
	run.receive_packet(fd, MSG_ERRQUEUE);
}

/* A datagram of this host, as a raw socket sees it */
void checksum(Run &run)
{
	const int raw = run.raw(IPPROTO_UDP), a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	unsigned char data[64];

	run.send(a, "hello", 0, &to);
	const long n = ::recv(raw, data, sizeof(data), 0);
	unsigned sum = IPPROTO_UDP + 13;

	run.note("recv", n);
	if (n != 33)
		return;
	for (long i = 12; i < n; i++)
		sum += i % 2 ? data[i] : data[i] * 256U;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	run.say(sum == 0xffff ? "checksum right" : "checksum wrong");
}

} // namespace

std::vector<Case> raw_header_cases()
{
	return {
		{"IP_HDRINCL: what is filled in", completed},
		{"IP_HDRINCL: options of the socket", options_ignored},
		{"IP_HDRINCL: source", source},
		{"IP_HDRINCL: refused", refused},
		{"IP_HDRINCL: malformed", malformed, "A malformed IP header is not sent"},
		{"IP_HDRINCL: source route", source_route, "A malformed IP header is not sent"},
		{"IP_HDRINCL: another destination", other_destination,
		 "The IP header says where a packet goes"},
		{"IP_HDRINCL: IP_RECVERR of own errors", too_big},
		{"IP_HDRINCL: protocol unreachable", unreachable},
		{"raw: checksum of own datagrams", checksum, "Raw sockets see complete packets"},
	};
}

} // namespace conformance
