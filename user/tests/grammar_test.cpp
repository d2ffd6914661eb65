// SPDX-License-Identifier: GPL-2.0
#include "grammar.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "command.hpp"
#include "completion.hpp"
#include "manual.hpp"
#include "values.hpp"

namespace bsdnet::ctl {
namespace {

using Words = std::vector<std::string>;

struct Request {
  std::optional<std::string> name, dev;
  std::optional<std::uint8_t> family;
  std::optional<std::uint32_t> mtu;
  std::optional<bool> up;
  std::vector<std::string> labels;
};

void add_label(Request& request, const std::string& label) {
  request.labels.push_back(label);
}

const Grammar<Request>& example() {
  static const Grammar<Request> grammar({
      first(&Request::name, text("name", "NAME")),
      word(&Request::family, family()),
      optional_keyword("dev", &Request::dev, interface_name()),
      keyword("mtu", &Request::mtu, number("MTU")),
      repeated(keyword("label", add_label, text("label", "WORD"))),
      one_of(flag("up", &Request::up, true), flag("down", &Request::up, false)),
  });
  return grammar;
}

template <typename R>
R parse(const Grammar<R>& grammar, Words words) {
  Args args(std::move(words));
  R request;
  grammar.parse(args, request);
  return request;
}

std::string error_of(const Grammar<Request>& grammar, Words words) {
  try {
    parse(grammar, std::move(words));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

bool contains(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

TEST(Grammar, AnyOrderOnceAndAbbreviated) {
  Request request = parse(example(), {"mtu", "m", "1500", "dow", "de", "eth0", "inet"});
  EXPECT_EQ(request.name, "mtu");  // the first value may equal a keyword
  EXPECT_EQ(request.mtu, 1500U);
  EXPECT_EQ(request.up, false);
  EXPECT_EQ(request.dev, "eth0");
  EXPECT_EQ(request.family, 2);
  request = parse(example(), {"x", "label", "a", "eth0", "label", "b"});
  EXPECT_EQ(request.dev, "eth0");
  EXPECT_EQ(request.labels, (Words{"a", "b"}));
}

TEST(Grammar, Errors) {
  EXPECT_EQ(error_of(example(), {}), "name is missing");
  EXPECT_EQ(error_of(example(), {"x", "mtu"}), "MTU is missing");
  EXPECT_EQ(error_of(example(), {"x", "mtu", "1", "mtu", "2"}), "duplicate argument \"mtu\"");
  EXPECT_EQ(error_of(example(), {"x", "eth0", "dev", "eth1"}), "duplicate argument \"dev\"");
  EXPECT_EQ(error_of(example(), {"x", "eth0", "eth1"}), "unexpected argument \"eth1\"");
  EXPECT_EQ(error_of(example(), {"x", "up", "down"}), "only one of up and down can be given");
  EXPECT_EQ(error_of(example(), {"x", ""}), "\"\" is not a valid interface name");
}

TEST(Grammar, RequiredAndAlone) {
  static const Grammar<Request> grammar({
      alone(keyword("name", &Request::name, text("name", "NAME"))),
      keyword("mtu", &Request::mtu, number("MTU")),
  });
  EXPECT_EQ(grammar.usage(), "[name NAME] | [mtu N]");
  EXPECT_EQ(error_of(grammar, {"mtu", "1", "name", "x"}), "name NAME excludes all other arguments");
  static const Grammar<Request> strict({first(&Request::name, text("name", "NAME")),
                                        required(keyword("dev", &Request::dev, interface_name()))},
                                       Change::required);
  EXPECT_EQ(strict.usage(), "NAME dev NAME");
  EXPECT_EQ(error_of(strict, {"x"}), "\"dev\" is missing");
  static const Grammar<Request> change(
      {first(&Request::name, text("name", "NAME")), keyword("mtu", &Request::mtu, number("MTU"))},
      Change::required);
  EXPECT_EQ(error_of(change, {"x"}), "nothing to set");
}

TEST(Grammar, UsageAndManual) {
  EXPECT_EQ(example().usage(), "NAME [inet] [[dev] NAME] [mtu N] [label WORD]... [up|down]");
  EXPECT_EQ(example().mdoc(),
            ".Ar name\n.Op Cm inet\n.Op Oo Cm dev Oc Ar name\n.Op Cm mtu Ar n\n"
            ".Op Cm label Ar word ...\n.Op Cm up | Cm down\n");
}

TEST(Grammar, Completion) {
  EXPECT_EQ(example().complete({"x", "up", "mtu"}), Words{});
  EXPECT_EQ(example().complete({"x", "dev"}), Words{"@ifl"});
  const Words words = example().complete({"x", "up", "inet", "mtu", "1"});
  EXPECT_EQ(words, (Words{"dev", "@ifl", "label"}));
}

TEST(Completion, ObjectsCommandsArguments) {
  const Words objects = completions({"-j"});
  EXPECT_TRUE(contains(objects, "route") && contains(objects, "-json") &&
              contains(objects, "help"));
  EXPECT_EQ(completions({"-netns"}), Words{"@netns"});
  EXPECT_EQ(completions({"-n", "red", "ifa"}), (Words{"show", "add", "del", "help"}));
  EXPECT_EQ(completions({"ifd", "set", "eth0", "mode"}), (Words{"shared", "exclusive"}));
  EXPECT_TRUE(contains(completions({"ifl", "add", "eth0.5"}), "vlan"));
  EXPECT_FALSE(contains(completions({"ifd", "set", "eth0", "up"}), "down"));
  EXPECT_TRUE(contains(completions({"monitor", "ifl"}), "route"));
  EXPECT_TRUE(completions({"nonsense", "x"}).empty());
}

// Each word that selects an encapsulation, with its required words, and what then completes
struct EncapCase {
  Words line;
  Words options;  // all of this encapsulation's
};

TEST(Completion, OptionsOfEncapsulations) {
  const std::vector<EncapCase> cases = {
      {{"ifl", "add", "x", "vlan", "5"}, {"tpid"}},
      {{"ifl", "add", "x", "svlan", "5"}, {}},
      {{"ifl", "add", "x", "qinq", "9100", "5"}, {}},
      {{"ifl", "add", "x", "pppoe", "3", "02:00:00:00:00:01"}, {}},
      {{"ifl", "add", "x", "fr", "100"}, {"addrlen"}},
      {{"ifl", "add", "x", "atm", "1/32"}, {"llc", "mux"}},
      {{"ifl", "add", "x", "snap"}, {"oui"}},
      {{"ifl", "add", "x", "ether"}, {}},
      {{"ifl", "add", "x", "ppp"}, {"acfc", "pfc"}},
      {{"ifd", "add", "x", "fd", "0", "ppp"}, {"acfc", "pfc"}},
      {{"ifd", "add", "x", "fd", "0", "chdlc"}, {"keepalive"}},
      {{"ifd", "add", "x", "fd", "0", "ip"}, {}},
  };
  Words all;
  for (const EncapCase& each : cases)
    all.insert(all.end(), each.options.begin(), each.options.end());
  for (const EncapCase& each : cases) {
    const Words words = completions(each.line);
    EXPECT_FALSE(words.empty()) << each.line[3];
    for (const std::string& option : all)
      EXPECT_EQ(contains(words, option), contains(each.options, option))
          << each.line[3] << " " << option;
  }
}

TEST(Completion, ValuesOfEncapsulations) {
  EXPECT_TRUE(completions({"ifl", "add", "x", "pppoe", "3"}).empty());
  EXPECT_TRUE(completions({"ifl", "add", "x", "vlan"}).empty());
  EXPECT_TRUE(completions({"ifl", "add", "x", "vlan", "5", "tpid"}).empty());
  EXPECT_EQ(completions({"ifl", "add", "x", "ppp", "pfc"}), (Words{"on", "off"}));
  EXPECT_EQ(completions({"ifl", "add", "x", "fr", "9", "addrlen"}), (Words{"2", "3", "4"}));
  const Words words = completions({"ifl", "add", "x", "ppp", "down", "pfc", "on"});
  EXPECT_TRUE(contains(words, "acfc") && contains(words, "parent"));
  EXPECT_FALSE(contains(words, "pfc") || contains(words, "down"));
  EXPECT_FALSE(contains(completions({"ifl", "add", "x", "atm", "1/32", "mux"}), "llc"));
}

// An object has one encapsulation: after one, no other completes
TEST(Completion, OneEncapsulation) {
  for (const Words& line :
       {Words{"ifl", "add", "x", "ppp"}, Words{"ifl", "add", "x", "vlan", "5"},
        Words{"ifd", "set", "x", "chdlc"}, Words{"ifd", "add", "x", "encap", "future"}}) {
    const Words words = completions(line);
    EXPECT_TRUE(contains(words, "up")) << line[3];
    for (const char* other : {"ppp", "vlan", "snap", "chdlc", "fr", "encap"})
      EXPECT_FALSE(contains(words, other)) << line[3] << " " << other;
  }
}

TEST(Manual, HasEveryCommand) {
  const std::string text = manual_text();
  for (const ObjectKind* kind : object_kinds())
    for (const Command& command : kind->commands) {
      const std::string name = command.name.empty() ? "" : " " + std::string(command.name);
      EXPECT_NE(text.find(".Nm\n.Cm " + std::string(kind->name) + name + "\n"), std::string::npos)
          << kind->name << name;
    }
}

}  // namespace
}  // namespace bsdnet::ctl
