/* SPDX-License-Identifier: GPL-2.0 */
/*
 * input - bytes as decisions
 *
 * An input is a sequence of operations. Each takes as many bytes as it needs;
 * past the end there are only zeroes, and the run ends. Where something does not hold,
 * the program aborts, which the fuzzer reports together with the input.
 */
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#define REQUIRE(cond) do {						\
	if (!(cond)) {							\
		std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #cond); \
		std::abort();						\
	}								\
} while (0)

namespace fuzz {

class Input {
public:
	Input(const std::uint8_t *data, std::size_t size) : next_(data), end_(data + size) {}
	bool empty() const { return next_ == end_; }
	std::uint8_t byte() { return empty() ? 0 : *next_++; }
	std::uint16_t word() { return static_cast<std::uint16_t>(byte() << 8 | byte()); }
	/* 0 .. n - 1 */
	unsigned below(unsigned n) { return n <= 256 ? byte() % n : word() % n; }
	bool flag() { return byte() & 1; }
	void bytes(void *out, std::size_t size)
	{
		for (std::size_t i = 0; i < size; i++)
			static_cast<std::uint8_t *>(out)[i] = byte();
	}

private:
	const std::uint8_t *next_;
	const std::uint8_t *end_;
};

} // namespace fuzz
