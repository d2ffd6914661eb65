// SPDX-License-Identifier: GPL-2.0
/*
 * error_cases - ICMP errors and the error queue
 */
#include "run.hpp"

namespace conformance {
namespace {

const char *const peer = "192.0.2.2";

void refused(Run &run)
{
	int fd = run.udp();

	run.connect(fd, at(peer, 9));
	run.send(fd, "x");
	run.events(fd, POLLIN | POLLERR);
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
	run.send(fd, "x");
	run.events(fd, POLLIN | POLLERR);
	run.receive(fd);
	run.send(fd, "x");
	run.events(fd, POLLIN | POLLERR);
	run.send(fd, "x");
}

void refused_unconnected(Run &run)
{
	int fd = run.udp();
	const sockaddr_in to = at(peer, 9);

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.send(fd, "hello", 0, &to);
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
	run.receive(fd, MSG_ERRQUEUE | MSG_DONTWAIT);
}

void refused_queued(Run &run)
{
	int fd = run.udp();

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.connect(fd, at(peer, 9));
	run.send(fd, "hello");
	run.events(fd, POLLERR);
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
	run.receive(fd, MSG_ERRQUEUE);
	run.send(fd, "hello");
	run.events(fd, POLLERR);
	run.receive(fd);
	run.set(fd, SOL_IP, IP_RECVERR, 0, "IP_RECVERR");
	run.receive(fd, MSG_ERRQUEUE | MSG_DONTWAIT);
}

void local_errors(Run &run)
{
	int fd = run.udp();
	const std::string big(4000, 'x');

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.set(fd, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO, "IP_MTU_DISCOVER");
	run.connect(fd, at(peer, 9));
	run.send(fd, big);
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
}

void expired(Run &run)
{
	int fd = run.udp();
	const sockaddr_in to = at("198.51.100.9", 33434);

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.set(fd, SOL_IP, IP_TTL, 1, "IP_TTL");
	run.send(fd, "hello", 0, &to);
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
}

constexpr char request[] = {8, 0, 0, 0, 0, 0, 0, 1, 'd', 'a', 't', 'a'};

void ping(Run &run)
{
	int fd = run.icmp();

	run.bind(fd, at("192.0.2.1", 77));
	run.connect(fd, at(peer, 0));
	run.send(fd, std::string_view(request, sizeof(request)));
	run.receive(fd);
	run.send(fd, std::string_view(request, 4));
	run.send(fd, std::string(8, '\0'));
}

/* An echo request that does not arrive */
void ping_expires(Run &run, int fd)
{
	const sockaddr_in to = at("198.51.100.9", 0);

	run.set(fd, SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
	run.set(fd, SOL_IP, IP_TTL, 1, "IP_TTL");
	run.send(fd, std::string_view(request, sizeof(request)), 0, &to);
	run.events(fd, POLLERR);
	run.receive(fd, MSG_ERRQUEUE);
}

void ping_expired(Run &run)
{
	int fd = run.icmp();

	run.bind(fd, at("192.0.2.1", 77));
	ping_expires(run, fd);
}

void ping_expired_elsewhere(Run &run)
{
	int fd = run.icmp();

	run.connect(fd, at(peer, 0));
	ping_expires(run, fd);
}

void peer_of_icmp(Run &run)
{
	int fd = run.icmp();

	run.connect(fd, at(peer, 0));
	run.names(fd);
}

void neighbour_missing(Run &run)
{
	int fd = run.udp();

	run.connect(fd, at("192.0.2.99", 9));
	run.send(fd, "x");
	run.events(fd, POLLERR);
	run.get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
}

} // namespace

std::vector<Case> error_cases()
{
	return {
		{"refused", refused},
		{"IP_RECVERR, not connected", refused_unconnected},
		{"IP_RECVERR, connected", refused_queued},
		{"IP_RECVERR of own errors", local_errors},
		{"IP_RECVERR of an expired TTL", expired},
		{"ICMP echo", ping},
		{"ICMP echo, expired", ping_expired},
		{"ICMP echo, connected elsewhere", ping_expired_elsewhere,
		 "A connected ICMP or raw socket has a peer"},
		{"peer of a connected ICMP socket", peer_of_icmp, "A connected ICMP or raw socket has a peer"},
		{"no such neighbour", neighbour_missing},
	};
}

} // namespace conformance
