// SPDX-License-Identifier: GPL-2.0
/*
 * l2_key_fuzz - the key of any frame (L2-1)
 *
 * Frames of any bytes, in one piece or two, with and without an accelerated
 * tag, the data at the MAC or at the network header; against a key that is put
 * together from the standards, out of the plain bytes. Appending to keys at
 * any bit.
 */
#include <optional>
#include <vector>

extern "C" {
#include "linux/if_vlan.h"
#include "l2demux/l2demux.h"
}
#include "fuzz.hpp"

namespace {

/* Reads a frame from the front; past its end there is nothing */
class Reader {
public:
	explicit Reader(const std::vector<u8> &bytes) : bytes_(bytes) {}
	std::size_t at() const { return at_; }
	std::size_t left() const { return bytes_.size() - at_; }
	std::optional<unsigned> be16()
	{
		if (left() < 2)
			return {};
		at_ += 2;
		return bytes_[at_ - 2] << 8 | bytes_[at_ - 1];
	}
	const u8 *take(std::size_t n)
	{
		if (left() < n)
			return nullptr;
		at_ += n;
		return bytes_.data() + at_ - n;
	}

private:
	const std::vector<u8> &bytes_;
	std::size_t at_ = 0;
};

struct Key {
	std::vector<u8> bytes;
	std::size_t header;	/* length of the L2 header */

	void be16(unsigned value)
	{
		bytes.push_back(static_cast<u8>(value >> 8));
		bytes.push_back(static_cast<u8>(value));
	}
	void tag(unsigned tpid, unsigned tci)
	{
		if (!(tci & 0xfff))	/* IEEE 802.1Q 6.9: a priority tag */
			return;
		be16(tpid);
		be16(tci & 0xfff);
	}
};

bool is_tag(unsigned type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* RFC 2516: version 1, type 1, code 0; the key has the session and the sender */
bool pppoe(Reader &reader, const std::vector<u8> &frame, Key &key)
{
	const u8 *header = reader.take(6);

	if (!header || header[0] != 0x11 || header[1])
		return false;
	const unsigned length = header[4] << 8 | header[5];
	if (length > reader.left())
		return false;
	key.bytes.insert(key.bytes.end(), header + 2, header + 4);
	key.bytes.insert(key.bytes.end(), frame.begin() + 6, frame.begin() + 12);
	/* RFC 1661: the protocol ends with the first odd octet */
	const std::size_t end = reader.at() + length;
	unsigned protocol = 0;
	do {
		const u8 *octet = reader.at() < end ? reader.take(1) : nullptr;

		if (!octet)
			return false;
		protocol = protocol << 8 | *octet;
		if (*octet & 1 || reader.at() == end - length + 2)
			break;
	} while (true);
	key.be16(protocol);
	if (protocol == 0x31) { /* RFC 3518: flags, MAC type */
		if (reader.at() + 2 > end)
			return false;
		key.bytes.push_back(reader.take(2)[1]);
	}
	return true;
}

/* IEEE 802.1BR: six octets, of which group, base and extension of the E-CID count */
bool etag(Reader &reader, Key &key)
{
	const u8 *header = reader.take(6);

	if (!header)
		return false;
	key.be16(0x893f);
	key.be16((header[2] << 8 | header[3]) & 0x3fff);
	key.bytes.push_back(header[5]);
	return true;
}

/* IEEE 802.2 5.2: unnumbered frames have one octet of control; RFC 1042: SNAP */
bool llc(Reader &reader, unsigned length, Key &key)
{
	if (length < 3 || length > reader.left())
		return false;
	const u8 *header = reader.take(3);
	const bool snap = header[0] == 0xaa && header[1] == 0xaa && header[2] == 3;
	const std::size_t more = snap ? 5 : (header[2] & 3) == 3 ? 0 : 1;

	if (length < 3 + more || !reader.take(more))
		return false;
	key.be16(0);
	key.bytes.insert(key.bytes.end(), header, header + (snap ? 8 : 2));
	return true;
}

constexpr unsigned most_tags = 8;

std::optional<Key> key_of(const std::vector<u8> &frame, std::optional<std::pair<unsigned, unsigned>> tag)
{
	Reader reader(frame);
	Key key = {};

	if (frame.size() < 14)
		return {};
	if (tag)
		key.tag(tag->first, tag->second);
	reader.take(12);
	unsigned type = *reader.be16();
	if (type == 0x893f && key.bytes.empty()) {
		if (!etag(reader, key))
			return {};
		const auto next = reader.be16();

		if (!next)
			return {};
		type = *next;
	}
	for (unsigned n = 0; is_tag(type); n++) {
		const auto tci = reader.be16(), next = reader.be16();

		if (n == most_tags || !next)
			return {};
		key.tag(type, *tci);
		type = *next;
	}
	if (type <= 1500) {
		if (!llc(reader, type, key))
			return {};
	} else if (type < 0x600) {
		return {};
	} else {
		key.be16(type);
		if (type == 0x8864 && !pppoe(reader, frame, key))
			return {};
	}
	key.header = reader.at();
	if (key.bytes.size() > BSDNET_L2_KEY_MAX)
		return {};
	return key;
}

/* Mostly bytes that mean something */
std::vector<u8> any_frame(fuzz::Input &input)
{
	static const unsigned words[] = {0x8100, 0x88a8, 0x9100, 0x8864, 0x0800, 0x1100, 0x893f, 0x0031,
					 0xaaaa, 0x0300, 0x0003, 0x0000, 0x05dc, 0x05ff};
	std::vector<u8> frame(12);

	input.bytes(frame.data(), frame.size());
	for (unsigned n = input.below(40); n; n--) {
		const u8 choice = input.byte();
		const unsigned word = choice < std::size(words) ? words[choice] : input.word();

		frame.push_back(static_cast<u8>(word >> 8));
		frame.push_back(static_cast<u8>(word));
	}
	if (input.flag())
		frame.push_back(input.byte());
	return frame;
}

void try_frame(fuzz::Input &input)
{
	const std::vector<u8> frame = any_frame(input);
	const unsigned how = input.byte();
	std::optional<std::pair<unsigned, unsigned>> tag;
	sk_buff skb = {};

	if (how & 1)
		tag.emplace(how & 2 ? 0x88a8 : 0x8100, input.word());
	skb.pulled = how & 4 && frame.size() >= ETH_HLEN ? ETH_HLEN : 0;
	/* the MAC header is always linear where it was pulled */
	skb.linear_len = static_cast<unsigned>(frame.size()) - input.below(static_cast<unsigned>(
		frame.size() + 1 - skb.pulled));
	skb.rest_len = static_cast<unsigned>(frame.size()) - skb.linear_len;
	skb.len = static_cast<unsigned>(frame.size()) - skb.pulled;
	skb.linear = static_cast<u8 *>(std::malloc(skb.linear_len + 1));
	skb.rest = static_cast<u8 *>(std::malloc(skb.rest_len + 1));
	REQUIRE(skb.linear && skb.rest);
	skb.data = skb.linear + skb.pulled;
	std::memcpy(skb.linear, frame.data(), skb.linear_len);
	std::memcpy(skb.rest, frame.data() + skb.linear_len, skb.rest_len);
	skb.no_memory = how & 8;
	if (tag) {
		skb.vlan_present = true;
		skb.vlan_proto = htons(static_cast<u16>(tag->first));
		skb.vlan_tci = static_cast<u16>(tag->second);
	}

	const auto want = key_of(frame, tag);
	bn_l2_key got;
	const int ret = bn_l2_key_ether(&skb, &got);

	if (ret == -ENOMEM) {
		REQUIRE(skb.no_memory);
	} else if (!want) {
		REQUIRE(ret == -EINVAL);
	} else {
		REQUIRE(ret == static_cast<int>(want->header));
		REQUIRE(got.bits == want->bytes.size() * 8);
		REQUIRE(!std::memcmp(got.data, want->bytes.data(), want->bytes.size()));
		for (std::size_t i = want->bytes.size(); i < sizeof(got.data); i++)
			REQUIRE(!got.data[i]);
		/* it can be taken off */
		REQUIRE(skb.linear_len >= want->header);
	}
	std::free(skb.linear);
	std::free(skb.rest);
}

void try_append(fuzz::Input &input)
{
	std::vector<bool> want;
	bn_l2_key key = {};

	for (unsigned n = input.below(8); n; n--) {
		u8 data[BSDNET_L2_KEY_MAX + 2];
		const unsigned bits = input.below(sizeof(data) * 8 + 1);
		const bool fits = want.size() + bits <= BSDNET_L2_KEY_MAX * 8;

		input.bytes(data, sizeof(data));
		REQUIRE(bn_l2_key_append(&key, data, bits) == (fits ? 0 : -EMSGSIZE));
		for (unsigned i = 0; fits && i < bits; i++)
			want.push_back(data[i / 8] & 0x80 >> i % 8);
	}
	REQUIRE(key.bits == want.size());
	for (unsigned i = 0; i < BSDNET_L2_KEY_MAX * 8; i++)
		REQUIRE(!!(key.data[i / 8] & 0x80 >> i % 8) == (i < want.size() && want[i]));
}

} // namespace

// Shows: L2-1
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	fuzz::Input input(data, size);

	if (input.byte() % 8)
		try_frame(input);
	else
		try_append(input);
	return 0;
}
