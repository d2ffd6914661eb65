// SPDX-License-Identifier: GPL-2.0
/*
 * icmp_ping - ICMP echo from an AF_BSDNET socket
 *
 * Checks what the kernel fills in: identifier and checksum of the request, and
 * that only our own replies come.
 */
#include "common.hpp"

#include <netinet/ip_icmp.h>

#include <chrono>
#include <vector>

namespace {

constexpr const char *usage_text =
	"icmp_ping [-H] [-I INSTANCE] [-i IDENT] [-n COUNT] [-s BYTES] [-t SECONDS] ADDR";

struct Options {
	bool on_host = false;
	std::optional<uint32_t> instance;
	unsigned long ident = 0;
	unsigned long count = 3;
	unsigned long size = 56;
	int wait_ms = 2000;
};

Options parse(int argc, char **argv)
{
	Options o;
	int c;

	while ((c = getopt(argc, argv, "HI:i:n:s:t:")) != -1) {
		switch (c) {
		case 'H':
			o.on_host = true;
			break;
		case 'I':
			o.instance = st::need_u32(optarg, usage_text);
			break;
		case 'i':
			o.ident = st::need_number(optarg, 65535, usage_text);
			break;
		case 'n':
			o.count = st::need_number(optarg, 1UL << 40, usage_text);
			break;
		case 's':
			o.size = st::need_number(optarg, 65507, usage_text);
			break;
		case 't':
			o.wait_ms = st::need_seconds(optarg, usage_text);
			break;
		default:
			st::usage(usage_text);
		}
	}
	if (optind + 1 != argc)
		st::usage(usage_text);
	return o;
}

/* RFC 1071, over a message with its checksum: 0 if it is right */
uint16_t checksum(const std::vector<unsigned char> &data)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < data.size(); i++)
		sum += i % 2 ? data[i] : static_cast<uint32_t>(data[i]) << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return static_cast<uint16_t>(~sum);
}

std::vector<unsigned char> make_request(unsigned long size, uint16_t seq)
{
	std::vector<unsigned char> data(sizeof(icmphdr) + size);
	icmphdr icmp{};

	icmp.type = ICMP_ECHO;
	icmp.un.echo.sequence = htons(seq);
	std::memcpy(data.data(), &icmp, sizeof(icmp));
	for (unsigned long i = 0; i < size; i++)
		data[sizeof(icmp) + i] = static_cast<unsigned char>(i + seq);
	return data;
}

void check_reply(const std::vector<unsigned char> &reply,
		 const std::vector<unsigned char> &request, uint16_t ident)
{
	icmphdr got, sent;

	if (reply.size() != request.size())
		st::fail("reply of " + std::to_string(reply.size()) + " bytes");
	std::memcpy(&got, reply.data(), sizeof(got));
	std::memcpy(&sent, request.data(), sizeof(sent));
	if (got.type != ICMP_ECHOREPLY || got.code)
		st::fail("type " + std::to_string(got.type));
	if (got.un.echo.id != ident || got.un.echo.sequence != sent.un.echo.sequence)
		st::fail("identifier or sequence number of another request");
	if (checksum(reply))
		st::fail("wrong checksum");
	if (!std::equal(reply.begin() + sizeof(got), reply.end(), request.begin() + sizeof(sent)))
		st::fail("data changed");
}

void ping(int fd, const Options &o, const sockaddr_in &to, uint16_t seq, uint16_t &ident)
{
	auto request = make_request(o.size, seq);
	std::vector<unsigned char> reply(request.size() + 1);
	auto start = std::chrono::steady_clock::now();
	sockaddr_in from{}, own{};
	socklen_t from_len = sizeof(from), own_len = sizeof(own);
	ssize_t len;

	if (sendto(fd, request.data(), request.size(), 0,
		   reinterpret_cast<const sockaddr *>(&to), sizeof(to)) < 0)
		st::die("sendto");
	if (getsockname(fd, reinterpret_cast<sockaddr *>(&own), &own_len))
		st::die("getsockname");
	ident = own.sin_port;
	if (!st::wait_readable(fd, o.wait_ms))
		st::fail("no reply to " + std::to_string(seq));
	len = recvfrom(fd, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr *>(&from),
		       &from_len);
	if (len < 0)
		st::die("recvfrom");
	std::chrono::duration<double, std::micro> us = std::chrono::steady_clock::now() - start;
	reply.resize(static_cast<size_t>(len));
	check_reply(reply, request, ident);
	std::printf("%zd bytes from %s: seq=%u time=%.1f us\n", len,
		    st::to_text(from.sin_addr).c_str(), seq, us.count());
}

} // namespace

int main(int argc, char **argv)
{
	Options o = parse(argc, argv);
	sockaddr_in to = st::make_addr(argv[optind], 0, usage_text);
	st::Fd fd = o.on_host ? st::open_socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP) :
				st::open_socket(AF_BSDNET, SOCK_DGRAM,
						BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP));
	uint16_t ident = 0;

	if (o.instance)
		st::set_option(fd, SOL_BSDNET, BSDNET_INSTANCE, *o.instance, "BSDNET_INSTANCE");
	if (o.ident) {
		sockaddr_in own = st::make_addr("0.0.0.0", o.ident, usage_text);

		if (bind(fd, reinterpret_cast<sockaddr *>(&own), sizeof(own)))
			st::die("bind");
	}
	for (unsigned long n = 0; n < o.count; n++)
		ping(fd, o, to, static_cast<uint16_t>(n), ident);
	std::printf("ok: %lu replies\n", o.count);
	return 0;
}
