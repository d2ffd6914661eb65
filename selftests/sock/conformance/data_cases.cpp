// SPDX-License-Identifier: GPL-2.0
/*
 * data_cases - sending and receiving datagrams
 */
#include "run.hpp"

#include <netinet/udp.h>
#include <sys/ioctl.h>

#include <linux/filter.h>
#include <linux/sockios.h>

namespace conformance {
namespace {

void peek_and_truncate(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp(), n = 0;
	const sockaddr_in to = name_of(b);

	run.send(a, "hello", 0, &to);
	run.send(a, "", 0, &to);
	run.events(b, POLLIN | POLLOUT);
	run.note("FIONREAD", ::ioctl(b, FIONREAD, &n));
	run.say(std::to_string(n));
	run.receive(b, MSG_PEEK);
	run.receive(b, MSG_PEEK | MSG_TRUNC, 2);
	run.receive(b, 0, 2);
	run.receive(b);
	run.receive(b, MSG_DONTWAIT);
	run.note("FIONREAD", ::ioctl(b, FIONREAD, &n));
	run.say(std::to_string(n));
	run.note("TIOCOUTQ", ::ioctl(a, TIOCOUTQ, &n));
	run.say(std::to_string(n));
}

void peek_offset(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(b, SOL_SOCKET, SO_PEEK_OFF, 2, "SO_PEEK_OFF");
	run.send(a, "hello", 0, &to);
	run.receive(b, MSG_PEEK, 2);
	run.receive(b, MSG_PEEK, 2);
	run.get(b, SOL_SOCKET, SO_PEEK_OFF, "SO_PEEK_OFF");
	run.receive(b);
	run.get(b, SOL_SOCKET, SO_PEEK_OFF, "SO_PEEK_OFF");
}

void sizes(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	for (std::size_t n : {0, 1, 1472, 1473, 65507, 65508}) {
		if (run.send(a, std::string(n, 'x'), 0, &to) >= 0)
			run.receive(b, 0, 70000);
	}
}

void flags(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	char byte;

	for (int flag : {MSG_OOB, MSG_DONTWAIT, MSG_CONFIRM, MSG_EOR, MSG_DONTROUTE})
		run.send(a, "x", flag, &to);
	for (int i = 0; i < 4; i++)
		run.receive(b);
	run.note("recv MSG_ERRQUEUE", ::recv(b, &byte, 1, MSG_ERRQUEUE));
}

void out_of_band(Run &run)
{
	int fd = run.bound_udp();
	char byte;

	run.note("recv MSG_OOB", ::recv(fd, &byte, 1, MSG_OOB | MSG_DONTWAIT));
}

void more(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b), other = name_of(a);

	run.send(a, "one", MSG_MORE, &to);
	run.send(a, "two", MSG_MORE, &other);
	run.send(a, "three", 0, &to);
	run.receive(b);
	run.send(a, std::string(65000, 'x'), MSG_MORE, &to);
	run.send(a, std::string(1000, 'x'), 0, &to);
	run.receive(b, MSG_DONTWAIT);
}

void cork(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();

	run.connect(a, name_of(b));
	run.set(a, SOL_UDP, UDP_CORK, 1, "UDP_CORK");
	run.get(a, SOL_UDP, UDP_CORK, "UDP_CORK");
	run.send(a, "one");
	run.send(a, "two");
	run.receive(b, MSG_DONTWAIT);
	run.set(a, SOL_UDP, UDP_CORK, 0, "UDP_CORK");
	run.receive(b);
	run.send(a, "three");
	run.receive(b);
}

void cork_released_by_send(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();

	run.connect(a, name_of(b));
	run.set(a, SOL_UDP, UDP_CORK, 1, "UDP_CORK");
	run.send(a, "one");
	run.set(a, SOL_UDP, UDP_CORK, 0, "UDP_CORK");
	run.send(a, "two", MSG_MORE);
	run.send(a, "");
	run.receive(b);
	run.receive(b);
}

void segment(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(a, SOL_UDP, UDP_SEGMENT, -1, "UDP_SEGMENT");
	run.set(a, SOL_UDP, UDP_SEGMENT, 65536, "UDP_SEGMENT");
	run.set(a, SOL_UDP, UDP_SEGMENT, 4, "UDP_SEGMENT");
	run.get(a, SOL_UDP, UDP_SEGMENT, "UDP_SEGMENT");
	run.send(a, "aaaabbbbcc", 0, &to);
	for (int i = 0; i < 3; i++)
		run.receive(b);
	run.send(a, "abc", 0, &to);
	run.receive(b);
	run.send(a, std::string(4 * 200, 'x'), 0, &to);
	run.receive(b, MSG_DONTWAIT);
}

void gro_option(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(b, SOL_UDP, UDP_GRO, 1, "UDP_GRO");
	run.get(b, SOL_UDP, UDP_GRO, "UDP_GRO");
	run.set(a, SOL_UDP, UDP_SEGMENT, 4, "UDP_SEGMENT");
	run.send(a, "aaaabbbbcc", 0, &to);
	run.receive(b);
	run.send(a, "one", 0, &to);
	run.receive(b);
}

void many(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	sockaddr_in to = name_of(b);
	char text[2][8] = {"first", "second"}, in[3][8];
	iovec out[2] = {{text[0], 5}, {text[1], 6}}, into[3];
	mmsghdr send[2] = {}, receive[3] = {};

	for (int i = 0; i < 2; i++) {
		send[i].msg_hdr.msg_name = &to;
		send[i].msg_hdr.msg_namelen = sizeof(to);
		send[i].msg_hdr.msg_iov = &out[i];
		send[i].msg_hdr.msg_iovlen = 1;
	}
	for (int i = 0; i < 3; i++) {
		into[i] = {in[i], sizeof(in[i])};
		receive[i].msg_hdr.msg_iov = &into[i];
		receive[i].msg_hdr.msg_iovlen = 1;
	}
	run.note("sendmmsg", ::sendmmsg(a, send, 2, 0));
	run.events(b, POLLIN);
	run.note("recvmmsg", ::recvmmsg(b, receive, 3, MSG_DONTWAIT, nullptr));
	run.say(std::to_string(receive[0].msg_len) + ' ' + std::to_string(receive[1].msg_len));
}

void filter(Run &run)
{
	int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	/* accept what begins with 'y' after the UDP header, cut to the header and 2 bytes */
	sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 8),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 'y', 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 10),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	sock_fprog program = {4, code};

	run.note("attach", ::setsockopt(b, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)));
	run.send(a, "no", 0, &to);
	run.send(a, "yes", 0, &to);
	run.receive(b);
	run.receive(b, MSG_DONTWAIT);
	run.set(b, SOL_SOCKET, SO_DETACH_FILTER, 0, "SO_DETACH_FILTER");
	run.send(a, "no", 0, &to);
	run.receive(b);
}

void timeouts(Run &run)
{
	int fd = run.bound_udp();
	timeval time{0, 20000};
	char byte;

	run.note("SO_RCVTIMEO", ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)));
	run.note("recv", ::recv(fd, &byte, 1, 0));
}

void destinations(Run &run)
{
	int fd = run.udp();
	sockaddr_in to = at("192.0.2.2", 0);

	run.send(fd, "x", 0, &to);
	run.send(fd, "x");
	to = at("203.0.113.1", 9);
	run.send(fd, "x", 0, &to);
	to = at("192.0.2.255", 9);
	run.send(fd, "x", 0, &to);
	run.set(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
	run.send(fd, "x", 0, &to);
	to.sin_family = AF_INET6;
	run.send(fd, "x", 0, &to);
	to.sin_family = AF_UNSPEC;
	run.send(fd, "x", 0, &to);
}

void reuseport_spreads(Run &run)
{
	constexpr int n = 4;
	int fds[n], from[64], used = 0, total = 0;

	for (int &fd : fds) {
		fd = run.udp();
		run.set(fd, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
		run.bind(fd, at("192.0.2.1", 5000));
	}
	const sockaddr_in to = at("192.0.2.1", 5000);
	for (int &fd : from) {
		fd = run.udp();
		run.send(fd, "x", 0, &to);
		run.send(fd, "x", 0, &to);
	}
	for (int fd : fds) {
		char byte;
		int here = 0;
		pollfd p{fd, POLLIN, 0};

		while (::poll(&p, 1, 50) == 1 && ::recv(fd, &byte, 1, MSG_DONTWAIT) == 1)
			here++;
		used += here > 0;
		total += here;
		if (here % 2)
			run.say("a flow is split");
	}
	run.say(std::to_string(total) + " received by " + std::to_string(used) + " sockets");
}

} // namespace

std::vector<Case> data_cases()
{
	return {
		{"peek and truncate", peek_and_truncate},
		{"SO_PEEK_OFF", peek_offset},
		{"sizes", sizes},
		{"flags", flags},
		{"receive MSG_OOB", out_of_band, "MSG_OOB is refused"},
		{"MSG_MORE", more},
		{"UDP_CORK", cork},
		{"corked data go with the next send", cork_released_by_send},
		{"UDP_SEGMENT", segment},
		{"UDP_GRO", gro_option},
		{"sendmmsg and recvmmsg", many},
		{"SO_ATTACH_FILTER", filter},
		{"timeouts", timeouts},
		{"destinations", destinations},
		{"SO_REUSEPORT spreads flows", reuseport_spreads},
	};
}

} // namespace conformance
