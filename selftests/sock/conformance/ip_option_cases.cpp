// SPDX-License-Identifier: GPL-2.0
/*
 * ip_option_cases - IP options, TTL limits, port ranges
 */
#include "run.hpp"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

namespace conformance {
namespace {

using Bytes = std::vector<unsigned char>;

void show_options(Run &run, int fd, socklen_t room = 40)
{
	unsigned char data[40] = {};
	socklen_t len = room;
	std::string text;

	run.note("get", ::getsockopt(fd, SOL_IP, IP_OPTIONS, data, &len));
	for (socklen_t i = 0; i < len; i++)
		text += ' ' + std::to_string(data[i]);
	run.say(std::to_string(len) + text);
}

void set_options(Run &run, int fd, const Bytes &options)
{
	run.note("set " + std::to_string(options.size()),
		 ::setsockopt(fd, SOL_IP, IP_OPTIONS, options.data(),
			      static_cast<socklen_t>(options.size())));
}

const Bytes router_alert = {148, 4, 0, 0};
const Bytes record_route = {7, 15, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

void setting(Run &run)
{
	const int fd = run.udp();
	const Bytes cases[] = {
		router_alert, {148, 4, 0, 1}, {148, 3, 0}, {148}, {148, 8, 0, 0}, {1}, {1, 1, 1}, {0, 7, 99},
		record_route, {7, 7, 3, 0, 0, 0, 0}, {7, 7, 5, 0, 0, 0, 0}, {7, 3, 4}, {7, 2},
		{7, 7, 4, 0, 0, 0, 0, 7, 7, 4, 0, 0, 0, 0},
		{68, 12, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0},
		{68, 12, 5, 3, 192, 0, 2, 2, 0, 0, 0, 0}, {68, 8, 5, 1, 0, 0, 0, 0},
		{68, 4, 5, 0}, {68, 4, 5, 0xf0}, {68, 4, 4, 0}, {68, 3, 5}, {68, 8, 5, 7, 0, 0, 0, 0},
		{131, 7, 4, 192, 0, 2, 2}, {137, 11, 4, 192, 0, 2, 2, 192, 0, 2, 3}, {131, 3, 4},
		{131, 7, 8, 192, 0, 2, 2}, {131, 8, 4, 192, 0, 2, 2, 0},
		{131, 7, 4, 192, 0, 2, 2, 137, 7, 4, 192, 0, 2, 2},
		{130, 4, 0, 0}, {136, 4, 0, 1}, {77, 4, 1, 2}, Bytes(40, 1), Bytes(41, 1), Bytes(200, 1)};

	show_options(run, fd);
	for (const Bytes &options : cases) {
		set_options(run, fd, options);
		show_options(run, fd);
	}
	set_options(run, fd, router_alert);
	show_options(run, fd, 2);
	run.note("bad pointer", ::setsockopt(fd, SOL_IP, IP_OPTIONS, reinterpret_cast<void *>(8), 4));
	show_options(run, fd);
	run.note("none", ::setsockopt(fd, SOL_IP, IP_OPTIONS, nullptr, 0));
	show_options(run, fd);
}

/* To ourselves, so that both sides are of the family */
void sending(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);
	Bytes two = record_route;

	two.insert(two.end(), {1, 148, 4, 0, 0});
	run.set(b, SOL_IP, IP_RECVOPTS, 1, "IP_RECVOPTS");
	run.set(b, SOL_IP, IP_RETOPTS, 1, "IP_RETOPTS");
	for (const Bytes &options : {router_alert, record_route, two, Bytes{68, 4, 5, 0},
				     Bytes{68, 8, 9, 0, 1, 2, 3, 4}, Bytes{7, 7, 8, 192, 0, 2, 9}}) {
		set_options(run, a, options);
		run.send(a, "data", 0, &to);
		run.receive(b);
	}
	set_options(run, a, record_route);
	run.send(a, std::string(8000, 'x'), 0, &to);
	run.receive(b, 0, 9000);
	run.send(a, std::string(65507 - 16, 'x'), 0, &to);
	run.receive(b, 0, 65536);
	run.send(a, std::string(65507 - 15, 'x'), 0, &to);
	run.connect(a, to);
	run.note("none", ::setsockopt(a, SOL_IP, IP_OPTIONS, nullptr, 0));
	run.send(a, "data");
	run.receive(b);
}

void send_with(Run &run, int fd, const sockaddr_in &to, const Bytes &options)
{
	alignas(cmsghdr) char control[CMSG_SPACE(64)] = {};
	char text[] = "0123456789";
	iovec iov{text, 10};
	msghdr msg{const_cast<sockaddr_in *>(&to), sizeof(to), &iov, 1, control,
		   CMSG_SPACE(options.size()), 0};
	cmsghdr *item = CMSG_FIRSTHDR(&msg);

	item->cmsg_level = SOL_IP;
	item->cmsg_type = IP_RETOPTS;
	item->cmsg_len = CMSG_LEN(options.size());
	std::memcpy(CMSG_DATA(item), options.data(), options.size());
	run.note("IP_RETOPTS of " + std::to_string(options.size()), ::sendmsg(fd, &msg, 0));
}

void with_packet(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(b, SOL_IP, IP_RECVOPTS, 1, "IP_RECVOPTS");
	set_options(run, a, record_route);
	for (const Bytes &options : {router_alert, Bytes{1, 1}, Bytes{}}) {
		send_with(run, a, to, options);
		run.receive(b);
	}
	for (const Bytes &options : {Bytes{148, 3, 0}, Bytes{7, 7, 3, 0, 0, 0, 0}, Bytes(60, 1)})
		send_with(run, a, to, options);
	run.receive(b);
}

void of_raw(Run &run)
{
	const int fd = run.raw(99);
	const sockaddr_in to = at("192.0.2.1", 0);

	/* the default differs */
	run.set(fd, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT, "IP_MTU_DISCOVER");
	set_options(run, fd, router_alert);
	run.send(fd, "data", 0, &to);
	run.receive_packet(fd);
	run.set(fd, SOL_IP, IP_HDRINCL, 1, "IP_HDRINCL");
	run.send(fd, std::string(40, 'x'), 0, &to);
}

void router_alert_option(Run &run)
{
	const int raw = run.raw(99), sender = run.raw(IPPROTO_RAW), udp = run.udp();

	for (int fd : {raw, sender, udp}) {
		for (int value : {0, 1, 1, 0, 0, 2}) {
			run.set(fd, SOL_IP, IP_ROUTER_ALERT, value, "IP_ROUTER_ALERT");
			run.get(fd, SOL_IP, IP_ROUTER_ALERT, "IP_ROUTER_ALERT");
		}
	}
}

void min_ttl(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(b, SOL_IP, IP_MINTTL, 65, "IP_MINTTL");
	run.send(a, "far", 0, &to);
	run.set(a, SOL_IP, IP_TTL, 65, "IP_TTL");
	run.send(a, "near", 0, &to);
	run.receive(b);
	run.receive(b, MSG_DONTWAIT);
}

void port_range(Run &run)
{
	const std::uint32_t range = 50000 | 50003U << 16;

	for (int i = 0; i < 5; i++) {
		const int fd = run.udp();

		run.note("range", ::setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, sizeof(range)));
		if (!run.bind(fd, at("192.0.2.1", 0)))
			run.say(std::to_string(ntohs(name_of(fd).sin_port) & ~3U));
	}
}

void sent_to_ourselves(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.set(a, SOL_SOCKET, SO_TIMESTAMPING,
		SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_TX_SOFTWARE |
			SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
			SOF_TIMESTAMPING_OPT_TSONLY,
		"SO_TIMESTAMPING");
	run.send(a, "x", 0, &to);
	run.events(a, POLLERR);
	for (int i = 0; i < 3; i++)
		run.receive(a, MSG_ERRQUEUE | MSG_DONTWAIT);
	run.receive(b);
}

void confirm(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();
	const sockaddr_in to = name_of(b);

	run.send(a, "x", MSG_CONFIRM, &to);
	run.receive(b);
	run.send(a, "", MSG_CONFIRM | 0x10 /* MSG_PROBE */, &to);
	run.receive(b, MSG_DONTWAIT);
}

} // namespace

std::vector<Case> ip_option_cases()
{
	return {
		{"IP_OPTIONS", setting},
		{"IP options of packets", sending},
		{"IP options as ancillary data", with_packet},
		{"IP options of raw sockets", of_raw},
		{"IP_ROUTER_ALERT", router_alert_option},
		{"IP_MINTTL of UDP", min_ttl, "IP_MINTTL holds for all sockets"},
		{"IP_LOCAL_PORT_RANGE", port_range},
		{"times of transmission to ourselves", sent_to_ourselves},
		{"MSG_CONFIRM", confirm},
	};
}

} // namespace conformance
