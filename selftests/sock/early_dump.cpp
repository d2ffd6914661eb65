// SPDX-License-Identifier: GPL-2.0
/*
 * early_dump - prints the packets that a socket gets, also those that are not for this host (SK-6)
 */
#include "l2.hpp"

#include <vector>

namespace {

constexpr const char *usage_text =
	"early_dump [-a] [-b IFL] [-c ADDR:PORT] [-I INSTANCE] [-l COUNT] [-u] [-i IFL]... PORT\n"
	"  -a  those with Router Alert alone    -i  on this interface (0: any)\n"
	"  -b  bind to this interface    -c  connect to this peer\n"
	"  -I  routing instance, or any    -u  share the port\n"
	"  -l  after COUNT packets, ask no longer";

struct Options {
	uint32_t what = BSDNET_EARLY_ANY;
	uint32_t bound = 0;
	uint32_t instance = 0;
	unsigned long leave = 0;
	std::string peer;
	bool shared = false;
	std::vector<uint32_t> ifls;
	unsigned long port = 0;
};

uint32_t ifl_or_any(const char *text)
{
	return std::string_view(text) == "0" ? 0 : st::to_ifl(text);
}

Options parse(int argc, char **argv)
{
	Options o;
	int c;

	while ((c = getopt(argc, argv, "ab:c:i:I:l:u")) != -1) {
		switch (c) {
		case 'a': o.what = BSDNET_EARLY_ALERT; break;
		case 'b': o.bound = st::to_ifl(optarg); break;
		case 'c': o.peer = optarg; break;
		case 'i': o.ifls.push_back(ifl_or_any(optarg)); break;
		case 'I':
			o.instance = std::string_view(optarg) == "any" ?
					     BSDNET_INSTANCE_ANY : st::need_u32(optarg, usage_text);
			break;
		case 'l': o.leave = st::need_number(optarg, 1000, usage_text); break;
		case 'u': o.shared = true; break;
		default: st::usage(usage_text);
		}
	}
	if (argc - optind != 1)
		st::usage(usage_text);
	o.port = st::need_number(argv[optind], 65535, usage_text);
	return o;
}

void ask(int fd, const Options &o, uint32_t what)
{
	for (uint32_t ifl : o.ifls)
		if (bsdnet_set_early(fd, ifl, what))
			st::die("BSDNET_EARLY");
}

void bind_it(int fd, const Options &o)
{
	const sockaddr_in any = st::make_addr("0.0.0.0", o.port, usage_text);

	if (o.shared)
		st::set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
	if (bsdnet_set_instance(fd, o.instance))
		st::die("instance");
	if (o.bound)
		st::set_option(fd, SOL_BSDNET, BSDNET_IN_IFL, o.bound, "BSDNET_IN_IFL");
	if (bind(fd, reinterpret_cast<const sockaddr *>(&any), sizeof(any)))
		st::die("bind");
	if (o.peer.empty())
		return;
	const auto colon = o.peer.find(':');
	const sockaddr_in peer =
		st::make_addr(o.peer.substr(0, colon).c_str(),
			      st::need_number(o.peer.c_str() + colon + 1, 65535, usage_text),
			      usage_text);

	if (connect(fd, reinterpret_cast<const sockaddr *>(&peer), sizeof(peer)))
		st::die("connect");
}

void dump_one(int fd)
{
	std::vector<unsigned char> data(65536);
	bsdnet_info4 info{};
	sockaddr_in from{};
	const ssize_t len = bsdnet_recvfrom(fd, data.data(), data.size(), 0, &from, &info);

	if (len < 0)
		st::die("recvfrom");
	std::printf("%s to %s ifl %u instance %u len %zd\n", st::to_text(from).c_str(),
		    st::to_text(in_addr{info.local}).c_str(), info.ifl_index, info.instance, len);
	std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
	const Options o = parse(argc, argv);
	st::Fd fd = st::open_udp(false);

	bsdnet_set_recvinfo(fd, 1);
	bind_it(fd, o);
	ask(fd, o, o.what);
	std::printf("ready\n");
	std::fflush(stdout);
	for (unsigned long n = 1;; n++) {
		dump_one(fd);
		if (n == o.leave) {
			ask(fd, o, BSDNET_EARLY_NONE);
			std::printf("no longer\n");
			std::fflush(stdout);
		}
	}
}
