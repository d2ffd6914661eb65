// SPDX-License-Identifier: GPL-2.0
/*
 * raw_cases - raw sockets: addresses, packets, options, errors
 */
#include "run.hpp"

#include <linux/filter.h>
#include <linux/icmp.h>
#include <sys/ioctl.h>

namespace conformance {
namespace {

const char *const own = "192.0.2.1";
const char *const peer = "192.0.2.2";
constexpr int proto = 99; /* that nobody has */

/* Linux asks for the MTU of paths by default, and sets the don't-fragment bit */
int plain(Run &run, int protocol)
{
	const int fd = run.raw(protocol), value = IP_PMTUDISC_DONT;

	if (::setsockopt(fd, SOL_IP, IP_MTU_DISCOVER, &value, sizeof(value)))
		run.note("IP_MTU_DISCOVER", -1);
	return fd;
}

void protocols(Run &run)
{
	for (int protocol : {0, 1, 2, 6, 17, 99, 255}) {
		const int fd = run.raw(protocol);

		if (fd < 0)
			continue;
		run.get(fd, SOL_SOCKET, SO_PROTOCOL, "SO_PROTOCOL");
		run.get(fd, SOL_SOCKET, SO_TYPE, "SO_TYPE");
		run.get(fd, SOL_IP, IP_HDRINCL, "IP_HDRINCL");
		run.get(fd, SOL_IP, IP_NODEFRAG, "IP_NODEFRAG");
	}
}

void bind_raw(Run &run)
{
	const int fd = run.raw(proto);
	const sockaddr_in sin = at(own, 0);

	run.say("");
	for (const char *address : {own, "192.0.2.99", "0.0.0.0", "192.0.2.255", "255.255.255.255",
				    "224.0.0.1", own}) {
		run.bind(fd, at(address, 5));
		sockaddr_in name = name_of(fd);
		char text[INET_ADDRSTRLEN];

		run.say(std::string(inet_ntop(AF_INET, &name.sin_addr, text, sizeof(text))) + ' ' +
			std::to_string(ntohs(name.sin_port)));
	}
	run.note("bind, short", ::bind(fd, reinterpret_cast<const sockaddr *>(&sin), 8));
	run.connect(fd, at(peer, 5));
	run.names(fd);
	run.bind(fd, at(own, 0));
	run.bind(fd, at("0.0.0.0", 0));
}

void bind_other_family(Run &run)
{
	const int fd = run.raw(proto);
	sockaddr_in sin = at(own, 0);

	sin.sin_family = AF_INET6;
	run.bind(fd, sin);
}

void free_bind(Run &run)
{
	const int fd = run.raw(proto);

	run.set(fd, SOL_IP, IP_FREEBIND, 1, "IP_FREEBIND");
	run.bind(fd, at("203.0.113.1", 0));
}

void connect_raw(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(peer, 0);

	run.send(fd, "x");
	run.connect(fd, at("192.0.2.255", 0));
	run.connect(fd, at("203.0.113.1", 0));
	run.note("connect, short", ::connect(fd, reinterpret_cast<const sockaddr *>(&to), 8));
	run.connect(fd, at(peer, 7));
	run.names(fd);
	run.connect(fd, at(own, 8));
	run.names(fd);
	run.send(fd, "x");
	run.receive_packet(fd);
}

void peer_of_raw(Run &run)
{
	const int fd = run.raw(proto);

	run.connect(fd, at(peer, 0));
	run.names(fd);
}

void disconnected(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);
	sockaddr unspec{};

	run.bind(fd, to);
	run.connect(fd, at(peer, 7));
	run.note("disconnect", ::connect(fd, &unspec, sizeof(unspec)));
	run.names(fd);
	run.send(fd, "hello", 0, &to);
	run.receive_packet(fd);
}

/* Each socket gets what it selects */
void selection(Run &run)
{
	const int sender = plain(run, proto), wild = run.raw(proto), bound = run.raw(proto);
	const int elsewhere = run.raw(proto), connected = run.raw(proto), other = run.raw(proto + 1);
	const sockaddr_in to = at(own, 0);

	run.bind(bound, at(own, 0));
	run.set(elsewhere, SOL_IP, IP_FREEBIND, 1, "IP_FREEBIND");
	run.bind(elsewhere, at("192.0.2.77", 0));
	run.connect(connected, at(peer, 0));
	run.send(sender, "hello", 0, &to);
	for (int fd : {wild, bound, sender})
		run.receive_packet(fd);
	for (int fd : {elsewhere, connected, other})
		run.receive_packet(fd, MSG_DONTWAIT);
	run.connect(bound, at(own, 0));
	run.send(sender, "again", 0, &to);
	run.receive_packet(bound);
}

void sizes(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);

	for (std::size_t n : {0, 1, 1480, 1481, 8000, 65515, 65516, 65535, 65536}) {
		if (run.send(fd, std::string(n, 'x'), 0, &to) >= 0)
			run.receive_packet(fd, 0, 70000);
	}
}

void peek_and_truncate(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);
	int n = 0;

	run.send(fd, "hello", 0, &to);
	run.events(fd, POLLIN | POLLOUT);
	run.note("FIONREAD", ::ioctl(fd, FIONREAD, &n));
	run.say(std::to_string(n));
	run.receive_packet(fd, MSG_PEEK);
	run.receive_packet(fd, MSG_PEEK | MSG_TRUNC, 20);
	run.receive_packet(fd, 0, 21);
	run.receive_packet(fd, MSG_DONTWAIT);
	run.note("TIOCOUTQ", ::ioctl(fd, TIOCOUTQ, &n));
	run.say(std::to_string(n));
	run.set(fd, SOL_SOCKET, SO_PEEK_OFF, 2, "SO_PEEK_OFF");
}

void flags(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);
	char byte;

	for (int flag : {MSG_OOB, MSG_DONTWAIT, MSG_CONFIRM, MSG_EOR, MSG_DONTROUTE})
		run.send(fd, "x", flag, &to);
	for (int i = 0; i < 4; i++)
		run.receive_packet(fd);
	run.note("recv MSG_ERRQUEUE", ::recv(fd, &byte, 1, MSG_ERRQUEUE));
	run.note("recv MSG_OOB", ::recv(fd, &byte, 1, MSG_OOB | MSG_DONTWAIT));
}

void more(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);

	run.send(fd, "one", MSG_MORE, &to);
	run.send(fd, "two", MSG_MORE, &to);
	run.send(fd, "three", 0, &to);
	run.receive_packet(fd);
	run.send(fd, std::string(65000, 'x'), MSG_MORE, &to);
	run.send(fd, std::string(1000, 'x'), 0, &to);
	run.receive_packet(fd, MSG_DONTWAIT);
}

void destinations(Run &run)
{
	const int fd = run.raw(proto);
	sockaddr_in to = at("192.0.2.255", 0);

	run.send(fd, "x", 0, &to);
	to = at("203.0.113.1", 0);
	run.send(fd, "x", 0, &to);
	to = at(own, 0);
	to.sin_family = AF_UNSPEC;
	run.send(fd, "x", 0, &to);
	to.sin_family = AF_INET6;
	run.send(fd, "x", 0, &to);
	run.note("send, short", ::sendto(fd, "x", 1, 0, reinterpret_cast<sockaddr *>(&to), 8));
}

void ancillary(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(peer, 0);

	run.set(fd, SOL_IP, IP_PKTINFO, 1, "IP_PKTINFO");
	run.set(fd, SOL_IP, IP_RECVTTL, 1, "IP_RECVTTL");
	run.set(fd, SOL_IP, IP_RECVTOS, 1, "IP_RECVTOS");
	run.set(fd, SOL_IP, IP_RECVORIGDSTADDR, 1, "IP_RECVORIGDSTADDR");
	run.set(fd, SOL_IP, IP_RECVOPTS, 1, "IP_RECVOPTS");
	run.set(fd, SOL_IP, IP_RETOPTS, 1, "IP_RETOPTS");
	/* the peer answers to what it does not know */
	const int icmp = run.raw(IPPROTO_ICMP);

	for (int name : {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_RECVORIGDSTADDR, IP_RECVOPTS})
		run.set(icmp, SOL_IP, name, 1, "option " + std::to_string(name));
	run.set(fd, SOL_IP, IP_TTL, 33, "IP_TTL");
	run.set(fd, SOL_IP, IP_TOS, 8, "IP_TOS");
	run.send(fd, "\1\2\3\4 octets", 0, &to);
	run.receive_packet(icmp, 0, 20);
}

void own_ancillary(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);

	for (int name : {IP_RECVTTL, IP_RECVTOS, IP_RECVORIGDSTADDR})
		run.set(fd, SOL_IP, name, 1, "option " + std::to_string(name));
	run.set(fd, SOL_IP, IP_TTL, 33, "IP_TTL");
	run.set(fd, SOL_IP, IP_TOS, 8, "IP_TOS");
	run.send(fd, "\1\2\3\4hello", 0, &to);
	run.receive_packet(fd);
	run.send(fd, "\1\2\3", 0, &to);
	run.receive_packet(fd);
}

void filter(Run &run)
{
	const int fd = plain(run, proto);
	const sockaddr_in to = at(own, 0);
	/* the last byte of an IP header of 20 bytes is the host; the data begin behind it */
	sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 'y', 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 23),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const sock_fprog program = {4, code};

	run.note("SO_ATTACH_FILTER", ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
						  sizeof(program)));
	run.send(fd, "no", 0, &to);
	run.send(fd, "yes, it is", 0, &to);
	run.receive_packet(fd);
	run.receive_packet(fd, MSG_DONTWAIT);
}

constexpr char request[] = {8, 0, '\xf7', '\xfe', 0, 0, 0, 1, 0, 0, 0, 0};

void icmp_filter(Run &run)
{
	const int fd = run.raw(IPPROTO_ICMP), other = run.raw(proto), all = run.raw(IPPROTO_ICMP);
	const sockaddr_in to = at(peer, 0);

	run.get(fd, SOL_RAW, ICMP_FILTER, "ICMP_FILTER");
	run.set(fd, SOL_RAW, ICMP_FILTER, 1 << ICMP_ECHOREPLY, "ICMP_FILTER");
	run.get(fd, SOL_RAW, ICMP_FILTER, "ICMP_FILTER");
	run.note("set ICMP_FILTER, a byte", ::setsockopt(fd, SOL_RAW, ICMP_FILTER, "\x11", 1));
	run.get(fd, SOL_RAW, ICMP_FILTER, "ICMP_FILTER");
	run.set(fd, SOL_RAW, 77, 0, "another option");
	run.get(fd, SOL_RAW, 77, "another option");
	run.set(other, SOL_RAW, ICMP_FILTER, 0, "ICMP_FILTER of another protocol");
	run.get(other, SOL_RAW, ICMP_FILTER, "ICMP_FILTER of another protocol");
	run.set(run.udp(), SOL_RAW, ICMP_FILTER, 0, "ICMP_FILTER of UDP");
	run.send(all, std::string_view(request, sizeof(request)), 0, &to);
	run.receive_packet(all);
	run.receive_packet(fd, MSG_DONTWAIT);
}

void options(Run &run)
{
	const int fd = run.raw(proto), udp = run.udp();

	for (int name : {IP_HDRINCL, IP_NODEFRAG}) {
		run.set(fd, SOL_IP, name, 1, "option " + std::to_string(name));
		run.get(fd, SOL_IP, name, "option " + std::to_string(name));
		run.set(fd, SOL_IP, name, 0, "option " + std::to_string(name));
		run.get(fd, SOL_IP, name, "option " + std::to_string(name));
		run.set(udp, SOL_IP, name, 1, "option of UDP " + std::to_string(name));
		run.get(udp, SOL_IP, name, "option of UDP " + std::to_string(name));
	}
	run.set(fd, IPPROTO_UDP, 1, 1, "UDP_CORK");
	run.set(fd, SOL_SOCKET, SO_BINDTODEVICE, 0, "SO_BINDTODEVICE");
	run.get(fd, SOL_IP, IP_MTU, "IP_MTU");
	run.connect(fd, at(peer, 0));
	run.get(fd, SOL_IP, IP_MTU, "IP_MTU");
}

/* What comes from the peer passes r1; the interface can be changed at any time */
void interface(Run &run)
{
	const int fd = run.raw(IPPROTO_ICMP);
	const sockaddr_in to = at(peer, 0);

	run.note("SO_BINDTODEVICE", ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "r1", 2));
	run.connect(fd, to);
	run.send(fd, std::string_view(request, sizeof(request)));
	run.receive_packet(fd);
	run.note("SO_BINDTODEVICE", ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "", 0));
	run.send(fd, std::string_view(request, sizeof(request)));
	run.receive_packet(fd);
	run.note("SO_BINDTODEVICE", ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "none", 4));
}

/* ---- errors ---------------------------------------------------------------------- */

void unreachable(Run &run)
{
	const int fd = run.raw(proto), connected = run.raw(proto), queued = run.raw(proto);
	const sockaddr_in to = at(peer, 0);

	run.connect(connected, to);
	run.set(queued, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.send(fd, "8 octets", 0, &to);
	run.events(connected, POLLIN | POLLERR);
	run.send(connected, "an error is pending");
	run.get(connected, SOL_SOCKET, SO_ERROR, "SO_ERROR");
	run.events(queued, POLLERR);
	run.receive(queued, MSG_ERRQUEUE);
	run.get(queued, SOL_SOCKET, SO_ERROR, "SO_ERROR");
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
}

void expired(Run &run)
{
	const int fd = run.raw(IPPROTO_ICMP);
	const sockaddr_in to = at("198.51.100.9", 0);

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.set(fd, SOL_IP, IP_TTL, 1, "IP_TTL");
	run.send(fd, std::string_view(request, sizeof(request)), 0, &to);
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
}

/* A soft error is not reported to a connected socket that did not ask */
void expired_connected(Run &run)
{
	const int fd = run.raw(IPPROTO_ICMP), all = run.raw(IPPROTO_ICMP);

	run.set(fd, SOL_IP, IP_TTL, 1, "IP_TTL");
	run.connect(fd, at("198.51.100.9", 0));
	run.send(fd, std::string_view(request, sizeof(request)));
	run.receive_packet(all, 0, 20);
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
}

void too_big(Run &run)
{
	const int fd = run.raw(proto);

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.set(fd, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO, "IP_MTU_DISCOVER");
	run.connect(fd, at(peer, 9));
	run.send(fd, std::string(4000, 'x'));
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
}

void shut(Run &run)
{
	const int fd = run.raw(proto);

	run.note("shutdown", ::shutdown(fd, SHUT_RD));
	run.connect(fd, at(own, 0));
	run.note("shutdown", ::shutdown(fd, SHUT_RDWR));
	run.events(fd, POLLIN);
	run.send(fd, "x");
	run.note("listen", ::listen(fd, 1));
	run.note("accept", ::accept(fd, nullptr, nullptr));
}

} // namespace

std::vector<Case> raw_cases()
{
	return {
		{"raw: protocols", protocols},
		{"raw: bind", bind_raw},
		{"raw: bind to an address of another family", bind_other_family,
		 "A raw socket is bound to an IPv4 address"},
		{"raw: IP_FREEBIND", free_bind},
		{"raw: connect", connect_raw},
		{"raw: peer", peer_of_raw, "A connected ICMP or raw socket has a peer"},
		{"raw: disconnect", disconnected, "A disconnected raw socket receives"},
		{"raw: selection of packets", selection},
		{"raw: sizes", sizes},
		{"raw: MSG_PEEK, MSG_TRUNC", peek_and_truncate},
		{"raw: flags", flags},
		{"raw: MSG_MORE", more},
		{"raw: destinations", destinations},
		{"raw: ancillary data", ancillary},
		{"raw: ancillary data of own packets", own_ancillary},
		{"raw: SO_ATTACH_FILTER", filter},
		{"raw: ICMP_FILTER", icmp_filter},
		{"raw: options", options},
		{"raw: SO_BINDTODEVICE", interface},
		{"raw: protocol unreachable", unreachable},
		{"raw: expired", expired},
		{"raw: expired, connected", expired_connected},
		{"raw: IP_RECVERR of own errors", too_big},
		{"raw: shutdown", shut},
	};
}

} // namespace conformance
