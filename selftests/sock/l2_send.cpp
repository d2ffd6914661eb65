// SPDX-License-Identifier: GPL-2.0
/*
 * l2_send - sends one frame from an L2 socket (SK-8)
 *
 * With a protocol the L2 header is made by the interface; without one HEX is
 * a complete frame.
 */
#include "l2.hpp"

#include <vector>

namespace {

constexpr const char *usage_text =
	"l2_send [-d MAC] [-e ETHERTYPE | -e HEX/BITS] IFL HEX\n"
	"  IFL  name or index    without -e HEX is a complete frame";

std::vector<unsigned char> parse_hex(std::string_view text)
{
	std::vector<unsigned char> data;

	if (text.size() % 2)
		st::usage(usage_text);
	for (size_t i = 0; i < text.size(); i += 2)
		data.push_back(st::hex_byte(text.substr(i, 2), usage_text));
	return data;
}

} // namespace

int main(int argc, char **argv)
{
	sockaddr_bsdnet to{};
	bool complete = true;
	int c;

	to.sb_family = AF_BSDNET;
	while ((c = getopt(argc, argv, "d:e:")) != -1) {
		switch (c) {
		case 'd':
			if (!st::parse_mac(optarg, to.sb_addr))
				st::usage(usage_text);
			to.sb_halen = 6;
			break;
		case 'e':
			st::set_prefix(to, optarg, usage_text);
			complete = false;
			break;
		default:
			st::usage(usage_text);
		}
	}
	if (optind + 2 != argc)
		st::usage(usage_text);

	to.sb_ifl_index = st::to_ifl(argv[optind]);
	auto frame = parse_hex(argv[optind + 1]);
	st::Fd fd = st::open_socket(AF_BSDNET, SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0));

	if (complete)
		st::set_option(fd, SOL_BSDNET, BSDNET_L2_HEADER, 1, "BSDNET_L2_HEADER");
	if (sendto(fd, frame.data(), frame.size(), 0, reinterpret_cast<sockaddr *>(&to),
		   sizeof(to)) != static_cast<ssize_t>(frame.size()))
		st::die("sendto");
	std::printf("ok: %zu bytes\n", frame.size());
	return 0;
}
