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

} // namespace st
