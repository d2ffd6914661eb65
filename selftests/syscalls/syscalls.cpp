// SPDX-License-Identifier: GPL-2.0
/*
 * bsdnet_syscalls - all system calls of AF_BSDNET with arguments at random, racing
 *
 *	bsdnet_syscalls [-s SEED] [-n OPERATIONS] [-t SECONDS]
 *
 * A world is a process without privilege in a user and a network namespace of its own. Two
 * threads and a second process do calls on the same sockets, and a third thread changes the
 * configuration. After OPERATIONS (2000) of each the world ends, in half of the cases while the
 * others are in calls. Worlds are made until SECONDS are over, one if that is 0 (default).
 *
 * The sequence of each thread depends on SEED and the number of its world alone; how they
 * interleave does not. Errors are in the kernel's log; here it fails that a world does
 * not come to its end, and that a kind of call never succeeds.
 *
 * exit status: 0 passed, 1 failed, 2 wrong usage, 4 skipped: no user namespaces
 */
#include "world.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace syscalls {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int status_skipped = 4;
constexpr auto patience = std::chrono::seconds(120);	/* for the end of a world */
constexpr unsigned judged = 20000;	/* operations after which each kind has succeeded */

struct Options {
	std::uint64_t seed = std::random_device()();
	unsigned operations = 2000;
	unsigned seconds = 0;
};

template <typename Kinds> const Kind &choose(const Kinds &kinds, Random &random)
{
	unsigned sum = 0;

	for (const Kind &kind : kinds)
		sum += kind.weight;
	unsigned at = random.below(sum);

	for (const Kind &kind : kinds) {
		if (at < kind.weight)
			return kind;
		at -= kind.weight;
	}
	return kinds[0];
}

/* @first: number of the first of @kinds in the counts */
template <typename Kinds>
void operate(World &world, const Kinds &kinds, std::size_t first, std::uint64_t seed, unsigned n)
{
	Thread thread{world, Random(seed)};

	while (n--) {
		const Kind &kind = choose(kinds, thread.random);
		Count &count = (*world.counts)[first + static_cast<std::size_t>(&kind - kinds.data())];

		count.calls++;
		if (kind.call(thread) >= 0)
			count.successes++;
	}
}

void write_file(const char *path, const std::string &text)
{
	const int fd = ::open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
		std::exit(status_skipped);
	::close(fd);
}

void enter_namespaces()
{
	const std::string uid = std::to_string(::getuid()), gid = std::to_string(::getgid());

	if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		std::exit(status_skipped);
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", "0 " + uid + " 1");
	write_file("/proc/self/gid_map", "0 " + gid + " 1");
}

/* In a process of its own. @seed: of this world */
[[noreturn]] void run_world(Counts *counts, std::uint64_t seed, unsigned operations)
{
	World world = {};
	const auto calls = [&](std::uint64_t number) {
		operate(world, socket_calls, 0, seed + number, operations);
	};

	enter_namespaces();
	world.counts = counts;
	for (std::atomic<int> &fd : world.fds)
		fd = -1;
	try {
		configure();
	} catch (const std::exception &error) {
		std::fprintf(stderr, "%s fails\n", error.what());
		std::_Exit(1);
	}
	world.netns = ::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, world.pair) < 0)
		std::_Exit(1);
	/* the same sockets, the same way for descriptors, another table */
	operate(world, socket_calls, 0, seed + 1, 100);
	const pid_t other = ::fork();

	if (!other) {
		calls(2);
		std::_Exit(0);
	}
	std::vector<std::thread> threads;

	threads.emplace_back(calls, 3);
	threads.emplace_back(calls, 4);
	threads.emplace_back([&] {
		operate(world, requests, socket_calls.size(), seed + 5, operations / 8);
	});
	if (seed & 1)
		threads[0].join();	/* the others are killed in their calls */
	else
		for (std::thread &thread : threads)
			thread.join();
	::kill(other, SIGKILL);
	std::_Exit(0);
}

/* Return: the world's exit status, or -1 if it does not end */
int wait_for(pid_t world)
{
	const auto end = Clock::now() + patience;
	int status;

	while (Clock::now() < end) {
		if (::waitpid(world, &status, WNOHANG) == world)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
		::usleep(2000);
	}
	return -1;
}

template <typename Kinds> bool show(const Kinds &kinds, const Count *counts)
{
	std::uint64_t calls = 0;
	bool good = true;

	for (std::size_t i = 0; i < kinds.size(); i++)
		calls += counts[i].calls;
	for (std::size_t i = 0; i < kinds.size(); i++) {
		const unsigned long n = counts[i].calls, successes = counts[i].successes;
		const bool never = !successes && calls >= judged &&
				   std::strcmp(kinds[i].name, "refused");

		good &= !never;
		std::printf("%s%s: %lu calls, %lu succeed\n", never ? "not ok - " : "# ",
			    kinds[i].name, n, successes);
	}
	return good;
}

int run(const Options &options)
{
	void *shared = ::mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const auto end = Clock::now() + std::chrono::seconds(options.seconds);
	unsigned worlds = 0;

	if (shared == MAP_FAILED)
		return 1;
	auto *counts = new (shared) Counts();

	std::printf("# repeat with -s %lu -n %u -t %u\n", options.seed, options.operations,
		    options.seconds);
	do {
		std::fflush(stdout);
		const std::uint64_t seed = (options.seed << 24) + worlds * 17;
		const pid_t world = ::fork();

		if (!world)
			run_world(counts, seed, options.operations);
		const int status = wait_for(world);

		if (status) {
			if (status != status_skipped)
				std::printf("not ok - world %u %s\n", worlds,
					    status < 0 ? "does not end" : "fails");
			return status == status_skipped ? status : 1;
		}
		worlds++;
	} while (Clock::now() < end);
	const bool good = show(socket_calls, counts->data()) &
			  show(requests, counts->data() + socket_calls.size());

	std::printf("%s - %u worlds\n", good ? "ok" : "not ok", worlds);
	return good ? 0 : 1;
}

} // namespace
} // namespace syscalls

int main(int argc, char **argv)
{
	syscalls::Options options;
	int opt;

	while ((opt = ::getopt(argc, argv, "s:n:t:")) != -1) {
		switch (opt) {
		case 's': options.seed = std::strtoull(optarg, nullptr, 0); break;
		case 'n': options.operations = static_cast<unsigned>(std::atoi(optarg)); break;
		case 't': options.seconds = static_cast<unsigned>(std::atoi(optarg)); break;
		default:
			std::fputs("usage: bsdnet_syscalls [-s SEED] [-n OPERATIONS] [-t SECONDS]\n",
				   stderr);
			return 2;
		}
	}
	return syscalls::run(options);
}
