// SPDX-License-Identifier: GPL-2.0
/*
 * bsdnet_fault - memory runs out at each point of each operation
 *
 *	bsdnet_fault [-n NAMESPACE] [PATTERN]
 *
 * For each operation (PATTERN: whose name contains it): its first allocation
 * fails, then its second, and so on, until it does not get that far any more.
 * Each time, either the operation fails with ENOMEM (ENOBUFS where a socket
 * says it so) and everything that can be seen of the stack is as it was before
 * (or halfway, where that is documented); or it succeeds nevertheless and all is as
 * after an attempt in which nothing failed. When the kernel could not even
 * acknowledge a request, it is one or the other. Live objects return to their numbers within a few grace periods.
 *
 * A monitor is subscribed all the time, so that notifications are made too.
 *
 * exit status: 0 all passed, 1 some failed, 2 wrong usage, 4 skipped: the kernel
 * has no fault injection
 */
#include "operation.hpp"
#include "snapshot.hpp"

#include <bsdnet/netns.hpp>
#include <getopt.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

namespace fault {

void give_up(const std::string &what)
{
	std::printf("not ok - %s: %s\n", what.c_str(), std::strerror(errno));
	std::exit(1);
}

namespace {

constexpr unsigned max_points = 5000;	/* a loop has no end */
constexpr auto grace_period = std::chrono::milliseconds(200);	/* or more than that */
constexpr auto patience = std::chrono::seconds(5);
constexpr auto poll_interval = std::chrono::milliseconds(5);

void call(const std::function<void()> &fn)
{
	if (fn)
		fn();
}

/* A monitor that is not always quick enough */
class Monitor {
public:
	Monitor() { channel_.join(BSDNET_MCGRP_CONFIG); }
	void drain()
	{
		pollfd p{channel_.fd(), POLLIN, 0};

		while (::poll(&p, 1, 0) > 0)
			channel_.wait_notifications([](const bsdnet::MessageView &) {});
	}

private:
	bsdnet::Channel channel_;
};

void print_difference(const Lines &want, const Lines &got)
{
	std::vector<std::string> gone, come;

	std::ranges::set_difference(want, got, std::back_inserter(gone));
	std::ranges::set_difference(got, want, std::back_inserter(come));
	for (const auto &line : gone)
		std::printf("#   - %s\n", line.c_str());
	for (const auto &line : come)
		std::printf("#   + %s\n", line.c_str());
}

class Trial {
public:
	explicit Trial(const Operation &operation) : operation_(operation) {}
	bool run();
	/* Allocations at which it was tried */
	unsigned points() const { return point_ ? point_ - 1 : 0; }
	unsigned survived() const { return survived_; }

private:
	bool try_point(bool &reached);
	bool expect(const Lines &want, const Live &live, const char *when);
	Lines await(const Lines &want);
	Live lasting_live();
	bool settle(const Live &want);
	bool judge(const Outcome &outcome, bool injected);
	void undo();
	void rescue();
	bool complain(const std::string &text);

	const Operation &operation_;
	bsdnet::Channel channel_;
	Monitor monitor_;
	Lines before_, after_, halfway_;
	Live live_before_, live_after_;
	unsigned point_ = 0, survived_ = 0;
};

bool Trial::complain(const std::string &text)
{
	std::printf("# %s, point %u: %s\n", operation_.name.c_str(), point_, text.c_str());
	return false;
}

/* Wait until the state is @want. Returns the last state */
Lines Trial::await(const Lines &want)
{
	const auto end = std::chrono::steady_clock::now() + patience;
	Lines got = take_snapshot(channel_);

	while (got != want && std::chrono::steady_clock::now() < end) {
		std::this_thread::sleep_for(poll_interval);
		got = take_snapshot(channel_);
	}
	return got;
}

/* When nothing dies any more of what was deleted */
Live Trial::lasting_live()
{
	Live live = count_live(channel_), last;

	do {
		last = live;
		std::this_thread::sleep_for(grace_period);
		live = count_live(channel_);
	} while (live != last);
	return live;
}

bool Trial::settle(const Live &want)
{
	const auto end = std::chrono::steady_clock::now() + patience;

	while (count_live(channel_) != want) {
		if (std::chrono::steady_clock::now() > end)
			return false;
		std::this_thread::sleep_for(poll_interval);
	}
	return true;
}

bool Trial::expect(const Lines &want, const Live &live, const char *when)
{
	const Lines got = await(want);

	if (got != want) {
		complain(std::string("the state is not the one ") + when);
		print_difference(want, got);
		return false;
	}
	if (settle(live))
		return true;
	complain(std::string("live objects are not those ") + when);
	for (const auto &[kind, count] : count_live(channel_)) {
		const auto it = live.find(kind);

		if (it == live.end() || it->second != count)
			std::printf("#   %s: %lu\n", kind.c_str(), static_cast<unsigned long>(count));
	}
	return false;
}

void Trial::undo()
{
	call(operation_.undo);
	monitor_.drain();
}

bool Trial::judge(const Outcome &outcome, bool injected)
{
	if (outcome.error && !injected)
		return complain(std::string("fails by itself: ") + std::strerror(outcome.error));
	/* ENFILE: what Linux says where it finds no memory for a socket's inode */
	if (outcome.error && outcome.error != ENOMEM && outcome.error != ENOBUFS &&
	    outcome.error != ENFILE)
		return complain(std::string("fails with another error: ") +
				std::strerror(outcome.error));
	if (outcome.lost && after_ != before_ && take_lasting_snapshot(channel_) == after_) {
		undo();
		return expect(before_, live_before_, "before, after it was taken back");
	}
	if (outcome.error && operation_.halfway && take_lasting_snapshot(channel_) == halfway_)
		undo();
	if (outcome.error)
		return expect(before_, live_before_, "before");
	if (injected)
		survived_++;
	if (!expect(after_, live_after_, "after"))
		return false;
	undo();
	return expect(before_, live_before_, "before, after it was taken back");
}

/* In @reached: was there such a point? */
bool Trial::try_point(bool &reached)
{
	const Outcome outcome = operation_.attempt(point_);

	reached = injector().end();
	monitor_.drain();
	return judge(outcome, reached);
}

/* Best effort after a failure, so that other operations can be tried */
void Trial::rescue()
{
	for (const auto &fn : {operation_.undo, operation_.clean_up}) {
		try {
			call(fn);
		} catch (const bsdnet::Error &) {
			/* it was not there */
		}
	}
}

bool Trial::run()
{
	call(operation_.prepare);
	monitor_.drain();
	before_ = take_lasting_snapshot(channel_);
	live_before_ = lasting_live();

	if (const Outcome outcome = operation_.attempt(0); outcome.error) {
		rescue();
		return complain(std::string("fails: ") + std::strerror(outcome.error));
	}
	after_ = take_lasting_snapshot(channel_);
	live_after_ = lasting_live();
	undo();
	if (operation_.halfway) {
		operation_.halfway();
		halfway_ = take_lasting_snapshot(channel_);
		undo();
	}
	bool ok = expect(before_, live_before_, "before, after it was taken back");

	/* the last attempt is the one that does not reach its point */
	for (bool reached = true; ok && reached;) {
		point_++;
		ok = point_ < max_points && try_point(reached);
	}
	if (ok)
		call(operation_.clean_up);
	else
		rescue();
	monitor_.drain();
	return ok;
}

int run_all(const std::vector<Operation> &operations, const std::string &pattern)
{
	unsigned passed = 0, failed = 0, points = 0, survived = 0;

	for (const Operation &operation : operations) {
		if (operation.name.find(pattern) == std::string::npos)
			continue;
		Trial trial(operation);
		const bool ok = trial.run();

		(ok ? passed : failed)++;
		points += trial.points();
		survived += trial.survived();
		std::printf("%s - %s: %u points, %u of them survived\n", ok ? "ok" : "not ok",
			    operation.name.c_str(), trial.points(), trial.survived());
		std::fflush(stdout);
	}
	std::printf("# %u points, %u survived\n%u passed, %u failed\n", points, survived, passed,
		    failed);
	return failed || !passed;
}

} // namespace
} // namespace fault

int main(int argc, char **argv)
{
	std::string pattern;
	int c;

	if (::access("/proc/self/fail-nth", W_OK)) {
		std::puts("skipped - bsdnet_fault: this kernel has no fault injection");
		return 4;
	}
	try {
		while ((c = ::getopt(argc, argv, "n:")) != -1) {
			if (c != 'n')
				return 2;
			bsdnet::enter_netns(optarg);
		}
		if (optind < argc)
			pattern = argv[optind++];
		if (optind != argc)
			return 2;
		auto operations = fault::channel_operations();
		for (auto &operation : fault::socket_operations())
			operations.push_back(operation);
		return fault::run_all(operations, pattern);
	} catch (const std::exception &error) {
		std::printf("not ok - %s\n", error.what());
		return 1;
	}
}
