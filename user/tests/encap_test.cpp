// SPDX-License-Identifier: GPL-2.0
//
// Encapsulations: words to bytes and back, byte by byte as the kernel's files have them.

#include "encap.hpp"

#include <gtest/gtest.h>

#include <array>

#include "bsdnet/error.hpp"

namespace bsdnet::ctl {
namespace {

// A line as `add` has it, without options of others
Blob encode(const std::string& line, EncapPlace place) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  const auto [encap, word] = find_encap_word(words.at(0), place);
  if (encap == nullptr) throw UsageError("no such word: " + words[0]);
  Blob data;
  Args args({words.begin() + 1, words.end()});
  encap->parse(word->word, args, data);
  while (!args.empty()) {
    const std::string option = args.next("option");
    if (!encap->parse_option(option, args, data))
      throw UsageError(option + " is no option of " + words[0]);
  }
  return data;
}

std::string message_of(const std::string& line, EncapPlace place = EncapPlace::ifl) {
  try {
    encode(line, place);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

struct Case {
  const char* line;
  EncapPlace place;
  const char* encap;
  const char* data;   // attributes: length and type in the host's order (little-endian here)
  const char* words;  // as shown; null: as it was asked for
};

constexpr Case kCases[] = {
    {"vlan 5", EncapPlace::ifl, "vlan", "0600010000050000", nullptr},
    {"vlan 4094 tpid 0x9100", EncapPlace::ifl, "vlan", "060001000ffe00000600020091000000",
     "qinq 0x9100 4094"},
    {"vlan 7 tpid 88a8", EncapPlace::ifl, "vlan", "06000100000700000600020088a80000", "svlan 7"},
    {"svlan 7", EncapPlace::ifl, "vlan", "06000100000700000600020088a80000", nullptr},
    {"qinq 9100 7", EncapPlace::ifl, "vlan", "06000100000700000600020091000000", "qinq 0x9100 7"},
    {"qinq 0x8100 7", EncapPlace::ifl, "vlan", "06000100000700000600020081000000", "vlan 7"},
    {"pppoe 17 02:00:00:00:00:09", EncapPlace::ifl, "pppoe",
     "06000100001100000a0002000200000000090000", nullptr},
    {"snap", EncapPlace::ifl, "snap", "", nullptr},
    {"snap oui 00:80:c2", EncapPlace::ifl, "snap", "070001000080c200", nullptr},
    {"snap oui 0080c2", EncapPlace::ifl, "snap", "070001000080c200", "snap oui 00:80:c2"},
    {"ether", EncapPlace::ifl, "ether", "", nullptr},
    {"ether", EncapPlace::ifd, "ether", "", nullptr},
    {"etag 4194303", EncapPlace::ifd, "etag", "08000100003fffff", nullptr},
    {"ppp", EncapPlace::ifl, "ppp", "", nullptr},
    {"ppp acfc on pfc on", EncapPlace::ifd, "ppp", "05000100010000000500020001000000", nullptr},
    {"ppp pfc off", EncapPlace::ifl, "ppp", "0500020000000000", "ppp"},
    {"chdlc", EncapPlace::ifd, "chdlc", "", nullptr},
    {"chdlc keepalive 0", EncapPlace::ifd, "chdlc", "0800010000000000", nullptr},
    {"chdlc keepalive 32767", EncapPlace::ifd, "chdlc", "0800010000007fff", nullptr},
    {"chdlc keepalive 10", EncapPlace::ifd, "chdlc", "080001000000000a", "chdlc"},
    {"fr", EncapPlace::ifd, "fr", "", nullptr},
    {"fr 100", EncapPlace::ifl, "dlci", "0800010000000064", nullptr},
    {"fr 100 addrlen 2", EncapPlace::ifl, "dlci", "08000100000000640500020002000000", "fr 100"},
    {"fr 100 addrlen 3", EncapPlace::ifl, "dlci", "08000100000000640500020003000000", nullptr},
    {"fr 2000000", EncapPlace::ifl, "dlci", "08000100001e8480", nullptr},
    {"atm", EncapPlace::ifd, "atm", "", nullptr},
    {"atm 1/32", EncapPlace::ifl, "vc", "06000100000100000600020000200000", nullptr},
    {"atm 255/65535 mux", EncapPlace::ifl, "vc", "0600010000ff000006000200ffff00000500030001000000",
     nullptr},
    {"atm 1/32 llc", EncapPlace::ifl, "vc", "060001000001000006000200002000000500030000000000",
     "atm 1/32"},
    {"ip", EncapPlace::ifd, "ip", "", nullptr},
};

// Shows: CTL-3
TEST(Encap, WordsBecomeBytesAndWordsAgain) {
  for (const Case& test : kCases) {
    const Blob data = encode(test.line, test.place);
    EXPECT_EQ(hex(data), test.data) << test.line;
    const EncapText text = describe_encap(test.encap, data);
    EXPECT_EQ(text.words, test.words == nullptr ? test.line : test.words);
    // what is shown means the same
    EXPECT_EQ(describe_encap(test.encap, encode(text.words, test.place)).words, text.words);
  }
}

// Shows: CTL-3, CTL-6
TEST(Encap, ErrorsNameWordAndValue) {
  EXPECT_EQ(message_of("vlan 4095"), "vlan: VLAN id must be 1..4094, not 4095");
  EXPECT_EQ(message_of("vlan 0"), "vlan: VLAN id must be 1..4094, not 0");
  EXPECT_EQ(message_of("vlan x"), "vlan: VLAN id must be a number, not \"x\"");
  EXPECT_EQ(message_of("vlan -1"), "vlan: VLAN id must be a number, not \"-1\"");
  EXPECT_EQ(message_of("vlan 4294967297"), "vlan: VLAN id must be 1..4094, not 4294967297");
  EXPECT_EQ(message_of("svlan"), "svlan: VLAN id is missing");
  EXPECT_EQ(message_of("qinq 500 7"), "qinq: TPID must be 0x0600..0xffff, not \"500\"");
  EXPECT_EQ(message_of("svlan 7 tpid 9100"), "vlan: duplicate TPID");
  EXPECT_EQ(message_of("pppoe 65535 02:00:00:00:00:09"),
            "pppoe: session must be 1..65534, not 65535");
  EXPECT_EQ(message_of("pppoe 1 02:00:00:00:09"),
            "pppoe: MAC address of the peer must be 6 bytes in hexadecimal, not "
            "\"02:00:00:00:09\"");
  EXPECT_EQ(message_of("pppoe 1"), "pppoe: MAC address of the peer is missing");
  EXPECT_EQ(message_of("fr 8388608"), "fr: DLCI must be 0..8388607, not 8388608");
  EXPECT_EQ(message_of("fr 1 addrlen 5"), "fr: address length must be 2..4, not 5");
  EXPECT_EQ(message_of("atm 1"), "atm: circuit must be VPI/VCI, not \"1\"");
  EXPECT_EQ(message_of("atm 256/1"), "atm: VPI must be 0..255, not 256");
  EXPECT_EQ(message_of("atm 1/"), "atm: VCI must be a number, not \"\"");
  EXPECT_EQ(message_of("chdlc keepalive 32768", EncapPlace::ifd),
            "chdlc: keepalive must be 0..32767, not 32768");
  EXPECT_EQ(message_of("etag 0", EncapPlace::ifd), "etag: E-CID must be 1..4194303, not 0");
  EXPECT_EQ(message_of("ppp pfc maybe"), "ppp: pfc must be on or off, not \"maybe\"");
  EXPECT_EQ(message_of("snap oui 12"), "snap: OUI must be 3 bytes in hexadecimal, not \"12\"");
}

// Shows: CTL-3
TEST(Encap, AWordMeansWhatItsPlaceMakesOfIt) {
  EXPECT_EQ(find_encap_word("fr", EncapPlace::ifl).first->name(), "dlci");
  EXPECT_EQ(find_encap_word("fr", EncapPlace::ifd).first->name(), "fr");
  EXPECT_EQ(find_encap_word("vlan", EncapPlace::ifd).first, nullptr);
}

// Shows: CTL-3
TEST(Encap, RegistryIsSortedAndHasEveryCounterpart) {
  std::vector<std::string_view> names;
  for (const Encapsulation* encap : encapsulations())
    names.push_back(encap->name());
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const char* name :
       {"atm", "chdlc", "dlci", "etag", "ether", "fr", "ip", "ppp", "pppoe", "snap", "vc", "vlan"})
    EXPECT_NE(find_encapsulation(name), nullptr) << name;
  EXPECT_EQ(find_encapsulation("vlanx"), nullptr);
}

// Shows: CTL-3
TEST(Encap, WhatIsNotUnderstoodIsShownAsBytes) {
  EXPECT_EQ(describe_encap("future", parse_hex("0102")).words, "encap future data 0102");
  EXPECT_EQ(describe_encap("future", {}).words, "encap future");
  // a VID of one byte; an attribute longer than what there is; no session
  EXPECT_EQ(describe_encap("vlan", parse_hex("0500010005000000")).words,
            "encap vlan data 0500010005000000");
  EXPECT_EQ(describe_encap("vlan", parse_hex("ff000100")).words, "encap vlan data ff000100");
  EXPECT_EQ(describe_encap("pppoe", {}).words, "encap pppoe");
  EXPECT_EQ(describe_encap("dlci", parse_hex("01")).words, "encap dlci data 01");
}

// Every truncation of every case, and every byte of it changed: never a crash
TEST(Encap, HostileBytes) {
  for (const Case& test : kCases) {
    const Blob data = encode(test.line, test.place);
    for (std::size_t length = 0; length <= data.size(); ++length)
      EXPECT_FALSE(describe_encap(test.encap, std::span(data).first(length)).words.empty());
    for (std::size_t i = 0; i < data.size(); ++i)
      for (const int change : {1, 0x80, 0xff}) {
        Blob bad = data;
        bad[i] = static_cast<std::uint8_t>(bad[i] ^ change);
        EXPECT_FALSE(describe_encap(test.encap, bad).words.empty());
      }
  }
}

struct KeyCase {
  const char* encap;
  const char* key;
  unsigned int bits;
  const char* words;
};

constexpr KeyCase kKeys[] = {
    {"ether", "0800", 16, "type 0x0800"},
    {"ether", "", 0, "all"},
    {"ether", "8100000a0800", 48, "vlan 10 type 0x0800"},
    {"ether", "8100000a", 32, "vlan 10 all"},
    {"ether", "88a800058100000a0806", 80, "tpid 0x88a8 vlan 5 vlan 10 type 0x0806"},
    {"ether", "893f0001020800", 56, "etag 258 type 0x0800"},
    {"ether", "893f000102", 40, "etag 258 all"},
    {"ether",
     "88640011020000000009"
     "0021",
     96, "pppoe 17 peer 02:00:00:00:00:09 protocol 0x0021"},
    {"ether", "88640011020000000009", 80, "pppoe 17 peer 02:00:00:00:00:09 all"},
    {"ether", "886400110200000000098000", 81, "pppoe 17 peer 02:00:00:00:00:09 0x80/1"},
    {"ether", "8864", 16, "type 0x8864"},
    {"ether", "0000aaaa030000000800", 80, "snap 00:00:00 pid 0x0800"},
    {"ether", "0000aaaa030080c2", 64, "snap 00:80:c2"},
    {"ether", "00004242", 32, "llc dsap 0x42 ssap 0x42"},
    {"ether", "80", 200, "0x80/200"},
    {"ether", "80", 1, "0x80/1"},
    {"ether", "0800ff", 24, "type 0x0800 0xff/8"},
    {"etag", "0800", 16, "type 0x0800"},
    {"ppp", "0021", 16, "protocol 0x0021"},
    {"ppp", "003101", 24, "protocol 0x0031 mac-type 1"},
    {"ppp", "80", 1, "0x80/1"},
    {"chdlc", "0800", 16, "type 0x0800"},
    {"ip", "86dd", 16, "type 0x86dd"},
    {"fr", "00000064cc", 40, "dlci 100 nlpid 0xcc"},
    {"fr", "00000064", 32, "dlci 100 all"},
    {"fr", "00000064800080c20007", 80, "dlci 100 snap 00:80:c2 pid 0x0007"},
    {"fr", "0000", 16, "0x0000/16"},
    {"atm", "00010020aaaa030000000800", 96, "vc 1/32 snap 00:00:00 pid 0x0800"},
    {"atm", "00010020", 32, "vc 1/32 all"},
    {"atm", "00010020fefe03cf", 64, "vc 1/32 nlpid 0xcf"},
    {"atm", "00010020aaaa03", 56, "vc 1/32 0xaaaa03/24"},
    {"future", "0102", 16, "0x0102/16"},
};

TEST(Encap, KeysInWords) {
  for (const KeyCase& test : kKeys) {
    std::string text = describe_encap_key(test.encap, parse_hex(test.key), test.bits);
    EXPECT_EQ(text, test.words) << test.encap << ' ' << test.key;
  }
}

// Any number of bits of any key
TEST(Encap, HostileKeys) {
  for (const Encapsulation* encap : encapsulations())
    for (const KeyCase& test : kKeys) {
      const Blob key = parse_hex(test.key);
      for (unsigned int bits = 0; bits <= key.size() * 8 + 9; ++bits)
        EXPECT_FALSE(describe_encap_key(encap->name(), key, bits).empty());
    }
}

}  // namespace
}  // namespace bsdnet::ctl
