// SPDX-License-Identifier: GPL-2.0
//
// Encapsulations in the words of bsdnetctl.

#include <fcntl.h>

#include <cstring>

#include "command_session.hpp"
#include "encap.hpp"
#include "unique_fd.hpp"

namespace bsdnet::ctl {
namespace {

using test_support::Session;
using test_support::World;

Ifl ifl_of_line(const std::string& line) {
  Session session(World{}.script());
  EXPECT_EQ(session.run("ifl add " + line).status, kOk) << session.err.str();
  return Ifl::decode(session.sent());
}

Ifd ifd_of_line(const std::string& line) {
  Session session(World{}.script());
  EXPECT_EQ(session.run("ifd add " + line).status, kOk) << session.err.str();
  return Ifd::decode(session.sent());
}

std::string words_of(const Ifl& ifl) {
  return describe_encap(ifl.encap.value_or(""), ifl.encap_data.value_or(Blob{})).words;
}

// Shows: CTL-3
TEST(EncapCommand, LayersOfLogicalInterfaces) {
  EXPECT_EQ(words_of(ifl_of_line("eth0.5 vlan 5")), "vlan 5");
  EXPECT_EQ(words_of(ifl_of_line("eth0.5 vlan 5 down tpid 0x9100")), "qinq 0x9100 5");
  EXPECT_EQ(words_of(ifl_of_line("eth0.5 svlan 5")), "svlan 5");
  EXPECT_EQ(words_of(ifl_of_line("eth0.5 qinq 9100 5")), "qinq 0x9100 5");
  EXPECT_EQ(words_of(ifl_of_line("eth0.5 parent eth0 pppoe 3 02:00:00:00:00:01 unit 5")),
            "pppoe 3 02:00:00:00:00:01");
  EXPECT_EQ(words_of(ifl_of_line("hdlc0.1 fr 100 addrlen 4 up")), "fr 100 addrlen 4");
  EXPECT_EQ(words_of(ifl_of_line("atm0.1 atm 1/32 mux")), "atm 1/32 mux");
  EXPECT_EQ(words_of(ifl_of_line("atm0.1.1 ppp pfc on")), "ppp pfc on");
  EXPECT_EQ(words_of(ifl_of_line("eth0.1 encap vlan 7")), "vlan 7");
  EXPECT_EQ(words_of(ifl_of_line("eth0.1 encap dlci 7")), "fr 7");
  const Ifl plain = ifl_of_line("eth0");
  EXPECT_FALSE(plain.encap);
  EXPECT_FALSE(plain.encap_data);
  const Ifl bridged = ifl_of_line("hdlc0.1.0 ether lladdr 02:00:00:00:00:07 link down");
  EXPECT_EQ(bridged.encap, "ether");
  EXPECT_EQ(bridged.lladdr->str(), "02:00:00:00:00:07");
  EXPECT_EQ(bridged.link_up, false);
}

// Shows: CTL-3
TEST(EncapCommand, AnUnknownOneTravelsAsBytes) {
  const Ifl ifl = ifl_of_line("eth0.1 encap future data 0800010000000001 up");
  EXPECT_EQ(ifl.encap, "future");
  EXPECT_EQ(hex(*ifl.encap_data), "0800010000000001");
  EXPECT_EQ(words_of(ifl), "encap future data 0800010000000001");
  // bytes for one that is known, as it was shown where its parameters were strange
  const Ifl vlan = ifl_of_line("eth0.1 encap vlan data 0500010005000000");
  EXPECT_EQ(hex(*vlan.encap_data), "0500010005000000");
}

// Shows: CTL-3
TEST(EncapCommand, FramingsOfDevices) {
  Ifd ifd = ifd_of_line("hdlc0 encap ppp pfc on mode exclusive acfc on");
  EXPECT_EQ(ifd.encap, "ppp");
  EXPECT_EQ(hex(*ifd.encap_data), "05000100010000000500020001000000");
  EXPECT_EQ(ifd.mode, BSDNET_IFD_MODE_EXCLUSIVE);
  ifd = ifd_of_line("hdlc0 encap chdlc keepalive 5");
  EXPECT_EQ(hex(*ifd.encap_data), "0800010000000005");
  ifd = ifd_of_line("hdlc0 encap fr");
  EXPECT_EQ(ifd.encap, "fr");
  EXPECT_FALSE(ifd.encap_data);
  ifd = ifd_of_line("eth0:5 parent eth0 etag 5 carrier down");
  EXPECT_EQ(ifd.parent, "eth0");
  EXPECT_EQ(ifd.encap, "etag");
  EXPECT_EQ(ifd.carrier, false);
  ifd = ifd_of_line("eth0");
  EXPECT_FALSE(ifd.encap);
}

TEST(EncapCommand, WhatMakesNoSenseIsNotSent) {
  for (const char* line : {"ifl add eth0.1 vlan 1 svlan 2",
                           "ifl add eth0.1 vlan 1 encap ppp",
                           "ifl add eth0.1 vlan 1 vlan 2",
                           "ifl add eth0.1 tpid 0x9100",
                           "ifl add eth0.1 vlan 1 pfc on",
                           "ifl add eth0.1 etag 5",
                           "ifl add eth0.1 encap",
                           "ifl add eth0.1 encap vlan",
                           "ifl add eth0.1 encap future data 012",
                           "ifl add eth0.1 encap nameoffarmorethanfifteen",
                           "ifl add eth0.1 link maybe",
                           "ifl add eth0.1 ether lladdr 02:xx",
                           "ifl show eth0 parent eth0",
                           "ifd add eth0 vlan 5",
                           "ifd add f fd 1 tap t",
                           "ifd add f fd 1 speed 9600",
                           "ifd add f tty /dev/null speed 12345",
                           "ifd add f tap abcdefghijklmnopqrst",
                           "ifd add f carrier",
                           "show graph png",
                           "show tree a b"}) {
    Session session(World{}.script());
    const int status = session.run(line).status;
    if (std::string(line) == "show graph png") continue;  // a name, then; the kernel decides
    EXPECT_EQ(status, kUsage) << line;
    EXPECT_FALSE(session.err.str().empty()) << line;
    EXPECT_TRUE(session.wire->requests.empty()) << line;
  }
}

// Shows: CTL-3
TEST(EncapCommand, OptionsChangeWhatIsThere) {
  World world;
  Ifl ifl;
  ifl.name = "hdlc0.1";
  ifl.encap = "ppp";
  ifl.encap_data = parse_hex("0500010001000000");  // acfc on
  world.ifls = {ifl};
  Session set(world.script());
  EXPECT_EQ(set.run("ifl set hdlc0.1 pfc on").status, kOk) << set.err.str();
  Ifl sent = Ifl::decode(set.sent());
  EXPECT_FALSE(sent.encap);
  EXPECT_EQ(hex(*sent.encap_data), "0500020001000000");
  // a parameter of a newer kernel is not sent back without its meaning
  world.ifls[0].encap_data = parse_hex("05000100010000000800630000000007");
  Session newer(world.script());
  EXPECT_EQ(newer.run("ifl set hdlc0.1 acfc off").status, kOk) << newer.err.str();
  EXPECT_EQ(hex(*Ifl::decode(newer.sent()).encap_data), "0500010000000000");
  Session link(world.script());
  EXPECT_EQ(link.run("ifl set hdlc0.1 link up lladdr 02:00:00:00:00:05").status, kOk);
  sent = Ifl::decode(link.sent());
  EXPECT_EQ(sent.link_up, true);
  EXPECT_FALSE(sent.encap_data);
  Session wrong(world.script());
  EXPECT_EQ(wrong.run("ifl set hdlc0.1 keepalive 3").status, kUsage);

  Ifd ifd;
  ifd.name = "hdlc0";
  ifd.encap = "chdlc";
  world.ifds = {ifd};
  Session keepalive(world.script());
  EXPECT_EQ(keepalive.run("ifd set hdlc0 keepalive 3").status, kOk) << keepalive.err.str();
  Ifd asked = Ifd::decode(keepalive.sent());
  EXPECT_FALSE(asked.encap);
  EXPECT_EQ(hex(*asked.encap_data), "0800010000000003");
  Session encap(world.script());
  EXPECT_EQ(encap.run("ifd set hdlc0 encap ppp pfc on").status, kOk) << encap.err.str();
  asked = Ifd::decode(encap.sent());
  EXPECT_EQ(asked.encap, "ppp");
  EXPECT_EQ(hex(*asked.encap_data), "0500020001000000");
  EXPECT_EQ(encap.wire->requests.size(), 1U);
}

std::vector<Ifl> some_ifls() {
  const auto make = [](const char* name, const char* encap, const char* data) {
    Ifl ifl;
    ifl.name = name;
    ifl.encap = encap;
    ifl.encap_data = parse_hex(data);
    ifl.type = "ether";
    ifl.index = 1;
    ifl.link_up = true;
    ifl.admin_up = true;
    ifl.lladdr = LinkAddress::parse("02:00:00:00:00:01");
    return ifl;
  };
  std::vector<Ifl> out = {make("eth0.1", "vlan", "060001000fff0000"),
                          make("eth0.2", "pppoe",
                               "06000100001100000a00020002000000000900"
                               "00"),
                          make("eth0.3", "future", "0800010000000001"), make("h.1.0", "ether", "")};
  out[1].type = "ppp";
  out[1].link_up = false;
  out[0].encap_data = parse_hex("0600010000050000");
  return out;
}

// Shows: CTL-3
TEST(EncapCommand, WhatShowPrintsAddTakesBack) {
  World world;
  world.ifls = some_ifls();
  Session show(world.script());
  show.run("ifl show");
  std::istringstream lines(show.out.str());
  std::vector<Ifl> back;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with(" ")) back.push_back(ifl_of_line(line));
  ASSERT_EQ(back.size(), world.ifls.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    EXPECT_EQ(back[i].name, world.ifls[i].name);
    EXPECT_EQ(back[i].encap, world.ifls[i].encap);
    EXPECT_EQ(back[i].encap_data.value_or(Blob{}), *world.ifls[i].encap_data);
  }
  EXPECT_EQ(back[1].link_up, false);
  EXPECT_FALSE(back[0].lladdr);                           // that of the device
  EXPECT_EQ(back[3].lladdr->str(), "02:00:00:00:00:01");  // its own
  Session ppp(world.script());
  ppp.run("ifl show type ppp");
  EXPECT_EQ(ppp.out.str().find("eth0.1 "), std::string::npos);
  EXPECT_NE(ppp.out.str().find("eth0.2 pppoe 17 02:00:00:00:00:09 link down up"), std::string::npos)
      << ppp.out.str();
}

// Shows: CTL-3
TEST(EncapCommand, DevicesTheSame) {
  World world;
  Ifd ifd;
  ifd.name = "hdlc0";
  ifd.driver = "serial";
  ifd.encap = "chdlc";
  ifd.encap_data = parse_hex("0800010000000005");
  ifd.mode = BSDNET_IFD_MODE_EXCLUSIVE;
  ifd.admin_up = true;
  Ifd channel;
  channel.name = "eth0:5";
  channel.driver = "channel";
  channel.parent = "eth0";
  channel.encap = "etag";
  channel.encap_data = parse_hex("0800010000000005");
  channel.carrier = false;
  Ifd future = ifd;
  future.encap = "future";
  world.ifds = {ifd, channel, future};
  Session show(world.script());
  show.run("ifd show");
  EXPECT_NE(show.out.str().find("hdlc0 driver serial encap chdlc keepalive 5 mode exclusive up\n"),
            std::string::npos)
      << show.out.str();
  EXPECT_NE(show.out.str().find("eth0:5 driver channel parent eth0 etag 5 carrier down\n"),
            std::string::npos)
      << show.out.str();
  EXPECT_NE(show.out.str().find("encap future data 0800010000000005 mode"), std::string::npos);
  EXPECT_EQ(
      hex(*ifd_of_line("hdlc0 driver serial encap chdlc keepalive 5 mode exclusive up").encap_data),
      "0800010000000005");
}

TEST(EncapCommand, JsonHasTheParameters) {
  World world;
  world.ifls = {some_ifls()[0]};
  Options options;
  options.json = true;
  Session json(world.script(), options);
  json.run("ifl");
  const auto object = nlohmann::json::parse(json.out.str()).at(0);
  EXPECT_EQ(object["encap"], "vlan");
  EXPECT_EQ(object["parameters"], nlohmann::json::parse(R"({"vid": 5, "tpid": "0x8100"})"));
  EXPECT_EQ(object["link_up"], true);
}

// Shows: CTL-3
TEST(EncapCommand, ListOfEncapsulations) {
  World world;
  Encap vlan;
  vlan.name = "vlan";
  vlan.descr = "VLAN tag";
  vlan.type = "ether";
  vlan.flags = BSDNET_ENCAP_FLAGS_LAYER;
  Encap future = vlan;
  future.name = "future";
  world.encaps = {vlan, future};
  Session session(world.script());
  EXPECT_EQ(session.run("encap show").status, kOk);
  EXPECT_EQ(session.out.str(),
            "vlan - VLAN tag\n"
            "    type ether as layer\n"
            "    ifl add NAME vlan VID [tpid TPID]\n"
            "    ifl add NAME svlan VID\n"
            "    ifl add NAME qinq TPID VID\n"
            "future - VLAN tag\n"
            "    type ether as layer\n"
            "    encap future data HEX\n");
}

TEST(EncapCommand, HelpListsTheWords) {
  Session session(World{}.script());
  EXPECT_EQ(session.run("ifl add help").status, kOk);
  EXPECT_NE(session.out.str().find("|pppoe SESSION MAC|"), std::string::npos) << session.out.str();
}

TEST(EncapCommand, KeysAreToldAsTheTableHasThem) {
  World world;
  L2Entry ppp;
  ppp.ifd_name = "hdlc0";
  ppp.ifl_name = "hdlc0";
  ppp.encap = "ppp";
  ppp.key = parse_hex("0021");
  ppp.key_bits = 16;
  ppp.procedure = "inet";
  L2Entry inner = ppp;
  inner.encap = "ether";
  inner.base = "hdlc0.1";
  inner.ifl_name = "hdlc0.1.7";
  inner.key = parse_hex("810000070800");
  inner.key_bits = 48;
  world.l2 = {ppp, inner};
  Session session(world.script());
  session.run("l2");
  EXPECT_EQ(session.out.str(),
            "hdlc0 protocol 0x0021 ifl hdlc0 to inet\n"
            "hdlc0 in hdlc0.1 vlan 7 type 0x0800 ifl hdlc0.1.7 to inet\n");
}

// Shows: IF-17
TEST(FdDevice, ADescriptorIsHandedOver) {
  const UniqueFd fd(open("/dev/null", O_RDWR));
  ASSERT_TRUE(fd);
  const Ifd ifd = ifd_of_line("fd0 fd " + std::to_string(fd.get()) + " encap ip");
  EXPECT_EQ(ifd.driver, "fd");
  EXPECT_EQ(ifd.fd, static_cast<std::uint32_t>(fd.get()));
  EXPECT_EQ(ifd.encap, "ip");
  EXPECT_GE(fcntl(fd.get(), F_GETFD), 0) << "an inherited descriptor was closed";
}

// Shows: IF-17
TEST(FdDevice, ASerialLineIsOpenedRaw) {
  const UniqueFd master(posix_openpt(O_RDWR | O_NOCTTY));
  if (!master || grantpt(master.get()) != 0 || unlockpt(master.get()) != 0)
    GTEST_SKIP() << "no pty";
  const std::string path = ptsname(master.get());
  const Ifd ifd = ifd_of_line("fd0 tty " + path + " speed 115200 encap ppp");
  EXPECT_EQ(ifd.driver, "fd");
  EXPECT_TRUE(ifd.fd);
  Session missing(World{}.script());
  EXPECT_EQ(missing.run("ifd add fd0 tty /nonexistent/tty").status, kRefused);
  EXPECT_NE(missing.err.str().find("/nonexistent/tty"), std::string::npos);
  Session none(World{}.script());
  EXPECT_EQ(none.run("ifd add fd0 tty /dev/null").status, kRefused);
}

}  // namespace
}  // namespace bsdnet::ctl
