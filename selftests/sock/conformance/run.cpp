// SPDX-License-Identifier: GPL-2.0
#include "run.hpp"

#include <linux/errqueue.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace conformance {
namespace {

/* Ephemeral ports are random; a run is compared without them */
constexpr unsigned first_ephemeral = 20000;

std::string error_name()
{
	return std::string(" ") + strerrorname_np(errno);
}

std::string as_hex(const unsigned char *data, std::size_t n)
{
	std::string out;
	char byte[3];

	for (std::size_t i = 0; i < n; i++) {
		std::snprintf(byte, sizeof(byte), "%02x", data[i]);
		out += byte;
	}
	return out;
}

template <typename T> T read(const cmsghdr &item)
{
	T value{};

	std::memcpy(&value, CMSG_DATA(&item), sizeof(value));
	return value;
}

const char *flag_names(int flags, std::string &out)
{
	static constexpr std::pair<int, const char *> known[] = {
		{MSG_TRUNC, "TRUNC"}, {MSG_CTRUNC, "CTRUNC"}, {MSG_ERRQUEUE, "ERRQUEUE"}};

	for (auto [bit, name] : known) {
		if (flags & bit)
			out += std::string(" ") + name;
		flags &= ~bit;
	}
	if (flags)
		out += " +" + std::to_string(flags);
	return out.c_str();
}

} // namespace

sockaddr_in at(const char *address, unsigned port)
{
	sockaddr_in out{};

	out.sin_family = AF_INET;
	out.sin_port = htons(static_cast<std::uint16_t>(port));
	inet_pton(AF_INET, address, &out.sin_addr);
	return out;
}

sockaddr_in name_of(int fd)
{
	sockaddr_in sin{};
	socklen_t len = sizeof(sin);

	getsockname(fd, reinterpret_cast<sockaddr *>(&sin), &len);
	return sin;
}

Run::~Run()
{
	for (int fd : fds_)
		::close(fd);
}

int Run::open(int type, int protocol)
{
	int fd = ::socket(host_ ? AF_INET : AF_BSDNET, type | SOCK_CLOEXEC,
			  host_ ? protocol : BSDNET_PROTO(BSDNET_INET, protocol));

	note("socket", fd < 0 ? fd : 0);
	if (fd >= 0)
		fds_.push_back(fd);
	return fd;
}

int Run::bound_udp()
{
	sockaddr_in own = at("192.0.2.1", 0);
	int fd = udp();

	if (::bind(fd, reinterpret_cast<sockaddr *>(&own), sizeof(own)))
		note("bind", -1);
	return fd;
}

long Run::note(std::string_view what, long result)
{
	std::string text = std::string(what) + " = " + std::to_string(result);

	if (result < 0)
		text += error_name();
	say(text);
	return result;
}

int Run::set(int fd, int level, int name, int value, std::string_view what)
{
	return static_cast<int>(note("set " + std::string(what) + ' ' + std::to_string(value),
				     ::setsockopt(fd, level, name, &value, sizeof(value))));
}

void Run::get(int fd, int level, int name, std::string_view what)
{
	int value = 0;
	socklen_t len = sizeof(value);
	int result = ::getsockopt(fd, level, name, &value, &len);

	note("get " + std::string(what), result);
	if (!result)
		say(std::to_string(value) + " in " + std::to_string(len) + " bytes");
}

int Run::bind(int fd, const sockaddr_in &to)
{
	return static_cast<int>(note("bind " + place(to),
				     ::bind(fd, reinterpret_cast<const sockaddr *>(&to), sizeof(to))));
}

int Run::connect(int fd, const sockaddr_in &to)
{
	return static_cast<int>(
		note("connect " + place(to),
		     ::connect(fd, reinterpret_cast<const sockaddr *>(&to), sizeof(to))));
}

std::string Run::place(const sockaddr_in &sin) const
{
	char buf[INET_ADDRSTRLEN];
	unsigned port = ntohs(sin.sin_port);
	std::string text = inet_ntop(AF_INET, &sin.sin_addr, buf, sizeof(buf));

	return text + ':' + (port < first_ephemeral ? std::to_string(port) : "ephemeral");
}

void Run::names(int fd)
{
	sockaddr_in sin{};
	socklen_t len = sizeof(sin);

	if (!note("getsockname", ::getsockname(fd, reinterpret_cast<sockaddr *>(&sin), &len)))
		say(place(sin));
	len = sizeof(sin);
	if (!note("getpeername", ::getpeername(fd, reinterpret_cast<sockaddr *>(&sin), &len)))
		say(place(sin));
}

long Run::send(int fd, std::string_view data, int flags, const sockaddr_in *to)
{
	return note("send " + std::to_string(data.size()),
		    ::sendto(fd, data.data(), data.size(), flags | MSG_NOSIGNAL,
			     reinterpret_cast<const sockaddr *>(to), to ? sizeof(*to) : 0));
}

std::string Run::item(const cmsghdr &item) const
{
	std::string text = " [" + std::to_string(item.cmsg_level) + '/' +
			   std::to_string(item.cmsg_type) + ' ';
	std::size_t len = item.cmsg_len - CMSG_LEN(0);

	if (item.cmsg_level == SOL_IP && item.cmsg_type == IP_PKTINFO) {
		auto info = read<in_pktinfo>(item);
		char a[INET_ADDRSTRLEN], b[INET_ADDRSTRLEN];

		text += info.ipi_ifindex == ifindex_ ? "r1 " : "other ";
		text += inet_ntop(AF_INET, &info.ipi_spec_dst, a, sizeof(a));
		text += ' ';
		text += inet_ntop(AF_INET, &info.ipi_addr, b, sizeof(b));
	} else if (item.cmsg_level == SOL_IP && item.cmsg_type == IP_RECVERR) {
		auto error = read<sock_extended_err>(item);
		sockaddr_in from{};

		std::memcpy(&from, CMSG_DATA(&item) + sizeof(error), sizeof(from));
		text += std::string(strerrorname_np(static_cast<int>(error.ee_errno))) + " origin " +
			std::to_string(error.ee_origin) + " type " + std::to_string(error.ee_type) +
			" code " + std::to_string(error.ee_code) + " info " +
			std::to_string(error.ee_info) + " from " + std::to_string(from.sin_family) +
			' ' + place(from);
	} else if (item.cmsg_level == SOL_IP && item.cmsg_type == IP_ORIGDSTADDR) {
		text += place(read<sockaddr_in>(item));
	} else if (item.cmsg_level == SOL_SOCKET) {
		text += std::to_string(len) + " bytes"; /* times */
	} else {
		text += as_hex(CMSG_DATA(&item), len);
	}
	return text + ']';
}

std::string Run::ancillary(msghdr &msg) const
{
	std::string text;

	for (cmsghdr *at = CMSG_FIRSTHDR(&msg); at; at = CMSG_NXTHDR(&msg, at))
		text += item(*at);
	return text;
}

void Run::receive(int fd, int flags, std::size_t size)
{
	receive(fd, flags, size, false);
}

void Run::receive_packet(int fd, int flags, std::size_t size)
{
	receive(fd, flags, size, true);
}

void Run::receive(int fd, int flags, std::size_t size, bool packet)
{
	std::string data(size, 0), text;
	alignas(cmsghdr) char control[512];
	sockaddr_in from{};
	iovec iov{data.data(), data.size()};
	msghdr msg{&from, sizeof(from), &iov, 1, control, sizeof(control), 0};
	pollfd p{fd, POLLIN, 0};
	long n;

	if (!(flags & MSG_DONTWAIT) && ::poll(&p, 1, soon) <= 0) {
		say("receive: nothing comes");
		return;
	}
	n = ::recvmsg(fd, &msg, flags | MSG_DONTWAIT);
	note("receive", n);
	if (n < 0)
		return;
	data.resize(std::min(static_cast<std::size_t>(n), size));
	if (packet && data.size() >= sizeof(ip)) {
		data.replace(offsetof(ip, ip_id), sizeof(ip::ip_id), sizeof(ip::ip_id), 0);
		data.replace(offsetof(ip, ip_sum), sizeof(ip::ip_sum), sizeof(ip::ip_sum), 0);
	}
	if (data.size() < 64)
		text = as_hex(reinterpret_cast<unsigned char *>(data.data()), data.size());
	say(text + description(msg));
}

std::string Run::description(msghdr &msg) const
{
	sockaddr_in from{};
	std::string text = " from nobody";

	if (msg.msg_namelen) {
		std::memcpy(&from, msg.msg_name, sizeof(from));
		text = " from " + place(from);
	}
	flag_names(msg.msg_flags & ~MSG_CMSG_CLOEXEC, text);
	return text + ancillary(msg);
}

void Run::describe(msghdr &msg)
{
	say(description(msg));
}

void Run::events(int fd, short wanted)
{
	pollfd p{fd, wanted, 0};

	if (::poll(&p, 1, soon) <= 0)
		say("poll: no events");
	else
		say("poll: " + std::to_string(p.revents));
}

} // namespace conformance
