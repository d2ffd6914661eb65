/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world - what the threads of a namespace share
 *
 * Descriptors are in a table that all threads read and write without a lock: a descriptor
 * can be closed, or replaced by another one, while a thread is in a call on it.
 */
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <random>

namespace syscalls {

constexpr std::size_t max_kinds = 64;

/* In memory that all processes share */
struct Count {
	std::atomic<std::uint64_t> calls;
	std::atomic<std::uint64_t> successes;
};
using Counts = std::array<Count, max_kinds>;

class Random {
public:
	explicit Random(std::uint64_t seed) : engine_(seed) {}
	/* 0 .. @n - 1 */
	std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(engine_() % n); }
	bool one_in(std::uint32_t n) { return below(n) == 0; }
	std::uint32_t word() { return static_cast<std::uint32_t>(engine_()); }
	template <typename List> auto pick(const List &list)
	{
		return *(std::begin(list) + below(static_cast<std::uint32_t>(std::size(list))));
	}
	/* Numbers that are often near a limit */
	std::uint32_t number();
	void fill(void *data, std::size_t size);

private:
	std::mt19937_64 engine_;
};

struct World {
	std::array<std::atomic<int>, 24> fds;
	int netns;	/* that of the world */
	int pair[2];	/* descriptors are sent here, and received */
	Counts *counts;
};

struct Thread {
	World &world;
	Random random;
};

/* A call at random: 0 or more for success, -1 for failure */
struct Kind {
	const char *name;
	int (*call)(Thread &thread);
	unsigned weight;
};

/* calls.cpp: on sockets */
extern const std::array<Kind, 26> socket_calls;
/* requests.cpp: over the control channel */
extern const std::array<Kind, 8> requests;

/* requests.cpp: makes the interfaces; throws */
void configure();

} // namespace syscalls
