// SPDX-License-Identifier: GPL-2.0
/*
 * conformance - compare AF_BSDNET with AF_INET, call by call
 *
 * Each case runs twice, on AF_INET in one network namespace and on AF_BSDNET in another one
 * with the same addresses, and what it notes must be equal: results, errno, poll events,
 * data and ancillary data. A case that differs must name the heading of docs/differences.md
 * that explains why, and a case that names one must differ. With BEGINNING, only the cases run whose
 * names begin so. Output is TAP.
 */
#include "run.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <bsdnet/operations.hpp>

namespace {

using conformance::Case;
using conformance::Run;
using Notes = std::vector<std::string>;

constexpr const char *usage = "usage: conformance HOST_NETNS BSDNET_NETNS DIFFERENCES [BEGINNING]\n";

class Netns {
public:
	explicit Netns(const std::string &name)
		: fd_(::open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC))
	{
		if (fd_ < 0) {
			std::perror(name.c_str());
			std::exit(1);
		}
	}
	~Netns() { ::close(fd_); }
	Netns(const Netns &) = delete;
	Netns &operator=(const Netns &) = delete;
	void enter() const
	{
		if (::setns(fd_, CLONE_NEWNET)) {
			std::perror("setns");
			std::exit(1);
		}
	}

private:
	int fd_;
};

int ifl_index()
{
	bsdnet::Channel channel;

	return static_cast<int>(bsdnet::ifl_index(channel, "r1"));
}

Notes notes_of(const Case &test, const Netns &netns, bool host)
{
	netns.enter();
	Run run(host, host ? static_cast<int>(::if_nametoindex("r1")) : ifl_index());

	test.run(run);
	return run.notes();
}

void show(const Notes &host, const Notes &ours)
{
	for (std::size_t i = 0; i < std::max(host.size(), ours.size()); i++) {
		const std::string a = i < host.size() ? host[i] : "(end)";
		const std::string b = i < ours.size() ? ours[i] : "(end)";

		if (a == b)
			std::printf("#   %s\n", a.c_str());
		else
			std::printf("# < %s\n# > %s\n", a.c_str(), b.c_str());
	}
}

bool check(const Case &test, const Netns &host_netns, const Netns &our_netns,
	   const std::string &differences)
{
	const Notes host = notes_of(test, host_netns, true);
	const Notes ours = notes_of(test, our_netns, false);
	bool equal = host == ours, passed = equal == !test.difference;

	if (test.difference &&
	    differences.find("## " + std::string(test.difference) + "\n") == std::string::npos) {
		std::printf("# no heading \"%s\" in the list of differences\n", test.difference);
		passed = false;
	}
	std::printf("%sok - %s\n", passed ? "" : "not ", test.name);
	if (!passed)
		show(host, ours);
	return passed;
}

std::vector<Case> all_cases()
{
	std::vector<Case> all;

	for (auto list : {conformance::address_cases, conformance::data_cases,
			  conformance::option_cases, conformance::ancillary_cases,
			  conformance::error_cases, conformance::ip_option_cases,
			  conformance::mcast_cases, conformance::raw_cases,
			  conformance::raw_header_cases, conformance::splice_cases,
			  conformance::uring_cases}) {
		const auto some = list();

		all.insert(all.end(), some.begin(), some.end());
	}
	return all;
}

} // namespace

int main(int argc, char **argv)
{
	if (argc < 4 || argc > 5) {
		std::fputs(usage, stderr);
		return 2;
	}
	::signal(SIGPIPE, SIG_IGN);
	const Netns host(argv[1]), ours(argv[2]);
	std::ifstream file(argv[3]);
	const std::string differences{std::istreambuf_iterator<char>(file), {}};
	unsigned run = 0, failed = 0;

	for (const Case &test : all_cases()) {
		if (argc == 5 && !std::string_view(test.name).starts_with(argv[4]))
			continue;
		run++;
		failed += !check(test, host, ours, differences);
		std::fflush(stdout);
	}
	std::printf("# conformance: %u cases, %u failed\n", run, failed);
	return failed || !run ? 1 : 0;
}
