// SPDX-License-Identifier: GPL-2.0
/*
 * bsdnet_stack_fault - memory runs out while a stack is made
 *
 *	bsdnet_stack_fault namespace	of a new network namespace
 *	bsdnet_stack_fault module FILE	of all there are, when the module is loaded
 *
 * The first allocation fails, then the second, and so on, until making it does not get
 * that far any more. Each time it must either fail or succeed, as far as the caller can
 * tell; what is left behind the kernel reports itself: live objects when a stack or the module
 * goes, and whatever its sanitizers find.
 *
 * Of loading, the part before the module's own code runs is left out.
 *
 * exit status: 0 passed, 1 failed, 2 wrong usage
 */
#include "inject.hpp"

#include <linux/module.h>
#include <sched.h>
#include <sys/syscall.h>

#include <cstring>
#include <functional>
#include <string_view>

namespace {

using fault::injector;

constexpr unsigned max_points = 20000;	/* a loop has no end */

[[noreturn]] void give_up(const char *what)
{
	std::printf("not ok - %s: %s\n", what, std::strerror(errno));
	std::exit(1);
}

/* @make: returns 0 or errno, with its n-th allocation failing; @undo: after a success */
int try_all(const char *name, unsigned first, const std::function<int()> &make,
	    const std::function<void()> &undo)
{
	unsigned failed = 0, survived = 0;

	for (unsigned n = first; n < max_points; n++) {
		injector().begin(n);
		const int error = injector().around(make);
		const bool reached = injector().end();

		if (!error)
			undo();
		if (!reached) {
			errno = error;
			if (error)
				give_up("without a failing allocation");
			std::printf("ok - %s: fails %u times, succeeds nevertheless %u times\n",
				    name, failed, survived);
			return failed ? 0 : 1;
		}
		(error ? failed : survived)++;
	}
	std::printf("not ok - %s: no end\n", name);
	return 1;
}

int try_namespaces()
{
	const int own = ::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (own < 0)
		give_up("/proc/self/ns/net");
	return try_all(
		"a namespace without memory", 1,
		[] { return ::unshare(CLONE_NEWNET) < 0 ? errno : 0; },
		[own] {
			if (::setns(own, CLONE_NEWNET) < 0)
				give_up("setns");
		});
}

int load(int file, const char *parameters)
{
	return ::syscall(SYS_finit_module, file, parameters, 0) < 0 ? errno : 0;
}

/* Allocations of loading before the module's own code runs: a wrong parameter ends it there */
unsigned count_before(int file)
{
	injector().begin(max_points);
	if (!injector().around([file] { return load(file, "devq_direct=wrong"); }))
		give_up("a wrong parameter");
	return max_points - injector().left();
}

int try_module(const char *path)
{
	const int file = ::open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		give_up(path);
	return try_all(
		"a module without memory", count_before(file), [file] { return load(file, ""); },
		[] {
			if (::syscall(SYS_delete_module, "bsdnet", 0) < 0)
				give_up("delete_module");
		});
}

} // namespace

int main(int argc, char **argv)
{
	if (argc == 2 && argv[1] == std::string_view("namespace"))
		return try_namespaces();
	if (argc == 3 && argv[1] == std::string_view("module"))
		return try_module(argv[2]);
	std::fputs("usage: bsdnet_stack_fault namespace | module FILE\n", stderr);
	return 2;
}
