/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tap - tests inside one program: expectations, and the TAP output
 */
#pragma once

#include "common.hpp"

#include <functional>
#include <span>

namespace st {

struct Test {
	const char *name;
	std::function<void()> run;
};

inline bool test_ok;

/* ret is what a call returned; err the errno wanted, 0 for success */
inline void expect_at(int line, const char *what, long ret, int err)
{
	int got = ret < 0 ? errno : 0;

	if (got == err)
		return;
	test_ok = false;
	std::printf("# line %d: %s: %s, not %s\n", line, what, std::strerror(got),
		    std::strerror(err));
}

inline void check_at(int line, const char *what, bool holds)
{
	if (holds)
		return;
	test_ok = false;
	std::printf("# line %d: does not hold: %s\n", line, what);
}

/* Returns the exit status */
inline int run_tests(std::span<const Test> tests)
{
	unsigned n = 0, failed = 0;

	std::printf("TAP version 13\n1..%zu\n", tests.size());
	for (const Test &test : tests) {
		test_ok = true;
		test.run();
		std::printf("%sok %u - %s\n", test_ok ? "" : "not ", ++n, test.name);
		std::fflush(stdout);
		failed += !test_ok;
	}
	return failed ? exit_failed : 0;
}

template <typename T> const sockaddr *sa(const T &addr)
{
	return reinterpret_cast<const sockaddr *>(&addr);
}

template <typename T> sockaddr *sa(T &addr)
{
	return reinterpret_cast<sockaddr *>(&addr);
}

} // namespace st

#define EXPECT(call, err) st::expect_at(__LINE__, #call, (call), (err))
#define CHECK(cond) st::check_at(__LINE__, #cond, (cond))
