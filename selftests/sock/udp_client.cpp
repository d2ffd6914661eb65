// SPDX-License-Identifier: GPL-2.0
/*
 * udp_client - sends datagrams to an echo server and checks that they come back unchanged
 *
 * Prints the verdict and the median of the round-trip times.
 */
#include "common.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace {

constexpr const char *usage_text =
	"udp_client [-H] [-b ADDR[:PORT]] [-I INSTANCE] [-n COUNT] [-s BYTES] [-t SECONDS] [-u]\n"
	"           [-E ERRNO] [-B] [-R] [-o IFL_INDEX] [-q] ADDR PORT\n"
	"  -H  on the host's own stack (AF_INET)    -u  not connected\n"
	"  -B  allow broadcast    -R  SO_DONTROUTE    -o  interface for multicast and broadcast\n"
	"  -q  send, and expect no answer\n"
	"  -E  the peer's ICMP error is expected: this errno (ECONNREFUSED: 111)";

struct Options {
	bool on_host = false;
	bool connected = true;
	std::string bind_to;
	std::optional<uint32_t> instance;
	unsigned long count = 3;
	unsigned long size = 64;
	int wait_ms = 2000;
	int expect_errno = 0;
	bool broadcast = false;
	bool direct = false;
	bool one_way = false;
	uint32_t out_ifl = 0;
};

Options parse(int argc, char **argv)
{
	Options o;
	int c;

	while ((c = getopt(argc, argv, "Hub:I:n:s:t:E:BRo:q")) != -1) {
		switch (c) {
		case 'H':
			o.on_host = true;
			break;
		case 'B':
			o.broadcast = true;
			break;
		case 'R':
			o.direct = true;
			break;
		case 'o':
			o.out_ifl = st::need_u32(optarg, usage_text);
			break;
		case 'q':
			o.one_way = true;
			break;
		case 'u':
			o.connected = false;
			break;
		case 'b':
			o.bind_to = optarg;
			break;
		case 'I':
			o.instance = st::need_u32(optarg, usage_text);
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
		case 'E':
			o.expect_errno = static_cast<int>(st::need_u32(optarg, usage_text));
			break;
		default:
			st::usage(usage_text);
		}
	}
	if (optind + 2 != argc)
		st::usage(usage_text);
	return o;
}

void bind_to(int fd, const std::string &where)
{
	auto colon = where.find(':');
	unsigned long port = colon == std::string::npos ? 0 :
		st::need_number(where.c_str() + colon + 1, 65535, usage_text);
	sockaddr_in sin = st::make_addr(where.substr(0, colon).c_str(), port, usage_text);

	if (bind(fd, reinterpret_cast<sockaddr *>(&sin), sizeof(sin)))
		st::die("bind " + where);
}

std::vector<unsigned char> make_payload(unsigned long size, unsigned long n)
{
	std::vector<unsigned char> data(size);

	for (unsigned long i = 0; i < size; i++)
		data[i] = static_cast<unsigned char>(i * 7 + n);
	return data;
}

/* Microseconds */
double round_trip(int fd, const Options &o, const sockaddr_in &to, unsigned long n)
{
	auto data = make_payload(o.size, n);
	std::vector<unsigned char> back(o.size + 1);
	auto start = std::chrono::steady_clock::now();
	sockaddr_in from{};
	socklen_t from_len = sizeof(from);
	ssize_t len;

	if (o.connected)
		len = send(fd, data.data(), data.size(), 0);
	else
		len = sendto(fd, data.data(), data.size(), 0,
			     reinterpret_cast<const sockaddr *>(&to), sizeof(to));
	if (len != static_cast<ssize_t>(data.size()))
		st::die("send");
	if (o.one_way)
		return 0;
	if (!st::wait_readable(fd, o.wait_ms))
		st::fail("no answer to datagram " + std::to_string(n));
	len = recvfrom(fd, back.data(), back.size(), 0, reinterpret_cast<sockaddr *>(&from),
		       &from_len);
	if (len < 0)
		st::die("recvfrom");
	std::chrono::duration<double, std::micro> us = std::chrono::steady_clock::now() - start;
	back.resize(static_cast<size_t>(len));
	if (back != data)
		st::fail("datagram " + std::to_string(n) + " came back changed");
	if (st::to_text(from) != st::to_text(to))
		st::fail("answered by " + st::to_text(from));
	return us.count();
}

/* The error of a datagram without a receiver is reported to the socket */
int want_error(int fd, const Options &o)
{
	int err = 0;
	socklen_t len = sizeof(err);

	if (send(fd, "x", 1, 0) < 0)
		err = errno;
	else if (!st::wait_readable(fd, o.wait_ms))
		st::fail("no error came");
	else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len))
		st::die("SO_ERROR");
	if (err != o.expect_errno)
		st::fail("the error is " + std::string(std::strerror(err)));
	std::printf("ok: %s, as expected\n", std::strerror(err));
	return 0;
}

} // namespace

int main(int argc, char **argv)
{
	Options o = parse(argc, argv);
	sockaddr_in to = st::make_addr(argv[optind], st::need_number(argv[optind + 1], 65535,
								     usage_text), usage_text);
	st::Fd fd = st::open_udp(o.on_host);
	std::vector<double> times;

	if (o.instance)
		st::set_option(fd, SOL_BSDNET, BSDNET_INSTANCE, *o.instance, "BSDNET_INSTANCE");
	if (o.out_ifl)
		st::set_option(fd, SOL_BSDNET, BSDNET_OUT_IFL, o.out_ifl, "BSDNET_OUT_IFL");
	if (o.broadcast)
		st::set_option(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
	if (o.direct)
		st::set_option(fd, SOL_SOCKET, SO_DONTROUTE, 1, "SO_DONTROUTE");
	st::set_option(fd, SOL_SOCKET, SO_RCVBUF, 1 << 20, "SO_RCVBUF");
	if (!o.bind_to.empty())
		bind_to(fd, o.bind_to);
	if ((o.connected || o.expect_errno) &&
	    connect(fd, reinterpret_cast<sockaddr *>(&to), sizeof(to)))
		st::die("connect " + st::to_text(to));
	if (o.expect_errno)
		return want_error(fd, o);
	for (unsigned long n = 0; n < o.count; n++)
		times.push_back(round_trip(fd, o, to, n));
	std::sort(times.begin(), times.end());
	std::printf("ok: %lu datagrams of %lu bytes, median %.1f us\n", o.count, o.size,
		    times.empty() ? 0.0 : times[times.size() / 2]);
	return 0;
}
