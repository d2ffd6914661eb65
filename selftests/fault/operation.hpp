/* SPDX-License-Identifier: GPL-2.0 */
/*
 * operation - what is tried, and how it is taken back
 */
#pragma once

#include "inject.hpp"

#include <bsdnet/operations.hpp>

#include <functional>
#include <string>
#include <vector>

namespace fault {

/* How an attempt ended. @lost: the request may or may not have been carried
 * out, its acknowledgement found no memory (ENOBUFS from the socket).
 */
struct Outcome {
	int error = 0;
	bool lost = false;
};

/*
 * One thing that a user does. @prepare makes the state in which it is tried,
 * @clean_up takes that away; @attempt does it, with its n-th allocation failing;
 * @undo takes back an attempt that succeeded. prepare, undo and clean_up must
 * succeed, and may be empty. Where @halfway is given, it makes a state that an
 * attempt which fails may leave as well.
 */
struct Operation {
	std::string name;
	std::function<void()> prepare;
	std::function<Outcome(unsigned n)> attempt;
	std::function<void()> undo;
	std::function<void()> clean_up;
	std::function<void()> halfway = {};
};

std::vector<Operation> channel_operations();
std::vector<Operation> socket_operations();

/* Something that is not under test has failed */
[[noreturn]] void give_up(const std::string &what);

} // namespace fault
