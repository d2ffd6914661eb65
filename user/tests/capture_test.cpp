// SPDX-License-Identifier: GPL-2.0
#include <gtest/gtest.h>
#include <linux/if_packet.h>

#include <cstring>
#include <sstream>
#include <vector>

#include "capture_packet.hpp"
#include "pcapng.hpp"

namespace bsdnet::ctl {
namespace {

using Bytes = std::vector<std::uint8_t>;

const CaptureLink& link(const char* type) {
  return *find_capture_link(type);
}

Bytes operator+(Bytes a, const Bytes& b) {
  for (const std::uint8_t byte : b)
    a.push_back(byte);
  return a;
}

const Bytes kAddresses = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
const Bytes kIpv4 = {0x45, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2};
const Bytes kUdp = {0, 53, 0x10, 0, 0, 12, 0, 0, 1, 2, 3, 4};

std::string summary(const char* type, const Bytes& bytes) {
  return packet_summary(link(type), bytes);
}

TEST(PacketSummary, Udp) {
  EXPECT_EQ(summary("ether", kAddresses + Bytes{8, 0} + kIpv4 + kUdp),
            "02:00:00:00:00:02 > 02:00:00:00:00:01 IPv4 192.0.2.1.53 > 192.0.2.2.4096 udp");
  EXPECT_EQ(summary("ip", kIpv4 + kUdp), "IPv4 192.0.2.1.53 > 192.0.2.2.4096 udp");
  EXPECT_EQ(summary("ppp", Bytes{0xff, 3, 0, 0x21} + kIpv4 + kUdp),
            "PPP IPv4 192.0.2.1.53 > 192.0.2.2.4096 udp");
}

TEST(PacketSummary, Tags) {
  EXPECT_EQ(summary("ether", kAddresses + Bytes{0x81, 0, 0x60, 5, 0x88, 0xcc}),
            "02:00:00:00:00:02 > 02:00:00:00:00:01 vlan 5 LLDP");
}

TEST(PacketSummary, Others) {
  EXPECT_EQ(summary("ppp", {0xc0, 0x21}), "PPP LCP");
  EXPECT_EQ(summary("chdlc", {0x8f, 0, 0x80, 0x35}), "HDLC SLARP");
  EXPECT_EQ(summary("ether", kAddresses + Bytes{0, 3, 0xfe, 0xfe, 3}),
            "02:00:00:00:00:02 > 02:00:00:00:00:01 LLC dsap 0xfe ssap 0xfe");
}

// Every truncation of a packet is described without reading past its end
TEST(PacketSummary, Truncated) {
  const Bytes frames[] = {kAddresses + Bytes{0x81, 0, 0, 5, 8, 0} + kIpv4 + kUdp,
                          kAddresses + Bytes{8, 6} + Bytes(28, 0)};
  for (const Bytes& frame : frames)
    for (std::size_t length = 0; length <= frame.size(); ++length)
      for (const char* type : {"ether", "ppp", "ip", "chdlc", "fr", "atm"}) {
        const Bytes exact(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(length));
        EXPECT_FALSE(summary(type, exact).empty() && length != 0) << type << " " << length;
      }
}

TEST(CaptureLink, Unknown) {
  EXPECT_EQ(find_capture_link("lo"), nullptr);
}

std::uint32_t number_at(const std::string& text, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, text.data() + at, sizeof(value));
  return value;
}

// The types of the blocks; each begins and ends with its length, a multiple of 4
std::vector<std::uint32_t> block_types(const std::string& text) {
  std::vector<std::uint32_t> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t length = number_at(text, at + 4);
    EXPECT_EQ(length % 4, 0U);
    EXPECT_EQ(number_at(text, at + length - 4), length);
    out.push_back(number_at(text, at));
    at += length;
  }
  return out;
}

TEST(Pcapng, Blocks) {
  const Bytes data = {1, 2, 3, 4, 5};
  std::ostringstream out;
  PcapngWriter writer(out, {"r1.5", 1, 64, "icmp", "test"});
  writer.packet({0x100000002, PACKET_OUTGOING, 1500, data});
  writer.statistics({1, 7}, 1, 2);
  const std::string text = out.str();
  EXPECT_EQ(block_types(text), (std::vector<std::uint32_t>{0x0a0d0d0a, 1, 6, 5}));
  const std::size_t packet = number_at(text, 4) + number_at(text, number_at(text, 4) + 4);
  EXPECT_EQ(number_at(text, packet + 12), 1U);     // time, high
  EXPECT_EQ(number_at(text, packet + 16), 2U);     // low
  EXPECT_EQ(number_at(text, packet + 20), 5U);     // captured
  EXPECT_EQ(number_at(text, packet + 24), 1500U);  // on the link
  EXPECT_EQ(number_at(text, packet + 40), 2U);     // outbound
}

}  // namespace
}  // namespace bsdnet::ctl
