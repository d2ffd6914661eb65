// SPDX-License-Identifier: GPL-2.0
#include "args.hpp"

#include <gtest/gtest.h>

#include "global_options.hpp"

namespace bsdnet::ctl {
namespace {

using Words = std::vector<std::string>;

TEST(Match, ExactBeforeFirstThatBegins) {
  const std::vector<std::string_view> names = {"ifdest", "if", "instance"};
  EXPECT_EQ(match("if", names), 1U);
  EXPECT_EQ(match("ifd", names), 0U);
  EXPECT_EQ(match("i", names), 0U);
  EXPECT_EQ(match("in", names), 2U);
  EXPECT_EQ(match("", names), kNoMatch);
  EXPECT_EQ(match("instances", names), kNoMatch);
}

TEST(Args, Numbers) {
  Args args({"7", "0x8100", "-1", "7x", "", "4294967296", "5000"});
  EXPECT_EQ(args.number("n"), 7U);
  EXPECT_EQ(args.number("n"), 0x8100U);
  for (int i = 0; i < 4; ++i)
    EXPECT_THROW(args.number("n"), UsageError);
  EXPECT_THROW(args.number("VLAN id", 1, 4094), UsageError);
  EXPECT_THROW(args.number("n"), UsageError);
}

TEST(Args, EnumeratedSaysWhatThereIs) {
  Args args({"perm", "us", "nonsense"});
  EXPECT_EQ(args.enumerated("type", enums::route_type), 3);
  EXPECT_EQ(args.enumerated("type", enums::route_type), 1);
  try {
    args.enumerated("type", enums::route_type);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("user, user-ignore"), std::string::npos);
  }
}

TEST(SplitLine, QuotesCommentsBlanks) {
  EXPECT_EQ(split_line("route add  10.0.0.0/8\tdev 'a b' # and so on"),
            (Words{"route", "add", "10.0.0.0/8", "dev", "a b"}));
  EXPECT_EQ(split_line("a \"b c\"d \\\" e#f ''"), (Words{"a", "b cd", "\"", "e#f", ""}));
  EXPECT_TRUE(split_line("   # only a comment").empty());
  EXPECT_TRUE(split_line("").empty());
  EXPECT_THROW(split_line("a 'b"), UsageError);
}

TEST(GlobalOptions, LikeIp) {
  const CommandLine line =
      parse_command_line({"-j", "--pretty", "-stat", "-n", "red", "-force", "route", "-x"});
  EXPECT_TRUE(line.options.json && line.options.pretty && line.options.statistics);
  EXPECT_TRUE(line.options.force);
  EXPECT_FALSE(line.options.details);
  EXPECT_EQ(line.options.netns, "red");
  EXPECT_EQ(line.words, (Words{"route", "-x"}));
  EXPECT_EQ(parse_command_line({"-batch", "-"}).options.batch, "-");
  EXPECT_TRUE(parse_command_line({"-V"}).version);
  EXPECT_THROW(parse_command_line({"-n"}), UsageError);
  EXPECT_THROW(parse_command_line({"-q"}), UsageError);
}

}  // namespace
}  // namespace bsdnet::ctl
