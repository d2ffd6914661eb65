/* SPDX-License-Identifier: GPL-2.0 */
/*
 * snapshot - all that can be seen of a stack, as text
 *
 * Every object that the control channel lists, a line each, in alphabetic
 * order; numbers that count what happens (events, ages, drops) are left out,
 * and so are indexes, which are assigned anew each time: names stand for
 * them. Live objects, counted by the kernel, come apart: what was deleted
 * stays alive for a grace period.
 */
#pragma once

#include <bsdnet/operations.hpp>

#include <chrono>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace fault {

/* Prints the fields of an object that have a value */
class Printer {
public:
	template <typename T> void operator()(std::uint16_t type, const T &field)
	{
		print(type, field);
	}
	std::string take() { return std::move(text_); }

private:
	void put(std::uint16_t type, const std::string &value)
	{
		text_ += ' ' + std::to_string(type) + '=' + value;
	}
	void print(std::uint16_t type, bool flag) { put(type, flag ? "yes" : "no"); }
	void print(std::uint16_t type, const std::string &value) { put(type, value); }
	void print(std::uint16_t type, const bsdnet::Address &value) { put(type, value.str()); }
	void print(std::uint16_t type, const bsdnet::LinkAddress &value) { put(type, value.str()); }
	void print(std::uint16_t type, const bsdnet::Blob &value) { put(type, bsdnet::hex(value)); }
	template <std::unsigned_integral N> void print(std::uint16_t type, N value)
	{
		put(type, std::to_string(value));
	}
	template <typename T> void print(std::uint16_t type, const std::optional<T> &field)
	{
		if (field)
			print(type, *field);
	}
	template <typename T> void print(std::uint16_t type, const std::vector<T> &fields)
	{
		for (const T &field : fields)
			print(type, field);
	}

	std::string text_;
};

/* Takes out what is not the same each time */
inline void settle(bsdnet::Ifd &o)
{
	o.event_seq.reset();
	o.index.reset();
	o.queue.reset();
}
inline void settle(bsdnet::Ifl &o)
{
	o.event_seq.reset();
	o.index.reset();
	o.ifd_index.reset();
}
inline void settle(bsdnet::Iff &o)
{
	o.event_seq.reset();
	o.ifl_index.reset();
}
inline void settle(bsdnet::Ifa &o)
{
	o.event_seq.reset();
	o.ifl_index.reset();
}
inline void settle(bsdnet::Instance &o)
{
	o.event_seq.reset();
	o.default_ifl_index.reset();
}
/* A neighbour that finds no memory for its header stays on HOLD and tries again
 * when the next packet comes
 */
inline void settle_type(std::optional<std::uint8_t> &type)
{
	if (type == BSDNET_NEXTHOP_TYPE_HOLD)
		type = BSDNET_NEXTHOP_TYPE_UNICAST;
}
inline void settle(bsdnet::Route &o)
{
	o.event_seq.reset();
	o.ifl_index.reset();
	o.nh_index.reset();
	settle_type(o.nh_type);
}
inline void settle(bsdnet::Nexthop &o)
{
	settle_type(o.type);
	if (o.type == BSDNET_NEXTHOP_TYPE_UNICAST)
		o.l2_header.reset();
	o.event_seq.reset();
	o.index.reset();
	o.ifl_index.reset();
}
inline void settle(bsdnet::Neigh &o)
{
	o.event_seq.reset();
	o.ifl_index.reset();
	o.age_ms.reset();
}
inline void settle(bsdnet::L2Entry &o)
{
	o.ifd_index.reset();
	o.ifl_index.reset();
}
/* Chosen by the kernel, at random */
constexpr unsigned ephemeral = 32768;

inline void settle(bsdnet::Pcb &o)
{
	o.ifl_index.reset();
	if (o.lport.value_or(0) >= ephemeral)
		o.lport.reset();
}
inline void settle(bsdnet::Queue &o)
{
	const auto colon = o.name ? o.name->rfind(':') : std::string::npos;

	if (colon != std::string::npos &&
	    std::strtoul(o.name->c_str() + colon + 1, nullptr, 10) >= ephemeral)
		o.name->resize(colon);
	o.id.reset();
	o.len.reset();
	o.high_water.reset();
	o.drops.reset();
	o.worker_turns.reset();
	o.caller_turns.reset();
}
inline void settle(bsdnet::SocketInfo &o)
{
	o.id.reset();
	o.ifl_index.reset();
	o.ino.reset();
	o.drops.reset();
	o.rmem.reset();
	o.wmem.reset();
	if (o.lport.value_or(0) >= ephemeral)
		o.lport.reset();
}

template <typename T> void add_lines(bsdnet::Channel &channel, std::multiset<std::string> &lines)
{
	bsdnet::dump<T>(channel, T{}, [&lines](const T &object) {
		T settled = object;
		Printer printer;

		settle(settled);
		T::fields(std::as_const(settled), printer);
		lines.insert(T::kName + printer.take());
	});
}

using Lines = std::multiset<std::string>;
using Live = std::map<std::string, std::uint64_t>;

inline Lines take_snapshot(bsdnet::Channel &channel)
{
	Lines lines;

	add_lines<bsdnet::Ifd>(channel, lines);
	add_lines<bsdnet::Ifl>(channel, lines);
	add_lines<bsdnet::Iff>(channel, lines);
	add_lines<bsdnet::Ifa>(channel, lines);
	add_lines<bsdnet::Instance>(channel, lines);
	add_lines<bsdnet::Route>(channel, lines);
	add_lines<bsdnet::Nexthop>(channel, lines);
	add_lines<bsdnet::Neigh>(channel, lines);
	add_lines<bsdnet::L2Entry>(channel, lines);
	add_lines<bsdnet::Pcb>(channel, lines);
	add_lines<bsdnet::Queue>(channel, lines);
	add_lines<bsdnet::SocketInfo>(channel, lines);
	return lines;
}

/* When two in a row are the same: neighbours and sockets go their way on their own */
inline Lines take_lasting_snapshot(bsdnet::Channel &channel)
{
	Lines lines = take_snapshot(channel), last;

	do {
		last = std::move(lines);
		std::this_thread::sleep_for(std::chrono::milliseconds(50));
		lines = take_snapshot(channel);
	} while (lines != last);
	return lines;
}

inline Live count_live(bsdnet::Channel &channel)
{
	Live live;

	for (const auto &counter : bsdnet::get<bsdnet::Module>(channel, {}).live)
		live[counter.name.value_or("")] = counter.value.value_or(0);
	return live;
}

} // namespace fault
