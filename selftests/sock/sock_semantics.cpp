// SPDX-License-Identifier: GPL-2.0
/*
 * sock_semantics - AF_BSDNET sockets behave as udp(7) and af_bsdnet(7) say
 *
 * Needs an address of this host, and a Linux host as a neighbour that has no UDP
 * service on port 9. Output is TAP.
 */
#include "tap.hpp"

#include <linux/filter.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <vector>

namespace {

using st::sa;

constexpr const char *usage_text = "sock_semantics OWN_ADDR PEER_ADDR";
constexpr int soon = 2000; /* milliseconds in which a packet should come */

sockaddr_in own, peer, own_broadcast;

int udp()
{
	int fd = socket(AF_BSDNET, SOCK_DGRAM, 0);

	if (fd < 0)
		st::die("socket");
	return fd;
}

sockaddr_in with_port(sockaddr_in sin, unsigned port)
{
	sin.sin_port = htons(static_cast<uint16_t>(port));
	return sin;
}

sockaddr_in name_of(int fd)
{
	sockaddr_in sin{};
	socklen_t len = sizeof(sin);

	EXPECT(getsockname(fd, sa(sin), &len), 0);
	return sin;
}

/* Bound to our address and a port that is free */
st::Fd bound()
{
	st::Fd fd(udp());

	EXPECT(bind(fd, sa(own), sizeof(own)), 0);
	return fd;
}

void send_to(int fd, const sockaddr_in &to, std::string_view data)
{
	CHECK(sendto(fd, data.data(), data.size(), 0, sa(to), sizeof(to)) ==
	      static_cast<ssize_t>(data.size()));
}

std::string receive(int fd, int flags = 0, sockaddr_in *from = nullptr)
{
	std::string buf(65536, 0);
	socklen_t len = sizeof(*from);
	ssize_t n;

	if (!st::wait_readable(fd, soon))
		return "(nothing)";
	n = recvfrom(fd, buf.data(), buf.size(), flags | MSG_DONTWAIT,
		     reinterpret_cast<sockaddr *>(from), from ? &len : nullptr);
	if (n < 0)
		return std::strerror(errno);
	buf.resize(static_cast<size_t>(n));
	return buf;
}

bool is_quiet(int fd)
{
	return !st::wait_readable(fd, 100);
}

/* ---- receiving ------------------------------------------------------------ */

/* Shows: SK-1 */
void test_peek_and_trunc()
{
	st::Fd a = bound(), b = bound();
	char buf[4];
	int n = -1;

	send_to(a, name_of(b), "hello");
	send_to(a, name_of(b), "");
	CHECK(st::wait_readable(b, soon));
	EXPECT(ioctl(b, FIONREAD, &n), 0);
	CHECK(n == 5);
	CHECK(receive(b, MSG_PEEK) == "hello");
	CHECK(recv(b, buf, sizeof(buf), MSG_PEEK | MSG_TRUNC) == 5);

	iovec iov{buf, sizeof(buf)};
	msghdr msg{};
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	CHECK(recvmsg(b, &msg, 0) == 4);
	CHECK(msg.msg_flags == MSG_TRUNC);
	CHECK(st::wait_readable(b, soon));
	CHECK(recv(b, buf, sizeof(buf), 0) == 0);
	CHECK(is_quiet(b));
}

/* Shows: SK-1 */
void test_sizes()
{
	st::Fd a = bound(), b = bound();
	sockaddr_in from{};
	int big = 1 << 20;

	EXPECT(setsockopt(b, SOL_SOCKET, SO_RCVBUF, &big, sizeof(big)), 0);
	for (size_t size : { 0, 1, 1472, 1473, 4096, 16000, 65507 }) {
		std::string data(size, 0);

		for (size_t i = 0; i < size; i++)
			data[i] = static_cast<char>(i * 31);
		send_to(a, name_of(b), data);
		CHECK(receive(b, 0, &from) == data);
		CHECK(st::to_text(from) == st::to_text(name_of(a)));
	}
}

/* Shows: SK-1 */
void test_blocking()
{
	st::Fd a = bound(), b = bound();
	timeval tv{0, 50000};
	char buf[8];
	pid_t child;

	EXPECT(setsockopt(b, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	EXPECT(recv(b, buf, sizeof(buf), 0), EAGAIN);
	tv = {10, 0};
	EXPECT(setsockopt(b, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	child = fork();
	if (!child) {
		usleep(100000);
		send_to(a, name_of(b), "woken");
		_exit(0);
	}
	CHECK(recv(b, buf, sizeof(buf), 0) == 5);
	EXPECT(waitpid(child, nullptr, 0), 0);
}

/* Shows: SK-1 */
void test_batches()
{
	constexpr unsigned n = 8;
	std::array<std::array<char, 4>, n> data{};
	std::array<mmsghdr, n> msgs{};
	std::array<iovec, n> iovs{};
	st::Fd a = bound(), b = bound();
	sockaddr_in to = name_of(b);
	timespec wait{2, 0};

	EXPECT(connect(a, sa(to), sizeof(to)), 0);
	for (unsigned i = 0; i < n; i++) {
		data[i] = { 'm', 's', 'g', static_cast<char>('0' + i) };
		iovs[i] = { data[i].data(), data[i].size() };
		msgs[i].msg_hdr.msg_iov = &iovs[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	CHECK(sendmmsg(a, msgs.data(), n, 0) == n);
	data = {};
	CHECK(recvmmsg(b, msgs.data(), n, 0, &wait) == n);
	for (unsigned i = 0; i < n; i++)
		CHECK(data[i][3] == static_cast<char>('0' + i));
}

/* What the buffer does not hold is dropped and counted, and the rest is whole.
 */
/* Shows: SK-1, Q-8 */
void test_receive_buffer()
{
	st::Fd a = bound(), b = bound();
	std::string data(1000, 'x');
	int size = 8192, got = 0;

	EXPECT(setsockopt(b, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)), 0);
	for (int i = 0; i < 200; i++)
		send_to(a, name_of(b), data);
	while (!is_quiet(b)) {
		CHECK(receive(b) == data);
		got++;
	}
	CHECK(got >= 4 && got < 100);
	send_to(a, name_of(b), "after");
	CHECK(receive(b) == "after");
}

/* Shows: SK-1 */
void test_filter()
{
	/* the filter sees the UDP header first, as on Linux: passes what begins with 'y' */
	std::array<sock_filter, 4> code = { {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 8),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 'y', 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	} };
	sock_fprog prog{code.size(), code.data()};
	st::Fd a = bound(), b = bound();

	EXPECT(setsockopt(b, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)), 0);
	send_to(a, name_of(b), "no");
	send_to(a, name_of(b), "yes");
	CHECK(receive(b) == "yes");
	CHECK(is_quiet(b));
}

/* ---- addresses --------------------------------------------------------------- */

/* Shows: SK-1, PCB-1 */
void test_connected()
{
	st::Fd a = bound(), b(udp()), other = bound();
	sockaddr_in to_a = name_of(a), to_b = with_port(own, 40079), unspec{}, peer_name;
	socklen_t len = sizeof(peer_name);

	EXPECT(bind(b, sa(to_b), sizeof(to_b)), 0);
	EXPECT(connect(b, sa(to_a), sizeof(to_a)), 0);
	EXPECT(getpeername(b, sa(peer_name), &len), 0);
	CHECK(st::to_text(peer_name) == st::to_text(to_a));
	send_to(other, to_b, "from a stranger");
	send_to(a, to_b, "from the peer");
	CHECK(receive(b) == "from the peer");
	CHECK(is_quiet(b));
	/* to another peer, and back to all */
	EXPECT(connect(b, sa(peer), sizeof(peer)), 0);
	EXPECT(connect(b, sa(unspec), sizeof(unspec)), 0);
	EXPECT(getpeername(b, sa(peer_name), &len), ENOTCONN);
	send_to(other, to_b, "from a stranger");
	CHECK(receive(b) == "from a stranger");
}

/* Shows: SK-1 */
void test_connect_chooses()
{
	st::Fd fd(udp());
	sockaddr_in unspec{}, name;

	EXPECT(connect(fd, sa(peer), sizeof(peer)), 0);
	name = name_of(fd);
	CHECK(name.sin_addr.s_addr && name.sin_port);
	EXPECT(connect(fd, sa(unspec), sizeof(unspec)), 0);
	name = name_of(fd);
	CHECK(!name.sin_addr.s_addr && !name.sin_port);
}

/* Shows: SK-1 */
void test_newest_of_those_who_share()
{
	st::Fd a = bound(), first(udp()), second(udp());
	sockaddr_in shared = with_port(own, 40077);
	int on = 1;

	EXPECT(setsockopt(first, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	EXPECT(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	EXPECT(bind(first, sa(shared), sizeof(shared)), 0);
	EXPECT(bind(second, sa(shared), sizeof(shared)), 0);
	send_to(a, shared, "to the newest");
	CHECK(receive(second) == "to the newest");
	second.reset();
	send_to(a, shared, "to the one left");
	CHECK(receive(first) == "to the one left");
}

/* Shows: SK-1 */
void test_broadcast_needs_the_option()
{
	sockaddr_in all = st::make_addr("255.255.255.255", 9, usage_text);
	st::Fd fd = bound();
	int on = 1;

	EXPECT(sendto(fd, "x", 1, 0, sa(all), sizeof(all)), EACCES);
	EXPECT(sendto(fd, "x", 1, 0, sa(own_broadcast), sizeof(own_broadcast)), EACCES);
	EXPECT(connect(fd, sa(all), sizeof(all)), EACCES);
	EXPECT(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)), 0);
	EXPECT(sendto(fd, "x", 1, 0, sa(all), sizeof(all)), 0);
	EXPECT(sendto(fd, "x", 1, 0, sa(own_broadcast), sizeof(own_broadcast)), 0);
}

/* ---- errors from the network ------------------------------------------------- */

/* Shows: SK-1 */
void test_errors()
{
	sockaddr_in closed = with_port(peer, 9);
	st::Fd fd(udp()), unconnected(udp());
	socklen_t len = sizeof(int);
	int err = 0;

	EXPECT(connect(fd, sa(closed), sizeof(closed)), 0);
	EXPECT(send(fd, "x", 1, 0), 0);
	pollfd p{fd, POLLIN, 0};
	CHECK(poll(&p, 1, soon) == 1 && (p.revents & POLLERR));
	EXPECT(getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len), 0);
	CHECK(err == ECONNREFUSED);
	EXPECT(getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len), 0);
	CHECK(err == 0);

	EXPECT(send(fd, "x", 1, 0), 0);
	CHECK(poll(&p, 1, soon) == 1);
	EXPECT(recv(fd, &err, 1, 0), ECONNREFUSED);

	send_to(unconnected, closed, "x");
	CHECK(is_quiet(unconnected));
}

/* Shows: SK-1 */
void test_shutdown()
{
	st::Fd fd(udp());
	char byte;

	EXPECT(connect(fd, sa(peer), sizeof(peer)), 0);
	EXPECT(shutdown(fd, SHUT_WR), 0);
	EXPECT(send(fd, "x", 1, MSG_NOSIGNAL), EPIPE);
	EXPECT(shutdown(fd, SHUT_RD), 0);
	CHECK(recv(fd, &byte, 1, 0) == 0);
	pollfd p{fd, POLLIN | POLLRDHUP, 0};
	CHECK(poll(&p, 1, 0) == 1 && (p.revents & POLLHUP) && (p.revents & POLLRDHUP));
}

/* Shows: SK-1 */
void test_dont_fragment()
{
	std::vector<char> data(20000);
	st::Fd fd(udp());
	int value = IP_PMTUDISC_DO;
	socklen_t len = sizeof(value);

	EXPECT(setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &value, sizeof(value)), 0);
	EXPECT(connect(fd, sa(peer), sizeof(peer)), 0);
	EXPECT(send(fd, data.data(), data.size(), 0), EMSGSIZE);
	EXPECT(getsockopt(fd, IPPROTO_IP, IP_MTU, &value, &len), 0);
	CHECK(value == 1500);
	EXPECT(send(fd, data.data(), 1500 - 27, 0), EMSGSIZE);
	EXPECT(send(fd, data.data(), 1500 - 28, 0), 0);
}

/* ---- ancillary data ---------------------------------------------------------- */

struct Received {
	std::optional<bsdnet_info4> info;
	std::optional<in_pktinfo> pktinfo;
	std::optional<int> ttl;
	std::optional<uint8_t> tos;
};

template <typename T> std::optional<T> item_data(const cmsghdr *item)
{
	T value;

	if (item->cmsg_len != CMSG_LEN(sizeof(value)))
		return std::nullopt;
	std::memcpy(&value, CMSG_DATA(item), sizeof(value));
	return value;
}

Received receive_items(int fd)
{
	alignas(cmsghdr) char control[256];
	char byte;
	iovec iov{&byte, 1};
	Received r;
	msghdr msg{};

	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	msg.msg_control = control;
	msg.msg_controllen = sizeof(control);
	if (!st::wait_readable(fd, soon) || recvmsg(fd, &msg, 0) < 0)
		return r;
	for (cmsghdr *item = CMSG_FIRSTHDR(&msg); item; item = CMSG_NXTHDR(&msg, item)) {
		if (item->cmsg_level == SOL_BSDNET && item->cmsg_type == BSDNET_INFO)
			r.info = item_data<bsdnet_info4>(item);
		else if (item->cmsg_level != IPPROTO_IP)
			continue;
		else if (item->cmsg_type == IP_PKTINFO)
			r.pktinfo = item_data<in_pktinfo>(item);
		else if (item->cmsg_type == IP_TTL)
			r.ttl = item_data<int>(item);
		else if (item->cmsg_type == IP_TOS)
			r.tos = item_data<uint8_t>(item);
	}
	return r;
}

/* Shows: SK-4 */
void test_reports()
{
	int on = 1, ttl = 33, tos = 0x28;
	st::Fd a = bound(), b(udp());
	sockaddr_in any = st::make_addr("0.0.0.0", 0, usage_text);
	Received r;

	EXPECT(bind(b, sa(any), sizeof(any)), 0);
	send_to(a, with_port(own, ntohs(name_of(b).sin_port)), "x");
	r = receive_items(b);
	CHECK(!r.info && !r.pktinfo && !r.ttl && !r.tos);

	EXPECT(setsockopt(b, SOL_BSDNET, BSDNET_RECVINFO, &on, sizeof(on)), 0);
	for (int name : { IP_PKTINFO, IP_RECVTTL, IP_RECVTOS })
		EXPECT(setsockopt(b, IPPROTO_IP, name, &on, sizeof(on)), 0);
	EXPECT(setsockopt(a, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)), 0);
	EXPECT(setsockopt(a, IPPROTO_IP, IP_TOS, &tos, sizeof(tos)), 0);
	send_to(a, with_port(own, ntohs(name_of(b).sin_port)), "x");
	r = receive_items(b);
	CHECK(r.info && r.info->local == own.sin_addr.s_addr && r.info->instance == 0);
	CHECK(r.pktinfo && r.pktinfo->ipi_addr.s_addr == own.sin_addr.s_addr);
	CHECK(r.pktinfo && r.pktinfo->ipi_spec_dst.s_addr == own.sin_addr.s_addr);
	CHECK(r.ttl && *r.ttl == 33);
	CHECK(r.tos && *r.tos == 0x28);
}

/* Shows: SK-2, PCB-4 */
void test_wild_instance()
{
	sockaddr_in any = st::make_addr("0.0.0.0", 0, usage_text);
	uint32_t wild = BSDNET_INSTANCE_ANY;
	st::Fd a = bound(), b(udp());
	sockaddr_in from{};
	int on = 1;
	Received r;

	EXPECT(setsockopt(b, SOL_BSDNET, BSDNET_INSTANCE, &wild, sizeof(wild)), 0);
	EXPECT(setsockopt(b, SOL_BSDNET, BSDNET_RECVINFO, &on, sizeof(on)), 0);
	EXPECT(bind(b, sa(any), sizeof(any)), 0);
	send_to(a, with_port(own, ntohs(name_of(b).sin_port)), "x");
	r = receive_items(b);
	CHECK(r.info && r.info->instance == 0);
	send_to(b, name_of(a), "answer");
	CHECK(receive(a, 0, &from) == "answer");
}

/* ---- lives --------------------------------------------------------------------- */

/* Sockets come and go under packets that are on their way to them */
/* Shows: SK-1 */
void test_close_under_fire()
{
	sockaddr_in target = with_port(own, 40078);
	pid_t child;
	unsigned got = 0;

	child = fork();
	if (!child) {
		int fd = udp();

		for (;;)
			sendto(fd, "fire", 4, MSG_DONTWAIT, sa(target), sizeof(target));
	}
	for (int i = 0; i < 300; i++) {
		st::Fd fd(udp());
		char buf[8];

		EXPECT(bind(fd, sa(target), sizeof(target)), 0);
		if (i % 3 == 0 && st::wait_readable(fd, soon))
			got += recv(fd, buf, sizeof(buf), 0) == 4;
		if (i % 3 == 1)
			EXPECT(connect(fd, sa(peer), sizeof(peer)), 0);
	}
	kill(child, SIGKILL);
	EXPECT(waitpid(child, nullptr, 0), 0);
	CHECK(got == 100);
}

const st::Test tests[] = {
	{ "MSG_PEEK, MSG_TRUNC, FIONREAD, empty datagrams", test_peek_and_trunc },
	{ "all sizes", test_sizes },
	{ "blocking, time limits, wakeup", test_blocking },
	{ "sendmmsg and recvmmsg", test_batches },
	{ "the receive buffer is bounded", test_receive_buffer },
	{ "SO_ATTACH_FILTER", test_filter },
	{ "connected sockets hear their peer only", test_connected },
	{ "connect chooses an address, disconnect gives it back", test_connect_chooses },
	{ "SO_REUSEADDR: the newest gets the packets", test_newest_of_those_who_share },
	{ "SO_BROADCAST", test_broadcast_needs_the_option },
	{ "ICMP errors", test_errors },
	{ "shutdown", test_shutdown },
	{ "IP_MTU_DISCOVER, IP_MTU", test_dont_fragment },
	{ "ancillary data reports", test_reports },
	{ "a socket that is wild in the instance", test_wild_instance },
	{ "close under fire", test_close_under_fire },
};

} // namespace

int main(int argc, char **argv)
{
	if (argc != 3)
		st::usage(usage_text);
	own = st::make_addr(argv[1], 0, usage_text);
	peer = st::make_addr(argv[2], 9, usage_text);
	/* of a /24 */
	own_broadcast = with_port(own, 9);
	own_broadcast.sin_addr.s_addr |= htonl(255);
	return st::run_tests(tests);
}
