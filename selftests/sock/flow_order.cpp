// SPDX-License-Identifier: GPL-2.0
/*
 * flow_order - numbers the datagrams of many flows and checks their order
 *
 * The sender has a socket for each flow and stays on one CPU. The receiver accepts losses, and
 * fails if the number of a datagram is not greater than that of the flow's previous one.
 */
#include "common.hpp"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sched.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace {

constexpr const char *usage_text =
	"flow_order -r [-b] [-i DEV] [-p PORT] [-t SECONDS]\n"
	"       flow_order -d ADDR [-b] [-p PORT] [-f FLOWS] [-n COUNT] [-c CPU]\n"
	"  -r  receive until SIGTERM, or until no datagram arrives for SECONDS (10)\n"
	"  -i  see the frames as they are handed to this device for sending\n"
	"  -d  send COUNT (100000) datagrams to ADDR in FLOWS (8) flows\n"
	"  -b  on AF_BSDNET, else on the host's own stack";

constexpr unsigned int batch = 32;
constexpr int receive_buffer = 64 << 20;
constexpr int slice_ms = 50;	/* a signal ends the wait for the next one */

struct Options {
	bool receive = false;
	bool on_host = true;
	const char *addr = nullptr;
	const char *device = nullptr;
	unsigned long port = 9;
	unsigned long flows = 8;
	unsigned long count = 100000;
	std::optional<unsigned long> cpu;
	int wait_ms = 10000;
};

struct Payload {
	uint64_t flow;
	uint64_t number;
};

volatile std::sig_atomic_t over;

Options parse(int argc, char **argv)
{
	Options o;
	int c;

	while ((c = getopt(argc, argv, "rbd:i:p:f:n:c:t:")) != -1) {
		switch (c) {
		case 'r':
			o.receive = true;
			break;
		case 'b':
			o.on_host = false;
			break;
		case 'd':
			o.addr = optarg;
			break;
		case 'i':
			o.device = optarg;
			break;
		case 'p':
			o.port = st::need_number(optarg, 65535, usage_text);
			break;
		case 'f':
			o.flows = st::need_number(optarg, 10000, usage_text);
			break;
		case 'n':
			o.count = st::need_number(optarg, 1UL << 40, usage_text);
			break;
		case 'c':
			o.cpu = st::need_number(optarg, CPU_SETSIZE - 1, usage_text);
			break;
		case 't':
			o.wait_ms = st::need_seconds(optarg, usage_text);
			break;
		default:
			st::usage(usage_text);
		}
	}
	if (optind != argc || o.receive == !!o.addr || !o.flows)
		st::usage(usage_text);
	return o;
}

void stay_on(unsigned long cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		st::die("sched_setaffinity");
}

/* Consecutive datagrams of a flow */
void send_some(int fd, uint64_t flow, uint64_t first, unsigned int n)
{
	std::array<Payload, batch> payloads{};
	std::array<iovec, batch> iov{};
	std::array<mmsghdr, batch> msgs{};

	for (unsigned int i = 0; i < n; i++) {
		payloads[i] = {flow, first + i};
		iov[i] = {&payloads[i], sizeof(payloads[i])};
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	/* a link that goes down loses datagrams */
	if (sendmmsg(fd, msgs.data(), n, 0) < 0 && errno != ENOBUFS && errno != ENETDOWN &&
	    errno != ENETUNREACH && errno != EHOSTUNREACH && errno != ECONNREFUSED)
		st::die("sendmmsg");
}

void send_flows(const Options &o)
{
	sockaddr_in sin = st::make_addr(o.addr, o.port, usage_text);
	auto base = static_cast<uint64_t>(getpid()) << 32;
	std::vector<st::Fd> fds;
	uint64_t number = 0;

	if (o.cpu)
		stay_on(*o.cpu);
	for (unsigned long i = 0; i < o.flows; i++) {
		fds.push_back(st::open_udp(o.on_host));
		if (connect(fds.back(), reinterpret_cast<sockaddr *>(&sin), sizeof(sin)))
			st::die("connect");
	}
	for (unsigned long sent = 0; sent < o.count; number += batch)
		for (unsigned long flow = 0; flow < o.flows; flow++, sent += batch)
			send_some(fds[flow], base + flow, number, batch);
	std::printf("%lu flows, %lu datagrams each\n", o.flows, static_cast<unsigned long>(number));
}

struct Result {
	unsigned long received = 0;
	unsigned long lost = 0;
	unsigned long reordered = 0;
};

void check(Result &result, std::unordered_map<uint64_t, uint64_t> &next, const Payload &payload)
{
	uint64_t &expected = next[payload.flow];

	result.received++;
	if (payload.number < expected) {
		result.reordered++;
		return;
	}
	result.lost += payload.number - expected;
	expected = payload.number + 1;
}

st::Fd open_device(const char *name)
{
	st::Fd fd = st::open_socket(AF_PACKET, SOCK_DGRAM, 0);
	sockaddr_ll sll{};

	sll.sll_family = AF_PACKET;
	sll.sll_protocol = htons(ETH_P_ALL);	/* no other one sees what is sent */
	sll.sll_ifindex = static_cast<int>(if_nametoindex(name));
	if (!sll.sll_ifindex)
		st::die(name);
	if (bind(fd, reinterpret_cast<sockaddr *>(&sll), sizeof(sll)))
		st::die("bind");
	return fd;
}

st::Fd open_port(const Options &o)
{
	st::Fd fd = st::open_udp(o.on_host);
	sockaddr_in sin = st::make_addr("0.0.0.0", o.port, usage_text);

	if (bind(fd, reinterpret_cast<sockaddr *>(&sin), sizeof(sin)))
		st::die("bind");
	return fd;
}

/* What a socket receives: the packet on a device, else the payload */
struct Packet {
	char data[sizeof(iphdr) + sizeof(udphdr) + sizeof(Payload)];
};

std::optional<Payload> payload_of(const Packet &packet, size_t len, const Options &o)
{
	Payload payload;
	udphdr udp;
	iphdr ip;

	if (!o.device) {
		std::memcpy(&payload, packet.data, sizeof(payload));
		return len == sizeof(payload) ? std::optional(payload) : std::nullopt;
	}
	std::memcpy(&ip, packet.data, sizeof(ip));
	std::memcpy(&udp, packet.data + sizeof(ip), sizeof(udp));
	if (len != sizeof(packet) || ip.protocol != IPPROTO_UDP || ip.ihl != 5 ||
	    udp.dest != htons(static_cast<uint16_t>(o.port)))
		return std::nullopt;
	std::memcpy(&payload, packet.data + sizeof(ip) + sizeof(udp), sizeof(payload));
	return payload;
}

int receive_flows(const Options &o)
{
	st::Fd fd = o.device ? open_device(o.device) : open_port(o);
	std::unordered_map<uint64_t, uint64_t> next;
	struct sigaction action{};
	std::array<Packet, batch> packets;
	std::array<iovec, batch> iov;
	std::array<mmsghdr, batch> msgs{};
	Result result;
	int idle_ms = 0;
	int n;

	action.sa_handler = [](int) { over = 1; };
	sigaction(SIGTERM, &action, nullptr);
	st::set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer, "SO_RCVBUFFORCE");
	for (unsigned int i = 0; i < batch; i++) {
		iov[i] = {&packets[i], sizeof(packets[i])};
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	std::printf("ready\n");
	std::fflush(stdout);
	while (!over && idle_ms < o.wait_ms) {
		if (!st::wait_readable(fd, slice_ms)) {
			idle_ms += slice_ms;
			continue;
		}
		idle_ms = 0;
		n = recvmmsg(fd, msgs.data(), batch, MSG_DONTWAIT, nullptr);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			st::die("recvmmsg");
		for (size_t i = 0; n > 0 && i < static_cast<size_t>(n); i++)
			if (auto payload = payload_of(packets[i], msgs[i].msg_len, o))
				check(result, next, *payload);
	}
	std::printf("%zu flows, %lu received, %lu lost, %lu reordered\n", next.size(),
		    result.received, result.lost, result.reordered);
	return result.reordered || !result.received ? st::exit_failed : 0;
}

} // namespace

int main(int argc, char **argv)
{
	Options o = parse(argc, argv);

	if (o.receive)
		return receive_flows(o);
	send_flows(o);
	return 0;
}
