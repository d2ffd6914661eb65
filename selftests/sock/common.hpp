/* SPDX-License-Identifier: GPL-2.0 */
/*
 * common - what the socket selftests share
 *
 * Exit status of the programs: 0 all went well, 1 it did not, 2 wrong usage,
 * 4 skipped: no AF_BSDNET in this kernel.
 */
#pragma once

#include <arpa/inet.h>
#include <linux/bsdnet_socket.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace st {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_skipped = 4;

[[noreturn]] inline void die(const std::string &what)
{
	std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
	std::exit(exit_failed);
}

[[noreturn]] inline void fail(const std::string &what)
{
	std::fprintf(stderr, "%s\n", what.c_str());
	std::exit(exit_failed);
}

[[noreturn]] inline void usage(const char *text)
{
	std::fprintf(stderr, "usage: %s\n", text);
	std::exit(exit_usage);
}

/* A file descriptor that closes itself */
class Fd {
public:
	explicit Fd(int fd) : fd_(fd) {}
	~Fd() { reset(); }
	Fd(const Fd &) = delete;
	Fd &operator=(const Fd &) = delete;
	Fd(Fd &&other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
	operator int() const { return fd_; }
	void reset()
	{
		if (fd_ >= 0)
			::close(fd_);
		fd_ = -1;
	}

private:
	int fd_;
};

inline Fd open_socket(int family, int type, int protocol)
{
	int fd = ::socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0 && errno == EAFNOSUPPORT) {
		std::fprintf(stderr, "no address family %d here: skipped\n", family);
		std::exit(exit_skipped);
	}
	if (fd < 0)
		die("socket");
	return Fd(fd);
}

inline Fd open_udp(bool on_host)
{
	return on_host ? open_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) :
			 open_socket(AF_BSDNET, SOCK_DGRAM,
				     BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP));
}

/* Decimal or, with 0x, hexadecimal */
inline std::optional<unsigned long> to_number(std::string_view text, unsigned long max)
{
	unsigned long value = 0;
	int base = 10;

	if (text.starts_with("0x")) {
		text.remove_prefix(2);
		base = 16;
	}
	auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, base);
	if (ec != std::errc() || end != text.data() + text.size() || text.empty() || value > max)
		return std::nullopt;
	return value;
}

inline unsigned long need_number(const char *text, unsigned long max, const char *usage_text)
{
	auto value = to_number(text, max);

	if (!value)
		usage(usage_text);
	return *value;
}

/* Milliseconds */
inline int need_seconds(const char *text, const char *usage_text)
{
	return static_cast<int>(1000 * need_number(text, 1000000, usage_text));
}

inline uint32_t need_u32(const char *text, const char *usage_text)
{
	return static_cast<uint32_t>(need_number(text, 0xffffffff, usage_text));
}

inline sockaddr_in make_addr(const char *addr, unsigned long port, const char *usage_text)
{
	sockaddr_in sin{};

	sin.sin_family = AF_INET;
	sin.sin_port = htons(static_cast<uint16_t>(port));
	if (inet_pton(AF_INET, addr, &sin.sin_addr) != 1)
		usage(usage_text);
	return sin;
}

inline std::string to_text(in_addr addr)
{
	char buf[INET_ADDRSTRLEN];

	return inet_ntop(AF_INET, &addr, buf, sizeof(buf));
}

inline std::string to_text(const sockaddr_in &sin)
{
	return to_text(sin.sin_addr) + ":" + std::to_string(ntohs(sin.sin_port));
}

/* Waits for something to read; false: it took longer than @ms milliseconds */
inline bool wait_readable(int fd, int ms)
{
	pollfd p{fd, POLLIN, 0};
	int n;

	do
		n = ::poll(&p, 1, ms);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		die("poll");
	return n > 0;
}

template <typename T>
void set_option(int fd, int level, int name, const T &value, const char *what)
{
	if (::setsockopt(fd, level, name, &value, sizeof(value)))
		die(what);
}

inline bool parse_mac(const char *text, unsigned char mac[6])
{
	char rest;

	return std::sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c", &mac[0], &mac[1],
			   &mac[2], &mac[3], &mac[4], &mac[5], &rest) == 6;
}

} // namespace st
