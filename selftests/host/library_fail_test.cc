// SPDX-License-Identifier: GPL-2.0
/*
 * The C++ interface without memory: each allocation of each change fails once,
 * which is a std::bad_alloc, and leaves the table as it was.
 */
#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <string>
#include <vector>

#include "bsdnet/l2_table.hpp"
#include "bsdnet/pcb_table.hpp"
#include "bsdnet/route_table.hpp"

extern "C" __thread unsigned long shim_alloc_fail_nth;

namespace {

using namespace bsdnet;

/* Calls @change until no allocation is left to fail; @same is asked after each failure */
unsigned long fail_each(const std::function<void()> &change, const std::function<bool()> &same)
{
	for (unsigned long nth = 1; nth < 1000; nth++) {
		shim_alloc_fail_nth = nth;
		try {
			change();
			shim_alloc_fail_nth = 0;
			return nth - 1;
		} catch (const std::bad_alloc &) {
			EXPECT_EQ(shim_alloc_fail_nth, 0U);
			EXPECT_TRUE(same()) << "allocation " << nth;
		}
	}
	ADD_FAILURE() << "never enough memory";
	return 0;
}

std::vector<std::string> contents(const route_table<std::string> &table)
{
	std::vector<std::string> out;

	for (const auto &route : table)
		out.push_back(route.destination.str_full() + " " + *route.hop);
	const read_guard guard;
	for (const char *to : { "0.0.0.1", "10.0.0.1", "10.1.0.0", "10.1.2.3", "10.1.2.4", "10.2.0.0" }) {
		const auto found = table.lookup(guard, Address::parse(to));
		out.push_back(found ? *found : "-");
	}
	return out;
}

// Shows: RT-13
TEST(LibraryWithoutMemory, Routes)
{
	route_table<std::string> table(Family::inet);
	unsigned long failures = 0;

	for (const char *text : { "0.0.0.0/0", "10.0.0.0/8", "10.1.2.0/24", "10.1.2.3", "10.1.0.0/16" }) {
		const Prefix prefix = Prefix::parse(text);
		const auto hop = make_next_hop<std::string>(text);
		auto before = contents(table);
		const auto same = [&] { return contents(table) == before; };

		failures += fail_each([&] { table.add({ prefix }, hop); }, same);
		before = contents(table);
		const auto other = make_next_hop<std::string>("other");
		failures += fail_each([&] { table.replace({ prefix }, other); }, same);
		before = contents(table);
		failures += fail_each([&] { table.set_next_hop({ prefix }, hop); }, same);
	}
	EXPECT_GT(failures, 15U);
	/* what takes away needs no memory that could be missing */
	for (const char *text : { "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "10.1.2.0/24", "10.0.0.0/8" })
		EXPECT_EQ(fail_each([&] { EXPECT_TRUE(table.remove({ Prefix::parse(text) })); },
				    [] { return false; }), 0U);
	EXPECT_TRUE(table.empty());
}

TEST(LibraryWithoutMemory, Layer2)
{
	l2_table<int> table;
	unsigned long failures = 0;

	for (std::uint16_t vid = 1; vid < 100; vid++) {
		const l2_key key = l2_key().vlan(vid).append(0x0800);

		failures += fail_each([&] { table.insert(key, vid, true, vid); }, [&] {
			const read_guard guard;

			return table.size() == vid - 1U && !table.lookup(guard, key);
		});
	}
	EXPECT_GT(failures, 100U);
	EXPECT_EQ(table.size(), 99U);
}

TEST(LibraryWithoutMemory, Sessions)
{
	std::vector<pcb_table<int>::entry> entries;
	pcb_table<int> table;
	unsigned long failures = 0;

	for (std::uint16_t port = 1; port < 100; port++)
		failures += fail_each([&] {
			entries.push_back(table.insert({ .protocol = 17, .local_port = port }, port));
		}, [&] { return table.size() == port - 1U; });
	EXPECT_GT(failures, 0U);
	EXPECT_EQ(table.size(), 99U);
}

} // namespace
