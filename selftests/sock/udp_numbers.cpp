// SPDX-License-Identifier: GPL-2.0
/*
 * udp_numbers - numbered datagrams, which must all arrive, in order, without a stall
 *
 * The sender has a thread for each flow, which sends to a port of its own: a window of
 * datagrams, then it waits for the answer to the last one. A wakeup that is lost stops its flow.
 * The receiver reads the flows' sockets in one of several ways and answers the last datagram of
 * each window.
 */
#include "common.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace {

constexpr const char *usage_text =
	"udp_numbers send ADDR PORT FLOWS COUNT\n"
	"udp_numbers receive block|level|edge|late|signal|discard PORT FLOWS\n"
	"udp_numbers flood ADDR PORT SECONDS\n"
	"udp_numbers ask ADDR PORT COUNT: prints the 99th percentile of the round trips (us)\n"
	"  block   a thread for each socket, in recv()\n"
	"  level   epoll; edge  the same, edge-triggered\n"
	"  late    seldom, with recv() that does not block\n"
	"  signal  when SIGIO says so\n"
	"  discard as block, whatever comes\n";

constexpr uint64_t window = 16;
constexpr int stall_ms = 10000;

struct Flow {
	st::Fd fd;
	uint64_t expected = 1;
};

// ---- receiver -------------------------------------------------------------------

/* One datagram; false: there was none */
bool receive_one(Flow &flow, int flags)
{
	sockaddr_in from{};
	socklen_t from_len = sizeof(from);
	uint64_t number;
	ssize_t len = recvfrom(flow.fd, &number, sizeof(number), flags,
			       reinterpret_cast<sockaddr *>(&from), &from_len);

	if (len < 0 && errno == EAGAIN)
		return false;
	if (len != sizeof(number))
		st::die("recv");
	if (number != flow.expected)
		st::fail("datagram " + std::to_string(number) + " instead of " +
			 std::to_string(flow.expected));
	flow.expected++;
	if (number % window == 0 &&
	    sendto(flow.fd, &number, sizeof(number), 0, reinterpret_cast<sockaddr *>(&from),
		   from_len) < 0)
		st::die("send");
	return true;
}

void receive_all(Flow &flow)
{
	while (receive_one(flow, MSG_DONTWAIT))
		;
}

[[noreturn]] void by_threads(std::vector<Flow> &flows)
{
	std::vector<std::thread> threads;

	for (Flow &flow : flows)
		threads.emplace_back([&flow] {
			for (;;)
				receive_one(flow, 0);
		});
	for (std::thread &thread : threads)
		thread.join();
	std::exit(1);
}

[[noreturn]] void discard(const Flow &flow)
{
	uint64_t number;

	for (;;)
		if (recv(flow.fd, &number, sizeof(number), 0) < 0)
			st::die("recv");
}

[[noreturn]] void by_epoll(std::vector<Flow> &flows, uint32_t how)
{
	st::Fd set(epoll_create1(EPOLL_CLOEXEC));

	for (size_t i = 0; i < flows.size(); i++) {
		epoll_event event{};

		event.events = EPOLLIN | how;
		event.data.u64 = i;
		if (epoll_ctl(set, EPOLL_CTL_ADD, flows[i].fd, &event))
			st::die("epoll_ctl");
	}
	for (;;) {
		epoll_event event;

		if (epoll_wait(set, &event, 1, -1) == 1) {
			if (how & EPOLLET)
				receive_all(flows[event.data.u64]);
			else
				receive_one(flows[event.data.u64], MSG_DONTWAIT);
		}
	}
}

[[noreturn]] void by_and_by(std::vector<Flow> &flows)
{
	for (;;) {
		for (Flow &flow : flows)
			receive_all(flow);
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	}
}

[[noreturn]] void by_signals(std::vector<Flow> &flows)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGIO);
	sigprocmask(SIG_BLOCK, &set, nullptr);
	/* what may have come before */
	for (Flow &flow : flows)
		if (fcntl(flow.fd, F_SETOWN, getpid()) ||
		    fcntl(flow.fd, F_SETFL, O_ASYNC | O_NONBLOCK))
			st::die("fcntl");
	for (;;) {
		for (Flow &flow : flows)
			receive_all(flow);
		sigwaitinfo(&set, nullptr);
	}
}

[[noreturn]] void receive(const std::string_view how, unsigned long port, unsigned long count)
{
	std::vector<Flow> flows;

	for (unsigned long i = 0; i < count; i++) {
		sockaddr_in sin = st::make_addr("0.0.0.0", port + i, usage_text);

		flows.push_back({st::open_udp(false)});
		if (bind(flows.back().fd, reinterpret_cast<sockaddr *>(&sin), sizeof(sin)))
			st::die("bind");
	}
	std::printf("ready\n");
	std::fflush(stdout);
	if (how == "block")
		by_threads(flows);
	if (how == "level")
		by_epoll(flows, 0);
	if (how == "edge")
		by_epoll(flows, EPOLLET);
	if (how == "late")
		by_and_by(flows);
	if (how == "signal")
		by_signals(flows);
	if (how == "discard")
		discard(flows.front());
	st::usage(usage_text);
}

// ---- sender ---------------------------------------------------------------------

st::Fd connect_to(const char *addr, unsigned long port)
{
	sockaddr_in sin = st::make_addr(addr, port, usage_text);
	st::Fd fd = st::open_udp(true);

	if (connect(fd, reinterpret_cast<sockaddr *>(&sin), sizeof(sin)))
		st::die("connect");
	return fd;
}

void send_flow(const char *addr, unsigned long port, uint64_t count)
{
	st::Fd fd = connect_to(addr, port);
	uint64_t answer;

	for (uint64_t number = 1; number <= count; number++) {
		if (::send(fd, &number, sizeof(number), 0) != sizeof(number))
			st::die("send");
		if (number % window)
			continue;
		if (!st::wait_readable(fd, stall_ms))
			st::fail("flow " + std::to_string(port) + ": no answer to " +
				 std::to_string(number));
		if (::recv(fd, &answer, sizeof(answer), 0) != sizeof(answer) || answer != number)
			st::fail("flow " + std::to_string(port) + ": wrong answer");
	}
}

int send_all(const char *addr, unsigned long port, unsigned long flows, uint64_t count)
{
	std::vector<std::thread> threads;

	for (unsigned long i = 0; i < flows; i++)
		threads.emplace_back(send_flow, addr, port + i, count / window * window);
	for (std::thread &thread : threads)
		thread.join();
	return 0;
}

int flood(const char *addr, unsigned long port, unsigned long seconds)
{
	auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
	st::Fd fd = connect_to(addr, port);
	uint64_t number = 0;

	while (std::chrono::steady_clock::now() < end)
		for (int i = 0; i < 64; i++, number++)
			(void)::send(fd, &number, sizeof(number), 0);
	return 0;
}

/* A request every millisecond */
int ask(const char *addr, unsigned long port, unsigned long count)
{
	st::Fd fd = connect_to(addr, port);
	std::vector<long> times;

	for (uint64_t number = window; times.size() < count; number += window) {
		auto begin = std::chrono::steady_clock::now();
		uint64_t answer;

		if (::send(fd, &number, sizeof(number), 0) != sizeof(number))
			st::die("send");
		if (!st::wait_readable(fd, stall_ms))
			st::fail("no answer");
		if (::recv(fd, &answer, sizeof(answer), 0) != sizeof(answer))
			st::die("recv");
		std::chrono::duration<double, std::micro> took =
			std::chrono::steady_clock::now() - begin;
		times.push_back(static_cast<long>(took.count()));
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	}
	std::sort(times.begin(), times.end());
	std::printf("%ld\n", times[times.size() * 99 / 100]);
	return 0;
}

} // namespace

int main(int argc, char **argv)
{
	auto number = [&](int i, unsigned long max) {
		return st::need_number(argv[i], max, usage_text);
	};
	std::string_view verb = argc > 1 ? argv[1] : "";

	if (verb == "receive" && argc == 5)
		receive(argv[2], number(3, 65000), number(4, 500));
	if (verb == "send" && argc == 6)
		return send_all(argv[2], number(3, 65000), number(4, 500), number(5, 1UL << 40));
	if (verb == "flood" && argc == 5)
		return flood(argv[2], number(3, 65535), number(4, 600));
	if (verb == "ask" && argc == 5)
		return ask(argv[2], number(3, 65535), number(4, 1000000));
	st::usage(usage_text);
}
