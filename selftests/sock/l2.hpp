/* SPDX-License-Identifier: GPL-2.0 */
/*
 * l2 - what the L2 programs share
 */
#pragma once

#include "common.hpp"

#include <bsdnet/bsdnet.h>

namespace st {

/* Name or index of a logical interface */
inline uint32_t to_ifl(const char *text)
{
	uint32_t index = 0;

	if (auto number = to_number(text, 0xffffffff))
		index = static_cast<uint32_t>(*number);
	else
		index = bsdnet_ifl_nametoindex(text);
	if (!index)
		die(text);
	return index;
}

inline void set_ethertype(sockaddr_bsdnet &sb, unsigned long proto)
{
	sb.sb_proto[0] = static_cast<uint8_t>(proto >> 8);
	sb.sb_proto[1] = static_cast<uint8_t>(proto);
	sb.sb_bits = 16;
}

inline uint8_t hex_byte(std::string_view two, const char *usage_text)
{
	std::string byte = "0x" + std::string(two);

	return static_cast<uint8_t>(need_number(byte.c_str(), 255, usage_text));
}

/* "8863/16": a protocol prefix of any length; without a slash an ethertype */
inline void set_prefix(sockaddr_bsdnet &sb, const char *text, const char *usage_text)
{
	std::string_view s(text);
	auto slash = s.find('/');

	if (slash == s.npos) {
		set_ethertype(sb, need_number(text, 0xffff, usage_text));
		return;
	}
	if (slash % 2 || slash / 2 > sizeof(sb.sb_proto))
		usage(usage_text);
	for (size_t i = 0; i < slash / 2; i++)
		sb.sb_proto[i] = hex_byte(s.substr(2 * i, 2), usage_text);
	sb.sb_bits = static_cast<uint16_t>(need_number(text + slash + 1,
						       8 * sizeof(sb.sb_proto), usage_text));
}

} // namespace st
