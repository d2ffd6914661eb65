// SPDX-License-Identifier: GPL-2.0
#include "printer.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace bsdnet::ctl {
namespace {

std::string print_two(bool json, bool pretty) {
  std::ostringstream stream;
  Printer out(stream, json, pretty);
  {
    const Printer::List list(out);
    for (const unsigned int index : {1U, 2U}) {
      const Printer::Scope scope(out);
      out.print("index", "{}: ", index);
      out.print("name", "name {} ", std::optional<std::string>("x"));
      out.print("gone", "gone {} ", std::optional<std::string>());
      out.print_words("down", "({}) ", {"admin", "link"});
      out.print_words("none", "({}) ", {});
      out.print_bool("on", "on ", "off ", false);
      const Printer::Scope inner(out, "inner");
      out.print("a", "a {} ", 1);
      out.element("list", [&] { out.json("b", 2); });
    }
  }
  return stream.str();
}

TEST(Printer, Text) {
  EXPECT_EQ(print_two(false, false),
            "1: name x (admin,link) off a 1\n2: name x (admin,link) off a 1\n");
}

TEST(Printer, JsonIsTheSame) {
  const auto value = nlohmann::json::parse(print_two(true, false));
  ASSERT_EQ(value.size(), 2U);
  EXPECT_EQ(value[0]["index"], 1);
  EXPECT_EQ(value[1]["down"], (std::vector<std::string>{"admin", "link"}));
  EXPECT_EQ(value[0]["on"], false);
  EXPECT_EQ(value[0]["inner"]["list"][0]["b"], 2);
  EXPECT_FALSE(value[0].contains("gone"));
  EXPECT_EQ(value, nlohmann::json::parse(print_two(true, true)));
}

TEST(Printer, EmptyList) {
  for (const bool pretty : {false, true}) {
    std::ostringstream stream;
    Printer out(stream, true, pretty);
    { const Printer::List list(out); }
    EXPECT_EQ(stream.str(), "[]\n");
  }
}

TEST(Printer, LinesOfJson) {
  std::ostringstream stream;
  Printer out(stream, true, false);
  for (int i = 0; i < 2; ++i) {
    const Printer::Scope scope(out);
    out.print("i", "{}", i);
  }
  EXPECT_EQ(stream.str(), "{\"i\":0}\n{\"i\":1}\n");
}

TEST(Printer, BytesThatAreNoUtf8) {
  std::ostringstream stream;
  Printer out(stream, true, false);
  {
    const Printer::Scope scope(out);
    out.print("name", "{}", std::string("a\xff\"b"));
  }
  EXPECT_TRUE(nlohmann::json::accept(stream.str()));
}

}  // namespace
}  // namespace bsdnet::ctl
