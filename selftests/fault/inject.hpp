/* SPDX-License-Identifier: GPL-2.0 */
/*
 * inject - the kernel's memory runs out, at a place of our choice
 *
 * /proc/self/fail-nth (Documentation/fault-injection): the n-th allocation that
 * this task makes from now on fails. An attempt carries n through the system
 * calls that it makes, and takes it off in between.
 */
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

namespace fault {

class Injector {
public:
	Injector() : fd_(::open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC))
	{
		if (fd_ < 0)
			throw std::system_error(errno, std::generic_category(), "fail-nth");
	}
	~Injector() { ::close(fd_); }
	Injector(const Injector &) = delete;
	Injector &operator=(const Injector &) = delete;

	/* An attempt begins whose @n-th allocation fails; 0: none does */
	void begin(unsigned n)
	{
		left_ = n;
		injected_ = false;
	}
	/* The attempt is over. Return: it got as far as the n-th allocation */
	bool end()
	{
		left_ = 0;
		return injected_;
	}
	/* How many allocations are left until the one that fails */
	unsigned left() const { return left_; }
	/* A system call that belongs to the attempt; errno is as the call leaves it */
	template <typename Call> auto around(Call call)
	{
		if (!left_)
			return call();
		store(left_);
		auto result = call();
		int error = errno;

		left_ = load();
		injected_ = !left_;
		store(0);
		errno = error;
		return result;
	}

private:
	void store(unsigned n)
	{
		std::string text = std::to_string(n);

		if (::pwrite(fd_, text.data(), text.size(), 0) < 0)
			throw std::system_error(errno, std::generic_category(), "fail-nth");
	}
	unsigned load()
	{
		char text[16] = {};

		if (::pread(fd_, text, sizeof(text) - 1, 0) < 0)
			throw std::system_error(errno, std::generic_category(), "fail-nth");
		return static_cast<unsigned>(std::strtoul(text, nullptr, 10));
	}

	int fd_;
	unsigned left_ = 0;
	bool injected_ = false;
};

inline Injector &injector()
{
	static Injector the_one;

	return the_one;
}

} // namespace fault
