// SPDX-License-Identifier: GPL-2.0
/*
 * l2_dump - prints the frames that an L2 socket sees (SK-8)
 */
#include "l2.hpp"

#include <vector>

namespace {

constexpr const char *usage_text =
	"l2_dump [-H] [-n COUNT] [-t SECONDS] [-j MAC] [-P] IFL [ETHERTYPE | HEX/BITS]\n"
	"  -H  with L2 header    -n  frames to see, then exit (0: for ever)\n"
	"  -t  longest wait for one    IFL  name or index\n"
	"  -j  join frames to MAC    -P  join all frames\n"
	"  0x88b5 is an ethertype, 8863/16 a prefix of any length; neither: everything";

struct Options {
	bool header = false;
	unsigned long count = 0;
	int wait_ms = -1;
	sockaddr_bsdnet where{};
	std::vector<bsdnet_l2_membership> joins;
};

bsdnet_l2_membership membership(const char *mac)
{
	bsdnet_l2_membership join{};

	if (!mac) {
		join.type = BSDNET_L2_PROMISC;
		return join;
	}
	if (!st::parse_mac(mac, join.addr))
		st::usage(usage_text);
	join.type = join.addr[0] & 1 ? BSDNET_L2_MULTICAST : BSDNET_L2_UNICAST;
	join.halen = 6;
	return join;
}

Options parse(int argc, char **argv)
{
	Options o;
	int c;

	while ((c = getopt(argc, argv, "Hj:n:Pt:")) != -1) {
		switch (c) {
		case 'H':
			o.header = true;
			break;
		case 'j':
			o.joins.push_back(membership(optarg));
			break;
		case 'P':
			o.joins.push_back(membership(nullptr));
			break;
		case 'n':
			o.count = st::need_number(optarg, 1UL << 40, usage_text);
			break;
		case 't':
			o.wait_ms = st::need_seconds(optarg, usage_text);
			break;
		default:
			st::usage(usage_text);
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		st::usage(usage_text);
	o.where.sb_family = AF_BSDNET;
	if (argc - optind == 2)
		st::set_prefix(o.where, argv[optind + 1], usage_text);
	o.where.sb_ifl_index = st::to_ifl(argv[optind]);
	for (auto &join : o.joins)
		join.ifl_index = o.where.sb_ifl_index;
	return o;
}

void print_hex(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		std::printf("%02x", data[i]);
}

void dump_one(int fd, const Options &o)
{
	std::vector<unsigned char> frame(65536 + 64);
	sockaddr_bsdnet from{};
	socklen_t from_len = sizeof(from);
	ssize_t len;

	if (!st::wait_readable(fd, o.wait_ms))
		st::fail("no frame came");
	len = recvfrom(fd, frame.data(), frame.size(), 0, reinterpret_cast<sockaddr *>(&from),
		       &from_len);
	if (len < 0)
		st::die("recvfrom");
	if (from_len != sizeof(from) || from.sb_family != AF_BSDNET)
		st::fail("not an address of an L2 socket");
	std::printf("ifl %u from ", from.sb_ifl_index);
	print_hex(from.sb_addr, from.sb_halen);
	std::printf(" proto ");
	print_hex(from.sb_proto, (from.sb_bits + 7U) / 8);
	std::printf("/%u len %zd ", from.sb_bits, len);
	print_hex(frame.data(), static_cast<size_t>(len));
	std::printf("\n");
	std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
	Options o = parse(argc, argv);
	st::Fd fd = st::open_socket(AF_BSDNET, SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0));

	st::set_option(fd, SOL_BSDNET, BSDNET_L2_HEADER, static_cast<int>(o.header),
		       "BSDNET_L2_HEADER");
	if (bind(fd, reinterpret_cast<sockaddr *>(&o.where), sizeof(o.where)))
		st::die("bind");
	for (const auto &join : o.joins)
		st::set_option(fd, SOL_BSDNET, BSDNET_L2_JOIN, join, "BSDNET_L2_JOIN");
	std::printf("ready\n");
	std::fflush(stdout);
	for (unsigned long n = 0; !o.count || n < o.count; n++)
		dump_one(fd, o);
	return 0;
}
