// SPDX-License-Identifier: GPL-2.0
/*
 * udp_echo - answers each datagram from the address that it came to
 *
 * One socket serves every address (SK-4): the ancillary data of the request is
 * handed back with the reply. With -I any it serves every routing instance.
 */
#include "common.hpp"

#include <vector>

namespace {

constexpr const char *usage_text =
	"udp_echo [-H] [-v] [-a ADDR] [-p PORT] [-n COUNT] [-I INSTANCE|any] [-t SECONDS]\n"
	"  -H  on the host's own stack (AF_INET)   -v  a line for each datagram\n"
	"  -n  datagrams to answer, then exit (0: for ever)   -t  longest wait for one";

struct Options {
	bool on_host = false;
	bool verbose = false;
	const char *addr = "0.0.0.0";
	unsigned long port = 7;
	unsigned long count = 0;
	std::optional<uint32_t> instance;
	int wait_ms = -1;
};

Options parse(int argc, char **argv)
{
	Options o;
	int c;

	while ((c = getopt(argc, argv, "Hva:p:n:I:t:")) != -1) {
		switch (c) {
		case 'H':
			o.on_host = true;
			break;
		case 'v':
			o.verbose = true;
			break;
		case 'a':
			o.addr = optarg;
			break;
		case 'p':
			o.port = st::need_number(optarg, 65535, usage_text);
			break;
		case 'n':
			o.count = st::need_number(optarg, 1UL << 40, usage_text);
			break;
		case 'I':
			o.instance = std::string_view(optarg) == "any" ?
				BSDNET_INSTANCE_ANY :
				st::need_u32(optarg, usage_text);
			break;
		case 't':
			o.wait_ms = st::need_seconds(optarg, usage_text);
			break;
		default:
			st::usage(usage_text);
		}
	}
	if (optind != argc)
		st::usage(usage_text);
	return o;
}

void describe(const sockaddr_in &from, ssize_t len, const msghdr &msg)
{
	std::printf("%zd bytes from %s", len, st::to_text(from).c_str());
	for (cmsghdr *item = CMSG_FIRSTHDR(&msg); item;
	     item = CMSG_NXTHDR(const_cast<msghdr *>(&msg), item)) {
		bsdnet_info4 info;

		if (item->cmsg_level != SOL_BSDNET || item->cmsg_type != BSDNET_INFO)
			continue;
		std::memcpy(&info, CMSG_DATA(item), sizeof(info));
		std::printf(" to %s, ifl %u, instance %u", st::to_text(in_addr{info.local}).c_str(),
			    info.ifl_index, info.instance);
	}
	std::printf("\n");
	std::fflush(stdout);
}

void serve_one(int fd, std::vector<char> &buf, const Options &o)
{
	alignas(cmsghdr) char control[128];
	sockaddr_in from{};
	iovec iov{buf.data(), buf.size()};
	msghdr msg{};
	ssize_t len;

	if (!st::wait_readable(fd, o.wait_ms))
		st::fail("nothing came");
	msg.msg_name = &from;
	msg.msg_namelen = sizeof(from);
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	msg.msg_control = control;
	msg.msg_controllen = sizeof(control);
	len = recvmsg(fd, &msg, 0);
	if (len < 0)
		st::die("recvmsg");
	if (o.verbose)
		describe(from, len, msg);
	iov.iov_len = static_cast<size_t>(len);
	/* control data and address are those of the request, unchanged */
	if (sendmsg(fd, &msg, 0) != len)
		st::die("sendmsg");
}

} // namespace

int main(int argc, char **argv)
{
	Options o = parse(argc, argv);
	sockaddr_in sin = st::make_addr(o.addr, o.port, usage_text);
	st::Fd fd = st::open_udp(o.on_host);
	std::vector<char> buf(65536);

	if (o.instance)
		st::set_option(fd, SOL_BSDNET, BSDNET_INSTANCE, *o.instance, "BSDNET_INSTANCE");
	if (o.on_host)
		st::set_option(fd, IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO");
	else
		st::set_option(fd, SOL_BSDNET, BSDNET_RECVINFO, 1, "BSDNET_RECVINFO");
	if (bind(fd, reinterpret_cast<sockaddr *>(&sin), sizeof(sin)))
		st::die("bind");
	std::printf("ready on %s\n", st::to_text(sin).c_str());
	std::fflush(stdout);
	for (unsigned long i = 0; !o.count || i < o.count; i++)
		serve_one(fd, buf, o);
	return 0;
}
