// SPDX-License-Identifier: GPL-2.0
/*
 * mcast_cases - memberships in multicast groups, copies of multicast and broadcast
 */
#include "run.hpp"

#include <array>
#include <cstddef>

#include <linux/in.h>

namespace conformance {
namespace {

constexpr const char *group = "239.1.2.3";

in_addr addr(const char *text)
{
	return at(text, 0).sin_addr;
}

template <typename Value>
long put(Run &run, int fd, int name, const Value &value, std::string_view what,
	 std::size_t size = sizeof(Value))
{
	return run.note("set " + std::string(what),
			::setsockopt(fd, SOL_IP, name, &value, static_cast<socklen_t>(size)));
}

ip_mreqn mreqn(const Run &run, const char *to, bool by_number = true, const char *local = "0.0.0.0")
{
	return {addr(to), addr(local), by_number ? run.ifindex() : 0};
}

ip_mreq_source mreqs(const char *source, const char *to = group, const char *local = "192.0.2.1")
{
	return {addr(to).s_addr, addr(local).s_addr, addr(source).s_addr};
}

group_req greq(const Run &run, const char *to)
{
	group_req out{};
	const sockaddr_in sin = at(to, 0);

	out.gr_interface = static_cast<std::uint32_t>(run.ifindex());
	std::memcpy(&out.gr_group, &sin, sizeof(sin));
	return out;
}

group_source_req gsreq(const Run &run, const char *source, const char *to = group)
{
	group_source_req out{};
	const sockaddr_in sin = at(to, 0), src = at(source, 0);

	out.gsr_interface = static_cast<std::uint32_t>(run.ifindex());
	std::memcpy(&out.gsr_group, &sin, sizeof(sin));
	std::memcpy(&out.gsr_source, &src, sizeof(src));
	return out;
}

/* struct ip_msfilter with room for 16 sources */
struct Filter {
	std::array<std::uint32_t, 20> words{};
};

Filter filter_of(std::uint32_t mode, const std::vector<const char *> &sources,
		 const char *to = group)
{
	Filter out;

	out.words[0] = addr(to).s_addr;
	out.words[1] = addr("192.0.2.1").s_addr;
	out.words[2] = mode;
	out.words[3] = static_cast<std::uint32_t>(sources.size());
	for (std::size_t i = 0; i < sources.size() && i < 16; i++)
		out.words[4 + i] = addr(sources[i]).s_addr;
	return out;
}

void get_filter(Run &run, int fd, std::uint32_t room = 16, std::size_t size = sizeof(Filter))
{
	Filter value = filter_of(7, {});
	auto len = static_cast<socklen_t>(size);

	value.words[3] = room;
	if (run.note("get IP_MSFILTER", ::getsockopt(fd, SOL_IP, IP_MSFILTER, &value, &len)))
		return;
	std::string text = std::to_string(len) + ": mode " + std::to_string(value.words[2]) +
			   " sources " + std::to_string(value.words[3]);
	for (std::uint32_t i = 0; i < 16 && 16 + i * 4 < len; i++)
		text += ' ' + std::to_string(ntohl(value.words[4 + i]));
	run.say(text);
}

void membership_errors(Run &run)
{
	int fd = run.udp();

	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join again");
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group, false, "192.0.2.1"), "by address");
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, "192.0.2.9"), "unicast");
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, "255.255.255.255"), "broadcast");
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group, false, "192.0.2.99"), "nobody's address");
	ip_mreqn nowhere = mreqn(run, group);
	nowhere.imr_ifindex = 4711;
	put(run, fd, IP_ADD_MEMBERSHIP, nowhere, "no interface");
	nowhere.imr_ifindex = -1;
	put(run, fd, IP_ADD_MEMBERSHIP, nowhere, "negative interface");
	put(run, fd, IP_DROP_MEMBERSHIP, nowhere, "leave no interface");
	for (std::size_t size : {0, 4, 7, 8, 11})
		put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, "239.1.2.9", false, "192.0.2.1"), "size",
		    size);
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, "239.1.2.4"), "leave another group");
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, group, false, "192.0.2.1"), "leave");
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, group), "leave again");
	run.note("bad pointer", ::setsockopt(fd, SOL_IP, IP_ADD_MEMBERSHIP,
					     reinterpret_cast<void *>(8), sizeof(ip_mreqn)));
	run.get(fd, SOL_IP, IP_ADD_MEMBERSHIP, "IP_ADD_MEMBERSHIP");
}

void no_interface(Run &run)
{
	int fd = run.udp();

	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group, false), "join");
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, group, false), "leave");
}

void membership_bound(Run &run)
{
	int fd = run.udp();

	for (int i = 1; i <= 21; i++)
		put(run, fd, IP_ADD_MEMBERSHIP,
		    mreqn(run, ("239.1.2." + std::to_string(i)).c_str()), "join");
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, "239.1.2.1"), "leave");
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, "239.1.2.30"), "join");
}

void group_requests(Run &run)
{
	int fd = run.udp();
	group_req wrong = greq(run, group);

	put(run, fd, MCAST_JOIN_GROUP, greq(run, group), "join");
	put(run, fd, MCAST_JOIN_GROUP, greq(run, group), "join again");
	put(run, fd, MCAST_JOIN_GROUP, greq(run, "10.1.1.1"), "unicast");
	wrong.gr_group.ss_family = AF_INET6;
	put(run, fd, MCAST_JOIN_GROUP, wrong, "family");
	put(run, fd, MCAST_JOIN_GROUP, greq(run, group), "short", sizeof(group_req) - 1);
	wrong = greq(run, group);
	wrong.gr_interface = 4711;
	put(run, fd, MCAST_JOIN_GROUP, wrong, "no interface");
	put(run, fd, MCAST_LEAVE_GROUP, wrong, "leave no interface");
	put(run, fd, MCAST_LEAVE_GROUP, greq(run, group), "leave");
	put(run, fd, MCAST_LEAVE_GROUP, greq(run, group), "leave again");
}

void source_options(Run &run)
{
	int fd = run.udp();

	put(run, fd, IP_DROP_SOURCE_MEMBERSHIP, mreqs("10.0.0.1"), "not joined");
	put(run, fd, IP_BLOCK_SOURCE, mreqs("10.0.0.1"), "block, not joined");
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.1", "10.1.1.1"), "unicast");
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.1", group, "192.0.2.99"), "nowhere");
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.1"), "short", 11);
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.1"), "join source");
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.1"), "join it again");
	get_filter(run, fd);
	put(run, fd, IP_BLOCK_SOURCE, mreqs("10.0.0.2"), "block");
	put(run, fd, MCAST_JOIN_SOURCE_GROUP, gsreq(run, "10.0.0.2"), "join another");
	get_filter(run, fd);
	put(run, fd, IP_DROP_SOURCE_MEMBERSHIP, mreqs("10.0.0.3"), "drop an unknown one");
	put(run, fd, IP_DROP_SOURCE_MEMBERSHIP, mreqs("10.0.0.1"), "drop");
	get_filter(run, fd);
	put(run, fd, MCAST_LEAVE_SOURCE_GROUP, gsreq(run, "10.0.0.2"), "drop the last");
	get_filter(run, fd);
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, group), "leave");

	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, IP_UNBLOCK_SOURCE, mreqs("10.0.0.1"), "unblock");
	put(run, fd, IP_BLOCK_SOURCE, mreqs("10.0.0.1"), "block");
	put(run, fd, MCAST_BLOCK_SOURCE, gsreq(run, "10.0.0.2"), "block");
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.3"), "join source");
	put(run, fd, MCAST_UNBLOCK_SOURCE, gsreq(run, "10.0.0.1"), "unblock");
	put(run, fd, IP_UNBLOCK_SOURCE, mreqs("10.0.0.2"), "unblock the last");
	get_filter(run, fd);
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.3"), "after an empty list");
	group_source_req wrong = gsreq(run, "10.0.0.4");
	wrong.gsr_source.ss_family = AF_INET6;
	put(run, fd, MCAST_BLOCK_SOURCE, wrong, "family");
	put(run, fd, MCAST_BLOCK_SOURCE, gsreq(run, "10.0.0.4"), "short", 100);
	put(run, fd, IP_DROP_MEMBERSHIP, mreqn(run, group), "leave");

	/* the mode of a membership without sources can change */
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, IP_ADD_SOURCE_MEMBERSHIP, mreqs("10.0.0.3"), "join source");
	get_filter(run, fd);
}

void source_bound(Run &run)
{
	int fd = run.udp();

	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	for (int i = 1; i <= 11; i++)
		put(run, fd, IP_BLOCK_SOURCE, mreqs(("10.0.0." + std::to_string(i)).c_str()), "block");
	get_filter(run, fd);
	get_filter(run, fd, 2);
	get_filter(run, fd, 0);
	get_filter(run, fd, 16, 15);
	get_filter(run, fd, 16, 16);
}

void wrong_mode(Run &run)
{
	int fd = run.udp();

	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, IP_DROP_SOURCE_MEMBERSHIP, mreqs("10.0.0.1"), "drop a source");
	get_filter(run, fd);
}

void whole_filters(Run &run)
{
	int fd = run.udp();

	put(run, fd, IP_MSFILTER, filter_of(MCAST_INCLUDE, {"10.0.0.1"}), "not joined", 20);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_INCLUDE, {}), "leave, not joined", 16);
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, IP_MSFILTER, filter_of(MCAST_INCLUDE, {"10.0.0.2", "10.0.0.1"}), "include", 24);
	get_filter(run, fd);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_EXCLUDE, {"10.0.0.1", "10.0.0.1"}), "twice", 24);
	get_filter(run, fd);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_EXCLUDE, {"10.0.0.1"}), "short", 19);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_EXCLUDE, {}), "shorter", 15);
	put(run, fd, IP_MSFILTER, filter_of(2, {}), "mode", 16);
	put(run, fd, IP_MSFILTER, filter_of(256, {}), "mode", 16);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_EXCLUDE, {}, "10.1.1.1"), "unicast", 16);
	Filter many = filter_of(MCAST_EXCLUDE, {});
	for (std::uint32_t n : {11u, 0x3fffffffu, 0x40000000u, 0xffffffffu}) {
		many.words[3] = n;
		put(run, fd, IP_MSFILTER, many, "many");
	}
	many.words[3] = 10;
	put(run, fd, IP_MSFILTER, many, "ten", 56);
	get_filter(run, fd);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_EXCLUDE, {}), "none", 16);
	get_filter(run, fd);
	put(run, fd, IP_MSFILTER, filter_of(MCAST_INCLUDE, {}), "leave", 16);
	get_filter(run, fd);
}

/* struct group_filter with room for 2 sources */
struct GroupFilter {
	alignas(group_filter) std::array<unsigned char, GROUP_FILTER_SIZE(2)> bytes{};
};

GroupFilter group_filter_of(const Run &run, std::uint32_t mode, const std::vector<const char *> &sources)
{
	const auto n = static_cast<std::uint32_t>(sources.size());
	const group_req head = greq(run, group);
	GroupFilter out;

	std::memcpy(out.bytes.data(), &head, sizeof(head));
	std::memcpy(out.bytes.data() + offsetof(group_filter, gf_fmode), &mode, 4);
	std::memcpy(out.bytes.data() + offsetof(group_filter, gf_numsrc), &n, 4);
	for (std::size_t i = 0; i < sources.size(); i++) {
		const sockaddr_in sin = at(sources[i], 0);

		std::memcpy(out.bytes.data() + GROUP_FILTER_SIZE(i), &sin, sizeof(sin));
	}
	return out;
}

void whole_group_filters(Run &run)
{
	int fd = run.udp();
	GroupFilter value = group_filter_of(run, MCAST_INCLUDE, {"10.0.0.1", "10.0.0.2"});
	socklen_t len = sizeof(value);

	put(run, fd, MCAST_MSFILTER, value, "not joined");
	run.note("get, not joined", ::getsockopt(fd, SOL_IP, MCAST_MSFILTER, &value, &len));
	put(run, fd, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, MCAST_MSFILTER, value, "set");
	put(run, fd, MCAST_MSFILTER, value, "short", sizeof(value) - 1);
	put(run, fd, MCAST_MSFILTER, value, "shorter", GROUP_FILTER_SIZE(0) - 1);
	get_filter(run, fd);
	value = group_filter_of(run, 7, {"0.0.0.0", "0.0.0.0"});
	if (!run.note("get", ::getsockopt(fd, SOL_IP, MCAST_MSFILTER, &value, &len))) {
		std::uint32_t head[2];

		std::memcpy(head, value.bytes.data() + offsetof(group_filter, gf_fmode), 8);
		run.say(std::to_string(len) + ": " + std::to_string(head[0]) + ' ' +
			std::to_string(head[1]) + ' ' +
			std::to_string(value.bytes[GROUP_FILTER_SIZE(1) + 7]));
	}
	len = GROUP_FILTER_SIZE(0) - 1;
	run.note("get short", ::getsockopt(fd, SOL_IP, MCAST_MSFILTER, &value, &len));
	value = group_filter_of(run, MCAST_EXCLUDE, {"10.0.0.1", "10.0.0.2"});
	value.bytes[GROUP_FILTER_SIZE(1)] = AF_INET6;
	put(run, fd, MCAST_MSFILTER, value, "family of a source");
	get_filter(run, fd);
}

void multicast_if(Run &run)
{
	int fd = run.udp();
	const auto show = [&] {
		in_addr value{};
		socklen_t len = sizeof(value);

		run.note("get", ::getsockopt(fd, SOL_IP, IP_MULTICAST_IF, &value, &len));
		run.say(std::to_string(ntohl(value.s_addr)) + " in " + std::to_string(len));
	};

	show();
	put(run, fd, IP_MULTICAST_IF, addr("192.0.2.1"), "address");
	show();
	put(run, fd, IP_MULTICAST_IF, addr("192.0.2.99"), "nobody's address");
	show();
	put(run, fd, IP_MULTICAST_IF, mreqn(run, "0.0.0.0"), "number");
	show();
	put(run, fd, IP_MULTICAST_IF, mreqn(run, "0.0.0.0", true, "192.0.2.1"), "both");
	show();
	ip_mreqn nowhere = mreqn(run, "0.0.0.0");
	nowhere.imr_ifindex = 4711;
	put(run, fd, IP_MULTICAST_IF, nowhere, "no interface");
	for (std::size_t size : {0, 3, 4, 7, 8, 11})
		put(run, fd, IP_MULTICAST_IF, mreqn(run, "192.0.2.1", false, "192.0.2.1"), "size", size);
	put(run, fd, IP_MULTICAST_IF, addr("0.0.0.0"), "none");
	show();
}

/* Two members, one of another group, one that wants only its own groups */
void copies(Run &run)
{
	int from = run.bound_udp();
	std::vector<int> to;

	put(run, from, IP_MULTICAST_IF, mreqn(run, "0.0.0.0"), "interface");
	for (int i = 0; i < 4; i++) {
		to.push_back(run.udp());
		run.set(to.back(), SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
		run.set(to.back(), SOL_IP, IP_PKTINFO, 1, "IP_PKTINFO");
		run.set(to.back(), SOL_IP, IP_RECVTTL, 1, "IP_RECVTTL");
		run.bind(to.back(), at(i == 2 ? "239.1.2.4" : "0.0.0.0", 5000));
	}
	run.set(to[3], SOL_IP, IP_MULTICAST_ALL, 0, "IP_MULTICAST_ALL");
	put(run, to[0], IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, to[2], IP_ADD_MEMBERSHIP, mreqn(run, "239.1.2.4"), "join");
	const sockaddr_in first = at(group, 5000), second = at("239.1.2.4", 5000);

	run.send(from, "first", 0, &first);
	run.send(from, "second", 0, &second);
	for (int fd : to) {
		run.receive(fd, MSG_DONTWAIT);
		run.receive(fd, MSG_DONTWAIT);
	}
	put(run, to[3], IP_ADD_SOURCE_MEMBERSHIP, mreqs("192.0.2.1"), "join source");
	put(run, to[0], IP_BLOCK_SOURCE, mreqs("192.0.2.1"), "block source");
	run.send(from, "third", 0, &first);
	for (int fd : to)
		run.receive(fd, MSG_DONTWAIT);
	run.set(from, SOL_IP, IP_MULTICAST_LOOP, 0, "IP_MULTICAST_LOOP");
	run.send(from, "fourth", 0, &first);
	for (int fd : to)
		run.receive(fd, MSG_DONTWAIT);
}

/* SO_REUSEPORT chooses for unicast only */
void copies_of_broadcast(Run &run)
{
	int from = run.bound_udp();
	std::vector<int> to;
	const sockaddr_in subnet = at("192.0.2.255", 5000), own = at("192.0.2.1", 5000);

	for (int i = 0; i < 3; i++) {
		to.push_back(run.udp());
		run.set(to.back(), SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
		run.bind(to.back(), at("0.0.0.0", 5000));
	}
	run.send(from, "denied", 0, &subnet);
	run.set(from, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
	run.send(from, "broadcast", 0, &subnet);
	for (int fd : to) {
		run.receive(fd, MSG_DONTWAIT);
		run.receive(fd, MSG_DONTWAIT);
	}
	run.connect(to[0], at("192.0.2.2", 5000));
	run.send(from, "again", 0, &subnet);
	for (int fd : to)
		run.receive(fd, MSG_DONTWAIT);
	run.send(from, "unicast", 0, &own);
}

void connected(Run &run)
{
	int fd = run.udp(), to = run.udp();

	run.bind(to, at("0.0.0.0", 5000));
	put(run, to, IP_ADD_MEMBERSHIP, mreqn(run, group), "join");
	put(run, fd, IP_MULTICAST_IF, addr("192.0.2.1"), "interface");
	run.connect(fd, at(group, 5000));
	run.send(fd, "x");
	run.receive(to);
	run.get(fd, SOL_IP, IP_MTU, "IP_MTU");
}

} // namespace

std::vector<Case> mcast_cases()
{
	return {
		{"IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP", membership_errors},
		{"membership without an interface", no_interface, "A group is joined without a route"},
		{"number of memberships", membership_bound},
		{"MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP", group_requests},
		{"sources of memberships", source_options},
		{"number of sources", source_bound},
		{"source of the other mode", wrong_mode, "A failed call changes no membership"},
		{"IP_MSFILTER", whole_filters},
		{"MCAST_MSFILTER", whole_group_filters},
		{"IP_MULTICAST_IF", multicast_if},
		{"copies of multicast", copies},
		{"copies of broadcast", copies_of_broadcast},
		{"connect to a group", connected},
	};
}

} // namespace conformance
