/* SPDX-License-Identifier: GPL-2.0 */
/*
 * run - one run of a case on one of the two families, and what it sees
 */
#pragma once

#include <arpa/inet.h>
#include <linux/bsdnet_socket.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance {

constexpr int soon = 2000; /* milliseconds in which something must come */

/* A run of a case: opens sockets of its family, and notes each call with its result. Both
 * families run in a namespace with the address 192.0.2.1/24 on r1; behind it is a Linux host,
 * 192.0.2.2. Nobody has 192.0.2.99.
 */
class Run {
public:
	Run(bool host, int ifindex) : host_(host), ifindex_(ifindex) {}
	~Run();
	Run(const Run &) = delete;
	Run &operator=(const Run &) = delete;

	/* Sockets are closed at the end of the run */
	int open(int type, int protocol);
	int udp() { return open(SOCK_DGRAM, IPPROTO_UDP); }
	int icmp() { return open(SOCK_DGRAM, IPPROTO_ICMP); }
	int raw(int protocol) { return open(SOCK_RAW, protocol); }
	/* bound to 192.0.2.1 and a free port, without a note */
	int bound_udp();
	int ifindex() const { return ifindex_; }

	/* Note a result; -1 with errno */
	long note(std::string_view what, long result);
	void say(std::string text) { notes_.push_back(std::move(text)); }

	/* Calls with a note */
	int set(int fd, int level, int name, int value, std::string_view what);
	void get(int fd, int level, int name, std::string_view what);
	int bind(int fd, const sockaddr_in &to);
	int connect(int fd, const sockaddr_in &to);
	void names(int fd);
	long send(int fd, std::string_view data, int flags = 0, const sockaddr_in *to = nullptr);
	/* data, flags, sender and ancillary data; waits for it unless MSG_DONTWAIT is given */
	void receive(int fd, int flags = 0, std::size_t size = 2048);
	/* the same of a packet with its IP header, whose identification and checksum are hidden */
	void receive_packet(int fd, int flags = 0, std::size_t size = 2048);
	/* sender, flags and ancillary data of a received message */
	void describe(msghdr &msg);
	/* events that come soon */
	void events(int fd, short wanted);

	const std::vector<std::string> &notes() const { return notes_; }

private:
	void receive(int fd, int flags, std::size_t size, bool packet);
	std::string ancillary(msghdr &msg) const;
	std::string description(msghdr &msg) const;
	std::string item(const cmsghdr &item) const;
	std::string place(const sockaddr_in &sin) const;

	bool host_;
	int ifindex_;
	std::vector<int> fds_;
	std::vector<std::string> notes_;
};

/* A case: its name, what it does, and, if the families differ, the heading of docs/differences.md
 * that says why
 */
struct Case {
	const char *name;
	void (*run)(Run &run);
	const char *difference = nullptr;
};

sockaddr_in at(const char *address, unsigned port);
sockaddr_in name_of(int fd);

std::vector<Case> address_cases();
std::vector<Case> data_cases();
std::vector<Case> option_cases();
std::vector<Case> ancillary_cases();
std::vector<Case> error_cases();
std::vector<Case> ip_option_cases();
std::vector<Case> raw_cases();
std::vector<Case> raw_header_cases();
std::vector<Case> mcast_cases();
std::vector<Case> splice_cases();
std::vector<Case> uring_cases();

} // namespace conformance
