// SPDX-License-Identifier: GPL-2.0
/*
 * sock_errors - every socket call with wrong, short and oversized arguments
 *
 * Each must give its errno and change nothing. Needs the module; no interfaces, and
 * no route to 203.0.113.0/24.
 * Output is TAP.
 */
#include "tap.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <netinet/ip_icmp.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <array>
#include <vector>

namespace {

using st::sa;

int udp_socket()
{
	return socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP));
}

int icmp_socket()
{
	return socket(AF_BSDNET, SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP));
}

int l2_socket()
{
	return socket(AF_BSDNET, SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0));
}

sockaddr_in inet(const char *addr, unsigned port)
{
	return st::make_addr(addr, port, "");
}

sockaddr_in own_name(int fd)
{
	sockaddr_in sin{};
	socklen_t len = sizeof(sin);

	EXPECT(getsockname(fd, reinterpret_cast<sockaddr *>(&sin), &len), 0);
	CHECK(len == sizeof(sin));
	CHECK(sin.sin_family == AF_INET);
	return sin;
}

bool is_unbound(int fd)
{
	sockaddr_in sin = own_name(fd);

	return !sin.sin_port && !sin.sin_addr.s_addr;
}

/* ---- socket() -------------------------------------------------------------- */

/* Shows: SK-1 */
void test_socket()
{
	struct {
		int type, protocol, err;
	} cases[] = {
		{ SOCK_DGRAM, 0, 0 },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, 0), 0 },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP), 0 },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP), 0 },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 1), 0 },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 255), 0 },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0), 0 },
		{ SOCK_RAW, 0, EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET, 0), EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_INET6, 1), EPROTONOSUPPORT },
		{ SOCK_DGRAM, IPPROTO_UDP, EPROTONOSUPPORT },
		{ SOCK_DGRAM, -1, EPROTONOSUPPORT },
		{ SOCK_DGRAM, 0x7fffffff, EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, 255), EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET6, IPPROTO_UDP), EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_L2, 0), EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 1), EPROTONOSUPPORT },
		{ SOCK_STREAM, 0, ESOCKTNOSUPPORT },
		{ SOCK_SEQPACKET, 0, ESOCKTNOSUPPORT },
		{ SOCK_DGRAM | 0x40, 0, EINVAL },
	};

	for (auto &c : cases) {
		int fd = socket(AF_BSDNET, c.type, c.protocol);

		EXPECT(fd, c.err);
		if (fd >= 0)
			close(fd);
	}
	int pair[2];
	EXPECT(socketpair(AF_BSDNET, SOCK_DGRAM, 0, pair), EOPNOTSUPP);
}

/* What the type does not offer */
/* Shows: SK-1 */
void test_not_for_datagrams()
{
	for (int fd : { udp_socket(), icmp_socket(), l2_socket() }) {
		EXPECT(listen(fd, 1), EOPNOTSUPP);
		EXPECT(accept(fd, nullptr, nullptr), EOPNOTSUPP);
		close(fd);
	}
	int udp = udp_socket(), l2 = l2_socket();
	EXPECT(shutdown(udp, 3), EINVAL);
	EXPECT(shutdown(udp, -1), EINVAL);
	EXPECT(shutdown(l2, SHUT_RDWR), EOPNOTSUPP);
	close(udp);
	close(l2);
}

/* ---- names ----------------------------------------------------------------- */

/* Shows: SK-1 */
void test_bind()
{
	for (int fd : { udp_socket(), icmp_socket() }) {
		sockaddr_in any = inet("0.0.0.0", 0), foreign = inet("203.0.113.1", 5000);
		sockaddr_storage big{};

		for (socklen_t len = 0; len < sizeof(any); len++)
			EXPECT(bind(fd, sa(any), len), EINVAL);
		EXPECT(bind(fd, sa(big), sizeof(big) + 1), EINVAL);
		EXPECT(bind(fd, nullptr, sizeof(any)), EFAULT);
		EXPECT(bind(fd, sa(any), -1), EINVAL);
		for (int family : { AF_UNSPEC, AF_UNIX, AF_INET6, AF_BSDNET, 0xffff }) {
			sockaddr_in wrong = any;

			wrong.sin_family = static_cast<sa_family_t>(family);
			EXPECT(bind(fd, sa(wrong), sizeof(wrong)), EAFNOSUPPORT);
		}
		EXPECT(bind(fd, sa(foreign), sizeof(foreign)), EADDRNOTAVAIL);
		CHECK(is_unbound(fd));
		EXPECT(bind(fd, sa(any), sizeof(any)), 0);
		CHECK(!is_unbound(fd));
		EXPECT(bind(fd, sa(any), sizeof(any)), EINVAL);
		close(fd);
	}
}

/* Shows: SK-1 */
void test_port_in_use()
{
	sockaddr_in any = inet("0.0.0.0", 40001);
	int a = udp_socket(), b = udp_socket(), on = 1;

	EXPECT(bind(a, sa(any), sizeof(any)), 0);
	EXPECT(bind(b, sa(any), sizeof(any)), EADDRINUSE);
	CHECK(is_unbound(b));
	EXPECT(setsockopt(b, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	EXPECT(bind(b, sa(any), sizeof(any)), EADDRINUSE);
	close(a);
	EXPECT(bind(b, sa(any), sizeof(any)), 0);
	a = udp_socket();
	EXPECT(setsockopt(a, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	EXPECT(bind(a, sa(any), sizeof(any)), 0);
	close(a);
	close(b);
	/* free again at once */
	a = udp_socket();
	EXPECT(bind(a, sa(any), sizeof(any)), 0);
	close(a);
}

/* Shows: SK-1, SK-2 */
void test_connect()
{
	sockaddr_in to = inet("203.0.113.1", 5000);
	uint32_t any = BSDNET_INSTANCE_ANY;
	int fd = udp_socket();
	sockaddr_in peer;
	socklen_t len = sizeof(peer);
	sockaddr_in unspec{};

	for (socklen_t n = 0; n < sizeof(to); n++)
		EXPECT(connect(fd, sa(to), n), EINVAL);
	EXPECT(connect(fd, nullptr, sizeof(to)), EFAULT);
	for (int family : { AF_UNIX, AF_INET6, AF_BSDNET, 0xffff }) {
		sockaddr_in wrong = to;

		wrong.sin_family = static_cast<sa_family_t>(family);
		EXPECT(connect(fd, sa(wrong), sizeof(wrong)), EAFNOSUPPORT);
	}
	/* no route: nothing is configured */
	EXPECT(connect(fd, sa(to), sizeof(to)), ENETUNREACH);
	CHECK(is_unbound(fd));
	EXPECT(getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &len), ENOTCONN);
	EXPECT(connect(fd, sa(unspec), sizeof(unspec.sin_family)), 0);
	CHECK(is_unbound(fd));
	EXPECT(shutdown(fd, SHUT_RD), ENOTCONN);
	close(fd);

	fd = udp_socket();
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &any, sizeof(any)), 0);
	EXPECT(connect(fd, sa(to), sizeof(to)), EINVAL);
	close(fd);

	fd = l2_socket();
	EXPECT(connect(fd, sa(to), sizeof(to)), EOPNOTSUPP);
	EXPECT(getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &len), EOPNOTSUPP);
	close(fd);
}

/* ---- sending ----------------------------------------------------------------- */

/* Shows: SK-1 */
void test_send()
{
	sockaddr_in to = inet("203.0.113.1", 5000);
	std::vector<char> data(65536);
	int fd = udp_socket();

	EXPECT(send(fd, data.data(), 1, 0), EDESTADDRREQ);
	for (socklen_t n = 1; n < sizeof(to); n++)
		EXPECT(sendto(fd, data.data(), 1, 0, sa(to), n), EINVAL);
	for (int family : { AF_INET6, AF_BSDNET }) {
		sockaddr_in wrong = to;

		wrong.sin_family = static_cast<sa_family_t>(family);
		EXPECT(sendto(fd, data.data(), 1, 0, sa(wrong), sizeof(wrong)), EAFNOSUPPORT);
	}
	EXPECT(sendto(fd, data.data(), 65508, 0, sa(to), sizeof(to)), EMSGSIZE);
	EXPECT(sendto(fd, data.data(), 1, MSG_OOB, sa(to), sizeof(to)), EOPNOTSUPP);
	EXPECT(sendto(fd, data.data(), 1, 0, sa(to), sizeof(to)), ENETUNREACH);
	CHECK(is_unbound(fd));
	close(fd);

	fd = icmp_socket();
	EXPECT(sendto(fd, data.data(), sizeof(icmphdr) - 1, 0, sa(to), sizeof(to)), EINVAL);
	EXPECT(sendto(fd, data.data(), 65516, 0, sa(to), sizeof(to)), EMSGSIZE);
	EXPECT(sendto(fd, data.data(), sizeof(icmphdr), 0, sa(to), sizeof(to)), ENETUNREACH);
	close(fd);
}

long send_with_control(int fd, int level, int type, const void *data, size_t len,
		       size_t claimed)
{
	alignas(cmsghdr) std::array<char, 256> control{};
	sockaddr_in to = inet("203.0.113.1", 5000);
	char byte = 0;
	iovec iov{&byte, 1};
	msghdr msg{};
	auto *item = reinterpret_cast<cmsghdr *>(control.data());

	item->cmsg_level = level;
	item->cmsg_type = type;
	item->cmsg_len = claimed;
	std::memcpy(CMSG_DATA(item), data, len);
	msg.msg_name = &to;
	msg.msg_namelen = sizeof(to);
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	msg.msg_control = control.data();
	msg.msg_controllen = CMSG_SPACE(len);
	return sendmsg(fd, &msg, 0);
}

/* Shows: SK-3, SK-4 */
void test_control()
{
	bsdnet_info4 info{};
	int fd = udp_socket(), ttl = 0, big = 256;

	EXPECT(send_with_control(fd, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info),
				 CMSG_LEN(sizeof(info) - 1)), EINVAL);
	EXPECT(send_with_control(fd, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info),
				 CMSG_LEN(1000)), EINVAL);
	EXPECT(send_with_control(fd, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info), 0), EINVAL);
	EXPECT(send_with_control(fd, SOL_BSDNET, 99, &info, sizeof(info),
				 CMSG_LEN(sizeof(info))), EINVAL);
	EXPECT(send_with_control(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl),
				 CMSG_LEN(sizeof(ttl))), EINVAL);
	EXPECT(send_with_control(fd, IPPROTO_IP, IP_TTL, &big, sizeof(big),
				 CMSG_LEN(sizeof(big))), EINVAL);
	/* another instance than the socket's */
	info.instance = 1;
	EXPECT(send_with_control(fd, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info),
				 CMSG_LEN(sizeof(info))), EINVAL);
	/* an address that is not ours */
	info.instance = 0;
	info.local = htonl(0xcb007102);
	EXPECT(send_with_control(fd, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info),
				 CMSG_LEN(sizeof(info))), EINVAL);
	info.local = 0;
	EXPECT(send_with_control(fd, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info),
				 CMSG_LEN(sizeof(info))), ENETUNREACH);
	close(fd);
}

/* ---- receiving ---------------------------------------------------------------- */

/* Shows: SK-1 */
void test_receive()
{
	for (int fd : { udp_socket(), icmp_socket(), l2_socket() }) {
		char buf[8];
		int n = -1;

		EXPECT(recv(fd, buf, sizeof(buf), MSG_DONTWAIT), EAGAIN);
		EXPECT(recv(fd, buf, sizeof(buf), MSG_OOB | MSG_DONTWAIT), EOPNOTSUPP);
		EXPECT(recv(fd, buf, sizeof(buf), MSG_ERRQUEUE), EAGAIN);
		EXPECT(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
		EXPECT(recv(fd, buf, sizeof(buf), 0), EAGAIN);
		EXPECT(ioctl(fd, FIONREAD, &n), 0);
		CHECK(n == 0);
		n = -1;
		EXPECT(ioctl(fd, TIOCOUTQ, &n), 0);
		CHECK(n == 0);
		EXPECT(ioctl(fd, FIONREAD, nullptr), EFAULT);
		EXPECT(ioctl(fd, 0x12345678, &n), ENOTTY);
		pollfd p{fd, POLLIN | POLLOUT, 0};
		CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLOUT);
		close(fd);
	}
}

/* ---- options -------------------------------------------------------------------- */

/* Shows: SK-2, SK-3 */
void test_own_options()
{
	uint32_t value = 0, nowhere = 4711;
	int fd = udp_socket(), on = 1;
	std::array<char, 16> big{};
	sockaddr_in any = inet("0.0.0.0", 0);
	socklen_t len;

	for (int name : { BSDNET_INSTANCE, BSDNET_OUT_IFL, BSDNET_RECVINFO }) {
		for (socklen_t n : { 0, 1, 3, 5, 16 })
			EXPECT(setsockopt(fd, SOL_BSDNET, name, big.data(), n), EINVAL);
		EXPECT(setsockopt(fd, SOL_BSDNET, name, nullptr, 4), EFAULT);
		len = sizeof(value);
		EXPECT(getsockopt(fd, SOL_BSDNET, name, &value, &len), 0);
		CHECK(len == sizeof(value) && value == 0);
		len = -1;
		EXPECT(getsockopt(fd, SOL_BSDNET, name, &value, &len), EINVAL);
	}
	EXPECT(setsockopt(fd, SOL_BSDNET, 99, &on, sizeof(on)), ENOPROTOOPT);
	len = sizeof(value);
	EXPECT(getsockopt(fd, SOL_BSDNET, 99, &value, &len), ENOPROTOOPT);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_L2_HEADER, &on, sizeof(on)), ENOPROTOOPT);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &nowhere, sizeof(nowhere)), ENOENT);
	value = BSDNET_INSTANCE_ANY;
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &value, sizeof(value)), 0);
	value = 0;
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &value, sizeof(value)), 0);
	EXPECT(bind(fd, sa(any), sizeof(any)), 0);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &value, sizeof(value)), EISCONN);
	close(fd);
}

/* Shows: SK-1 */
void test_ip_options()
{
	int fd = udp_socket(), value, bad[] = { -2, 0, 256, 1 << 30 };
	socklen_t len;

	for (int v : bad) {
		EXPECT(setsockopt(fd, IPPROTO_IP, IP_TTL, &v, sizeof(v)), EINVAL);
		EXPECT(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &v, sizeof(v)),
		       v ? EINVAL : 0);
	}
	value = 0;
	EXPECT(setsockopt(fd, IPPROTO_IP, IP_TTL, &value, 0), EINVAL);
	EXPECT(setsockopt(fd, IPPROTO_IP, IP_TTL, nullptr, 4), EFAULT);
	value = 17;
	EXPECT(setsockopt(fd, IPPROTO_IP, IP_TTL, &value, sizeof(value)), 0);
	value = 0;
	len = sizeof(value);
	EXPECT(getsockopt(fd, IPPROTO_IP, IP_TTL, &value, &len), 0);
	CHECK(value == 17);
	value = -1;
	EXPECT(setsockopt(fd, IPPROTO_IP, IP_TTL, &value, sizeof(value)), 0);
	EXPECT(getsockopt(fd, IPPROTO_IP, IP_TTL, &value, &len), 0);
	CHECK(value == 64);
	for (int v : { -1, 6 })
		EXPECT(setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &v, sizeof(v)), EINVAL);
	value = 1;
	for (int name : { IP_HDRINCL, 9999 })
		EXPECT(setsockopt(fd, IPPROTO_IP, name, &value, sizeof(value)), ENOPROTOOPT);
	EXPECT(getsockopt(fd, IPPROTO_IP, IP_MTU, &value, &len), ENOTCONN);
	EXPECT(setsockopt(fd, IPPROTO_TCP, 1, &value, sizeof(value)), ENOPROTOOPT);
	EXPECT(getsockopt(fd, IPPROTO_TCP, 1, &value, &len), EOPNOTSUPP);
	close(fd);
	fd = l2_socket();
	EXPECT(setsockopt(fd, IPPROTO_IP, IP_TTL, &value, sizeof(value)), ENOPROTOOPT);
	close(fd);
}

/* Shows: SK-1 */
void test_socket_options()
{
	int fd = udp_socket(), value = 1;
	sock_filter pass[] = { { BPF_RET | BPF_K, 0, 0, 0xffffffff } };
	sock_fprog prog{1, pass};
	socklen_t len = sizeof(value);

	EXPECT(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &value, 1), EINVAL);
	EXPECT(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &value, sizeof(value)), 0);
	value = 100000;
	EXPECT(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &value, sizeof(value)), 0);
	EXPECT(getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &value, &len), 0);
	CHECK(value == 200000);
	EXPECT(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)), 0);
	EXPECT(setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &value, sizeof(value)), 0);
	EXPECT(getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &value, &len), 0);
	CHECK(value == AF_BSDNET);
	EXPECT(getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &value, &len), 0);
	CHECK(value == IPPROTO_UDP);
	EXPECT(getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &len), 0);
	CHECK(value == 0);
	close(fd);
}

/* A netdev of the host is no interface here: said at once, or where the kernel does
 * not ask us, when the socket is used.
 */
/* Shows: SK-1 */
void test_bind_to_device()
{
	sockaddr_in any = inet("0.0.0.0", 0), to = inet("203.0.113.1", 5000);
	int fd = udp_socket();

	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3)) {
		int err = errno;
		CHECK(err == ENODEV);
	} else {
		EXPECT(bind(fd, sa(any), sizeof(any)), EOPNOTSUPP);
		EXPECT(connect(fd, sa(to), sizeof(to)), EOPNOTSUPP);
		EXPECT(sendto(fd, "x", 1, 0, sa(to), sizeof(to)), EOPNOTSUPP);
	}
	close(fd);
}

/* ---- L2 --------------------------------------------------------------------------- */

/* Shows: SK-8 */
void test_l2()
{
	sockaddr_bsdnet sb{}, name{};
	std::array<char, 65536 + 128> data{};
	socklen_t len = sizeof(name);
	int fd = l2_socket(), value = 2;

	sb.sb_family = AF_BSDNET;
	sb.sb_ifl_index = 0x7ffffffe;
	for (socklen_t n = 0; n < sizeof(sb); n++)
		EXPECT(bind(fd, sa(sb), n), EINVAL);
	EXPECT(bind(fd, sa(sb), sizeof(sb)), ENODEV);
	sb.sb_family = AF_INET;
	EXPECT(bind(fd, sa(sb), sizeof(sb)), EAFNOSUPPORT);
	sb.sb_family = AF_BSDNET;
	sb.sb_bits = 8 * BSDNET_L2_PROTO_MAX + 1;
	EXPECT(bind(fd, sa(sb), sizeof(sb)), EINVAL);
	sb.sb_bits = 8;
	sb.sb_proto[1] = 1;
	EXPECT(bind(fd, sa(sb), sizeof(sb)), EINVAL);
	sb.sb_bits = 16;
	sb.sb_halen = sizeof(sb.sb_addr) + 1;
	EXPECT(bind(fd, sa(sb), sizeof(sb)), EINVAL);
	sb.sb_halen = 6;
	EXPECT(getsockname(fd, reinterpret_cast<sockaddr *>(&name), &len), 0);
	CHECK(len == sizeof(name) && name.sb_family == AF_BSDNET && !name.sb_ifl_index);

	EXPECT(send(fd, data.data(), 20, 0), EDESTADDRREQ);
	EXPECT(sendto(fd, data.data(), 20, 0, sa(sb), sizeof(sb) - 1), EINVAL);
	EXPECT(sendto(fd, data.data(), 20, 0, sa(sb), sizeof(sb)), ENODEV);
	EXPECT(sendto(fd, data.data(), data.size(), 0, sa(sb), sizeof(sb)), EMSGSIZE);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_L2_HEADER, &value, sizeof(value)), EINVAL);
	value = 1;
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_L2_HEADER, &value, 1), EINVAL);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_L2_HEADER, &value, sizeof(value)), 0);
	EXPECT(sendto(fd, data.data(), 13, 0, sa(sb), sizeof(sb)), ENODEV);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_RECVINFO, &value, sizeof(value)), ENOPROTOOPT);
	EXPECT(setsockopt(fd, SOL_BSDNET, BSDNET_INSTANCE, &value, sizeof(value)), ENOPROTOOPT);
	close(fd);
}

/* ---- privileges --------------------------------------------------------------------- */

/* Shows: SK-1, SK-8 */
void test_privileges()
{
	pid_t child;
	int status;

	std::fflush(stdout);
	child = fork();
	if (!child) {
		sockaddr_in low = inet("0.0.0.0", 1023), high = inet("0.0.0.0", 1024);
		sockaddr_in ident = inet("0.0.0.0", 7);

		EXPECT(setgroups(0, nullptr), 0);
		EXPECT(setresgid(65534, 65534, 65534), 0);
		EXPECT(setresuid(65534, 65534, 65534), 0);
		EXPECT(l2_socket(), EPERM);
		int fd = udp_socket();
		EXPECT(bind(fd, sa(low), sizeof(low)), EACCES);
		CHECK(is_unbound(fd));
		EXPECT(bind(fd, sa(high), sizeof(high)), 0);
		/* identifiers are not privileged */
		EXPECT(bind(icmp_socket(), sa(ident), sizeof(ident)), 0);
		std::fflush(stdout);
		_exit(st::test_ok ? 0 : 1);
	}
	EXPECT(waitpid(child, &status, 0), 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

const st::Test tests[] = {
	{ "socket: families, types, protocols", test_socket },
	{ "calls that datagram sockets do not have", test_not_for_datagrams },
	{ "bind: lengths, families, addresses, twice", test_bind },
	{ "bind: a port in use", test_port_in_use },
	{ "connect: lengths, families, no route, wild instance", test_connect },
	{ "send: destinations, sizes, flags", test_send },
	{ "sendmsg: ancillary data", test_control },
	{ "recv, poll, ioctl on an empty socket", test_receive },
	{ "options of SOL_BSDNET", test_own_options },
	{ "options of SOL_IP", test_ip_options },
	{ "options of SOL_SOCKET", test_socket_options },
	{ "binding to a netdev of the host", test_bind_to_device },
	{ "L2 sockets", test_l2 },
	{ "privileges", test_privileges },
};

} // namespace

int main(int argc, char **)
{
	if (argc != 1)
		st::usage("sock_errors");
	st::open_udp(false).reset();
	return st::run_tests(tests);
}
