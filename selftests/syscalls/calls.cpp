// SPDX-License-Identifier: GPL-2.0
/*
 * calls - system calls on sockets of AF_BSDNET, with arguments at random
 *
 * About half of the arguments make sense together. No call blocks for long: the options that
 * bound the time are set on each socket, and not changed.
 */
#include "world.hpp"

#include <fcntl.h>
#include <linux/bsdnet_socket.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace syscalls {

std::uint32_t Random::number()
{
	static const std::uint32_t edges[] = {0,     1,	    2,	    3,	   7,	  15,	 31,
					      64,    127,   128,    255,   256,	  1400,	 1500,
					      4096,  32767, 32768,  65507, 65535, 65536, 0x7fffffff,
					      0x80000000, 0xffffffff};

	switch (below(4)) {
	case 0: return word();
	case 1: return below(70000);
	default: return pick(edges);
	}
}

void Random::fill(void *data, std::size_t size)
{
	auto *bytes = static_cast<unsigned char *>(data);
	const bool zero = one_in(4);

	for (std::size_t i = 0; i < size; i++)
		bytes[i] = static_cast<unsigned char>(zero ? 0 : word());
}

namespace {

constexpr std::size_t buffer_size = 70000;

/* For raw sockets with IP_HDRINCL: an IP header of 20 to 60 bytes, with options at random */
void put_header(Random &random, unsigned char *data)
{
	static const unsigned char protocols[] = {1, 2, 6, 17, 99, 255};
	static const unsigned char last[] = {1, 1, 1, 2, 3, 255};

	data[0] = static_cast<unsigned char>(random.one_in(3) ? 0x40 + random.below(16) : 0x45);
	if (random.one_in(2))
		data[6] = data[7] = 0;
	data[9] = random.pick(protocols);
	if (random.one_in(2))
		std::memset(&data[12], 0, 4);
	data[16] = 192;
	data[17] = 0;
	data[18] = 2;
	data[19] = random.pick(last);
}

unsigned char *buffer(Random &random)
{
	thread_local std::vector<unsigned char> data(buffer_size);

	random.fill(data.data(), 64);
	if (random.one_in(4))
		put_header(random, data.data());
	return data.data();
}

/* Mostly short */
std::size_t length(Random &random)
{
	return random.one_in(3) ? std::min<std::size_t>(random.number(), buffer_size)
				: random.below(100);
}

std::atomic<int> &slot(Thread &t)
{
	return t.world.fds[t.random.below(static_cast<std::uint32_t>(t.world.fds.size()))];
}

/* Mostly an open one */
int fd_of(Thread &t)
{
	int fd = slot(t);

	for (unsigned i = 0; fd < 0 && i < 3; i++)
		fd = slot(t);
	return fd;
}

/* Numbers from 100 on are for the table alone: a number that is closed while a thread is about
 * to use it does not become that of a netlink socket
 */
int keep(Thread &t, int low)
{
	if (low < 0)
		return low;
	const int fd = ::fcntl(low, F_DUPFD_CLOEXEC, 100);

	::close(low);
	if (fd < 0)
		return fd;
	const int old = slot(t).exchange(fd);

	if (old >= 0)
		::close(old);
	return 0;
}

/* ---- addresses ---- */

union Name {
	sockaddr sa;
	sockaddr_in in;
	sockaddr_bsdnet l2;
	unsigned char bytes[128];
};

socklen_t name(Random &random, Name &name)
{
	static const std::uint32_t addresses[] = {0xc0000201, 0xc0000201, 0xc0000201, 0xc0000202,
						  0xc0000203, 0xc00002ff, 0xcb007101, 0xe0000001,
						  0xffffffff, 0x0a000001, 0};
	static const std::uint16_t types[] = {0x0800, 0x0806, 0x88b5, 0x88b6};

	random.fill(&name, sizeof(name));
	switch (random.below(12)) {
	case 0: return random.below(sizeof(name) + 1);
	case 1: name.sa.sa_family = AF_UNSPEC; return sizeof(sockaddr_in);
	case 2:
	case 3: {
		const std::uint16_t type = random.pick(types);

		std::memset(&name, 0, sizeof(name));
		name.l2.sb_family = AF_BSDNET;
		name.l2.sb_bits = random.one_in(4) ? 0 : 16;
		name.l2.sb_ifl_index = random.below(8);
		name.l2.sb_proto[0] = static_cast<unsigned char>(name.l2.sb_bits ? type >> 8 : 0);
		name.l2.sb_proto[1] = static_cast<unsigned char>(name.l2.sb_bits ? type : 0);
		name.l2.sb_halen = random.one_in(3) ? 6 : 0;
		random.fill(name.l2.sb_addr, name.l2.sb_halen);
		return sizeof(name.l2);
	}
	default:
		std::memset(&name, 0, sizeof(name));
		name.in.sin_family = AF_INET;
		name.in.sin_port = htons(static_cast<std::uint16_t>(random.below(4)));
		name.in.sin_addr.s_addr = htonl(random.pick(addresses));
		return sizeof(name.in);
	}
}

/* ---- messages ---- */

struct Message {
	Name name;
	iovec parts[4];
	alignas(cmsghdr) unsigned char control[256];
	msghdr header;
};

void put_control(Random &random, msghdr &header)
{
	static const int levels[] = {SOL_BSDNET, SOL_IP, SOL_SOCKET};
	static const std::uint32_t sizes[] = {0, 1, 4, 8, 12, 16};
	cmsghdr *item = CMSG_FIRSTHDR(&header);

	for (unsigned n = random.below(4); n && item; n--) {
		const std::uint32_t size = random.pick(sizes);

		item->cmsg_level = random.pick(levels);
		item->cmsg_type = static_cast<int>(random.below(12));
		item->cmsg_len = CMSG_LEN(size);
		random.fill(CMSG_DATA(item), size);
		item = CMSG_NXTHDR(&header, item);
	}
	if (random.one_in(8) && CMSG_FIRSTHDR(&header))
		CMSG_FIRSTHDR(&header)->cmsg_len = random.number();
}

void compose(Random &random, Message &message, bool with_name)
{
	std::memset(&message.header, 0, sizeof(message.header));
	std::memset(message.control, 0, sizeof(message.control));
	if (with_name) {
		message.header.msg_name = &message.name;
		message.header.msg_namelen = name(random, message.name);
	}
	message.header.msg_iov = message.parts;
	message.header.msg_iovlen = random.below(5);
	for (iovec &part : message.parts)
		part = {random.one_in(100) ? nullptr : buffer(random), length(random) / 4};
	if (random.one_in(4)) {
		message.header.msg_control = message.control;
		message.header.msg_controllen = sizeof(message.control);
	}
}

int send_flags(Random &random)
{
	return MSG_NOSIGNAL | (random.one_in(2) ? MSG_DONTWAIT : 0) |
	       (random.one_in(12) ? static_cast<int>(random.word()) : 0);
}

int receive_flags(Random &random)
{
	return (random.one_in(8) ? 0 : MSG_DONTWAIT) |
	       (random.one_in(12) ? static_cast<int>(random.word()) & ~MSG_WAITALL : 0);
}

/* ---- the calls ---- */

int call_socket(Thread &t)
{
	static const int types[] = {SOCK_DGRAM, SOCK_DGRAM, SOCK_DGRAM, SOCK_DGRAM, SOCK_RAW,
				    SOCK_STREAM};
	static const int protocols[] = {0, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP),
					BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP),
					BSDNET_PROTO(BSDNET_INET, IPPROTO_RAW),
					BSDNET_PROTO(BSDNET_INET, 99),
					BSDNET_PROTO(BSDNET_L2, 0)};
	const timeval shortly = {0, 1000};
	const int protocol = t.random.one_in(10) ? static_cast<int>(t.random.number())
						  : t.random.pick(protocols);
	const bool raw = protocol == BSDNET_PROTO(BSDNET_INET, IPPROTO_RAW) ||
			 protocol == BSDNET_PROTO(BSDNET_INET, 99) ||
			 protocol == BSDNET_PROTO(BSDNET_L2, 0);
	const int type = raw ? SOCK_RAW : t.random.pick(types);
	const int fd = ::socket(AF_BSDNET, type | SOCK_CLOEXEC |
					(t.random.one_in(2) ? SOCK_NONBLOCK : 0), protocol);

	if (fd < 0)
		return -1;
	::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &shortly, sizeof(shortly));
	::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &shortly, sizeof(shortly));
	return keep(t, fd);
}

int call_bind(Thread &t)
{
	Name to;
	const socklen_t size = name(t.random, to);

	return ::bind(fd_of(t), &to.sa, size);
}

int call_connect(Thread &t)
{
	Name to;
	const socklen_t size = name(t.random, to);

	return ::connect(fd_of(t), &to.sa, size);
}

int call_names(Thread &t)
{
	Name to;
	socklen_t size = t.random.below(sizeof(to) + 1);

	return t.random.one_in(2) ? ::getsockname(fd_of(t), &to.sa, &size)
				  : ::getpeername(fd_of(t), &to.sa, &size);
}

int call_send(Thread &t)
{
	return static_cast<int>(::send(fd_of(t), buffer(t.random), length(t.random),
				       send_flags(t.random)));
}

int call_sendto(Thread &t)
{
	Name to;
	const socklen_t size = name(t.random, to);

	return static_cast<int>(::sendto(fd_of(t), buffer(t.random), length(t.random),
					 send_flags(t.random), &to.sa, size));
}

int call_sendmsg(Thread &t)
{
	Message message;

	compose(t.random, message, t.random.one_in(2));
	if (message.header.msg_control)
		put_control(t.random, message.header);
	return static_cast<int>(::sendmsg(fd_of(t), &message.header, send_flags(t.random)));
}

int call_sendmmsg(Thread &t)
{
	Message messages[4];
	mmsghdr headers[4];

	for (unsigned i = 0; i < 4; i++) {
		compose(t.random, messages[i], t.random.one_in(2));
		messages[i].header.msg_control = nullptr;
		messages[i].header.msg_controllen = 0;
		headers[i] = {messages[i].header, 0};
	}
	return ::sendmmsg(fd_of(t), headers, t.random.below(5), send_flags(t.random));
}

int call_write(Thread &t)
{
	const iovec parts[] = {{buffer(t.random), length(t.random)},
			       {buffer(t.random), length(t.random)}};

	return static_cast<int>(::writev(fd_of(t), parts, 2));
}

int call_recv(Thread &t)
{
	Name from;
	socklen_t size = t.random.below(sizeof(from) + 1);

	return static_cast<int>(::recvfrom(fd_of(t), buffer(t.random), length(t.random),
					   receive_flags(t.random), &from.sa, &size));
}

int call_recvmsg(Thread &t)
{
	Message message;

	compose(t.random, message, t.random.one_in(2));
	return static_cast<int>(::recvmsg(fd_of(t), &message.header, receive_flags(t.random)));
}

int call_recvmmsg(Thread &t)
{
	Message messages[4];
	mmsghdr headers[4];
	timespec shortly = {0, 1000000};

	for (unsigned i = 0; i < 4; i++) {
		compose(t.random, messages[i], t.random.one_in(2));
		headers[i] = {messages[i].header, 0};
	}
	return ::recvmmsg(fd_of(t), headers, t.random.below(5),
			  receive_flags(t.random) | MSG_DONTWAIT, &shortly);
}

int call_read(Thread &t)
{
	const iovec parts[] = {{buffer(t.random), length(t.random)},
			       {buffer(t.random), length(t.random)}};

	return static_cast<int>(::readv(fd_of(t), parts, 2));
}

struct Option {
	int level;
	int name;
	socklen_t size;
};

/* All that are supported, and any others */
Option option(Random &random)
{
	static const Option known[] = {
		{SOL_BSDNET, BSDNET_INSTANCE, 4}, {SOL_BSDNET, BSDNET_OUT_IFL, 4},
		{SOL_BSDNET, BSDNET_RECVINFO, 4}, {SOL_BSDNET, BSDNET_L2_HEADER, 4},
		{SOL_BSDNET, BSDNET_L2_JOIN, sizeof(bsdnet_l2_membership)},
		{SOL_BSDNET, BSDNET_L2_LEAVE, sizeof(bsdnet_l2_membership)},
		{SOL_BSDNET, BSDNET_EARLY, sizeof(bsdnet_early)}, {SOL_IP, IP_OPTIONS, 8},
		{SOL_IP, IP_MINTTL, 4}, {SOL_IP, 51 /* IP_LOCAL_PORT_RANGE */, 4},
		{SOL_IP, IP_ROUTER_ALERT, 4},
		{SOL_IP, IP_ADD_MEMBERSHIP, sizeof(ip_mreqn)},
		{SOL_IP, IP_ADD_MEMBERSHIP, sizeof(ip_mreqn)},
		{SOL_IP, IP_DROP_MEMBERSHIP, sizeof(ip_mreqn)},
		{SOL_IP, IP_MULTICAST_IF, sizeof(ip_mreqn)},
		{SOL_IP, IP_ADD_SOURCE_MEMBERSHIP, sizeof(ip_mreq_source)},
		{SOL_IP, IP_DROP_SOURCE_MEMBERSHIP, sizeof(ip_mreq_source)},
		{SOL_IP, IP_BLOCK_SOURCE, sizeof(ip_mreq_source)},
		{SOL_IP, IP_UNBLOCK_SOURCE, sizeof(ip_mreq_source)},
		{SOL_IP, IP_MSFILTER, 64}, {SOL_IP, MCAST_MSFILTER, 400},
		{SOL_IP, MCAST_JOIN_GROUP, sizeof(group_req)},
		{SOL_IP, MCAST_LEAVE_GROUP, sizeof(group_req)},
		{SOL_IP, MCAST_JOIN_SOURCE_GROUP, sizeof(group_source_req)},
		{SOL_IP, MCAST_LEAVE_SOURCE_GROUP, sizeof(group_source_req)},
		{SOL_IP, IP_MULTICAST_ALL, 4}, {SOL_IP, IP_MULTICAST_LOOP, 4},
		{SOL_IP, IP_TTL, 4}, {SOL_IP, IP_MULTICAST_TTL, 4}, {SOL_IP, IP_TOS, 4},
		{SOL_IP, IP_MTU_DISCOVER, 4}, {SOL_IP, IP_PKTINFO, 4}, {SOL_IP, IP_RECVTTL, 4},
		{SOL_IP, IP_RECVTOS, 4}, {SOL_IP, IP_MTU, 4}, {SOL_SOCKET, SO_BROADCAST, 4},
		{SOL_IP, IP_HDRINCL, 4}, {SOL_IP, IP_RECVERR, 4}, {SOL_IP, IP_RECVORIGDSTADDR, 4},
		{SOL_RAW, ICMP_FILTER, 4}, {SOL_BSDNET, BSDNET_IN_IFL, 4},
		{SOL_SOCKET, SO_REUSEADDR, 4}, {SOL_SOCKET, SO_REUSEPORT, 4},
		{SOL_SOCKET, SO_DONTROUTE, 4}, {SOL_SOCKET, SO_RCVBUF, 4},
		{SOL_SOCKET, SO_SNDBUF, 4}, {SOL_SOCKET, SO_TIMESTAMP, 4}};
	static const int levels[] = {SOL_BSDNET, SOL_IP, SOL_SOCKET, IPPROTO_UDP, SOL_PACKET,
				     SOL_RAW};

	if (!random.one_in(4))
		return random.pick(known);
	return {random.pick(levels), static_cast<int>(random.below(100)), random.below(80)};
}

/* The times for which a call waits are kept; zero copies need pages that live longer */
bool is_kept(const Option &o)
{
	return o.level == SOL_SOCKET &&
	       (o.name == SO_RCVTIMEO_OLD || o.name == SO_RCVTIMEO_NEW ||
		o.name == SO_SNDTIMEO_OLD || o.name == SO_SNDTIMEO_NEW);
}

bool is_mcast(const Option &o)
{
	return o.level == SOL_IP && (o.name == IP_MULTICAST_IF || (o.name >= IP_ADD_MEMBERSHIP &&
								   o.name <= MCAST_MSFILTER));
}

void put_sockaddr(unsigned char *to, std::uint32_t addr)
{
	sockaddr_in sin = {};

	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(addr);
	std::memcpy(to, &sin, sizeof(sin));
}

/* Few groups, interfaces and sources, so that calls meet */
void put_mcast(Random &random, const Option &o, unsigned char *value)
{
	const std::uint32_t group = 0xef010100 + random.below(4);
	const std::uint32_t source = 0xc0000202 + random.below(4);
	const std::uint32_t interface = random.below(6);
	const std::uint32_t mode = random.below(2), n = random.below(4);
	const std::uint32_t words[] = {htonl(group), random.one_in(2) ? 0 : htonl(0xc0000201)};

	std::memcpy(value, words, sizeof(words));
	if (o.name >= MCAST_JOIN_GROUP) {
		std::memcpy(value, &interface, sizeof(interface));
		put_sockaddr(value + 8, group);
		put_sockaddr(value + 136, source);
	} else if (o.name >= IP_UNBLOCK_SOURCE && o.name <= IP_DROP_SOURCE_MEMBERSHIP) {
		const std::uint32_t addr = htonl(source);

		std::memcpy(value + 8, &addr, sizeof(addr));
	} else {
		std::memcpy(value + 8, &interface, sizeof(interface));
	}
	if (o.name == IP_MSFILTER || o.name == MCAST_MSFILTER) {
		const std::size_t at = o.name == IP_MSFILTER ? 8 : 136;

		std::memcpy(value + at, &mode, sizeof(mode));
		std::memcpy(value + at + 4, &n, sizeof(n));
		if (o.name == MCAST_MSFILTER)
			put_sockaddr(value + 144, source);
	}
}

int call_setsockopt(Thread &t)
{
	const Option o = option(t.random);
	alignas(8) unsigned char value[512];
	const std::uint32_t number = t.random.one_in(2) ? t.random.below(3) : t.random.number();
	const socklen_t size = t.random.one_in(10) ? t.random.below(sizeof(value)) : o.size;

	if (is_kept(o))
		return -1;
	t.random.fill(value, sizeof(value));
	if (o.size == sizeof(bsdnet_l2_membership)) {
		bsdnet_l2_membership join = {};

		join.ifl_index = t.random.below(8);
		join.type = static_cast<std::uint16_t>(t.random.below(5));
		join.halen = join.type == BSDNET_L2_MULTICAST || join.type == BSDNET_L2_UNICAST ? 6 : 0;
		if (join.halen) {
			join.addr[0] = join.type == BSDNET_L2_MULTICAST ? 1 : 2;
			join.addr[5] = static_cast<unsigned char>(t.random.below(3));
		}
		std::memcpy(value, &join, sizeof(join));
	} else if (o.level == SOL_BSDNET && o.name == BSDNET_EARLY) {
		const bsdnet_early early = {t.random.below(8), t.random.below(4)};

		std::memcpy(value, &early, sizeof(early));
	} else if (o.level == SOL_IP && o.name == IP_OPTIONS) {
		static const unsigned char options[][8] = {{148, 4}, {7, 7, 4}, {68, 8, 5},
							   {131, 7, 4, 192, 0, 2, 2}, {1, 1, 148, 4}};

		if (!t.random.one_in(4))
			std::memcpy(value, t.random.pick(options), 8);
	} else if (is_mcast(o)) {
		put_mcast(t.random, o, value);
	} else {
		std::memcpy(value, &number, sizeof(number));
	}
	return ::setsockopt(fd_of(t), o.level, o.name, value, size);
}

int call_getsockopt(Thread &t)
{
	const Option o = option(t.random);
	alignas(8) unsigned char value[128];
	socklen_t size = t.random.one_in(2) ? t.random.below(sizeof(value)) : o.size;

	return ::getsockopt(fd_of(t), o.level, o.name, value, &size);
}

int call_ioctl(Thread &t)
{
	static const unsigned long known[] = {FIONREAD, TIOCOUTQ, FIONBIO, 0x8906, 0x8907, 0x8910,
					      0x8912, 0x8927, 0x8933};
	alignas(8) unsigned char value[256];

	t.random.fill(value, sizeof(value));
	return ::ioctl(fd_of(t), t.random.one_in(8) ? 0x8900 + t.random.below(256)
						     : t.random.pick(known), value);
}

int call_poll(Thread &t)
{
	pollfd list[4];

	for (pollfd &one : list)
		one = {fd_of(t), static_cast<short>(t.random.word()), 0};
	return ::poll(list, 4, static_cast<int>(t.random.below(3)));
}

int call_epoll(Thread &t)
{
	const int ep = ::epoll_create1(EPOLL_CLOEXEC);
	epoll_event event = {t.random.word() & ~static_cast<std::uint32_t>(EPOLLEXCLUSIVE | EPOLLWAKEUP), {}};
	int result = -1;

	for (int i = 0; i < 3; i++)
		if (!::epoll_ctl(ep, EPOLL_CTL_ADD, fd_of(t), &event))
			result = 0;
	if (!result)
		result = ::epoll_wait(ep, &event, 1, static_cast<int>(t.random.below(2)));
	::close(ep);
	return result;
}

int call_shutdown(Thread &t)
{
	return ::shutdown(fd_of(t), static_cast<int>(t.random.below(4)));
}

int call_dup(Thread &t)
{
	if (t.random.one_in(2))
		return keep(t, ::fcntl(fd_of(t), F_DUPFD_CLOEXEC, 3));
	/* over one that may be in use */
	const int from = fd_of(t), to = fd_of(t);

	return from < 0 || to < 0 ? -1 : ::dup3(from, to, O_CLOEXEC);
}

int call_close(Thread &t)
{
	const int fd = slot(t).exchange(-1);

	return fd < 0 ? -1 : ::close(fd);
}

int call_pass(Thread &t)
{
	alignas(cmsghdr) unsigned char control[CMSG_SPACE(sizeof(int))] = {};
	char byte = 0;
	iovec part = {&byte, 1};
	msghdr header = {};
	const int fd = fd_of(t);

	header.msg_iov = &part;
	header.msg_iovlen = 1;
	header.msg_control = control;
	header.msg_controllen = sizeof(control);
	CMSG_FIRSTHDR(&header)->cmsg_level = SOL_SOCKET;
	CMSG_FIRSTHDR(&header)->cmsg_type = SCM_RIGHTS;
	CMSG_FIRSTHDR(&header)->cmsg_len = CMSG_LEN(sizeof(int));
	std::memcpy(CMSG_DATA(CMSG_FIRSTHDR(&header)), &fd, sizeof(fd));
	return static_cast<int>(::sendmsg(t.world.pair[0], &header, MSG_DONTWAIT | MSG_NOSIGNAL));
}

int call_take(Thread &t)
{
	alignas(cmsghdr) unsigned char control[CMSG_SPACE(sizeof(int))];
	char byte;
	iovec part = {&byte, 1};
	msghdr header = {};
	int fd = -1;

	header.msg_iov = &part;
	header.msg_iovlen = 1;
	header.msg_control = control;
	header.msg_controllen = sizeof(control);
	if (::recvmsg(t.world.pair[1], &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
		return -1;
	if (CMSG_FIRSTHDR(&header))
		std::memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof(fd));
	return keep(t, fd);
}

int call_splice(Thread &t)
{
	int ends[2], result;

	if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	if (t.random.one_in(2)) {
		result = static_cast<int>(::write(ends[1], buffer(t.random), 1 + t.random.below(5000)));
		if (result > 0)
			result = static_cast<int>(::splice(ends[0], nullptr, fd_of(t), nullptr, 5000,
							   t.random.below(16)));
	} else {
		result = static_cast<int>(::splice(fd_of(t), nullptr, ends[1], nullptr, 5000,
						   SPLICE_F_NONBLOCK | t.random.below(16)));
	}
	::close(ends[0]);
	::close(ends[1]);
	return result;
}

int call_mmap(Thread &t)
{
	void *at = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd_of(t), 0);

	if (at == MAP_FAILED)
		return -1;
	::munmap(at, 4096);
	return 0;
}

int call_accept(Thread &t)
{
	return t.random.one_in(2) ? ::listen(fd_of(t), 1)
				  : keep(t, ::accept4(fd_of(t), nullptr, nullptr, SOCK_CLOEXEC));
}

/* The only socket of a namespace, which is freed with it */
int call_unshare(Thread &t)
{
	int result = -1;

	if (!::unshare(CLONE_NEWNET))
		result = call_socket(t);
	if (::setns(t.world.netns, CLONE_NEWNET) < 0)
		std::abort();
	return result;
}

} // namespace

const std::array<Kind, 26> socket_calls = {{
	{"socket", call_socket, 60}, {"bind", call_bind, 40}, {"connect", call_connect, 30},
	{"names", call_names, 5}, {"send", call_send, 20}, {"sendto", call_sendto, 40},
	{"sendmsg", call_sendmsg, 30}, {"sendmmsg", call_sendmmsg, 20}, {"write", call_write, 10},
	{"recv", call_recv, 20}, {"recvmsg", call_recvmsg, 20}, {"recvmmsg", call_recvmmsg, 20},
	{"read", call_read, 10}, {"setsockopt", call_setsockopt, 60},
	{"getsockopt", call_getsockopt, 20}, {"ioctl", call_ioctl, 10}, {"poll", call_poll, 10},
	{"epoll", call_epoll, 10}, {"shutdown", call_shutdown, 2}, {"dup", call_dup, 10},
	{"close", call_close, 20}, {"pass", call_pass, 10}, {"take", call_take, 10},
	{"splice", call_splice, 10}, {"unshare", call_unshare, 2},
	{"refused", [](Thread &t) { return t.random.one_in(2) ? call_mmap(t) : call_accept(t); }, 5},
}};

} // namespace syscalls
