// SPDX-License-Identifier: GPL-2.0
/// @file
/// A command of bsdnetctl against a kernel that is played.
#pragma once

#include <gtest/gtest.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <fstream>
#include <sstream>

#include "bsdnet/operations.hpp"
#include "command.hpp"
#include "fake_kernel.hpp"

namespace bsdnet::ctl::test_support {

using test::Bytes;

struct Session {
  std::shared_ptr<test::Wire> wire;
  std::ostringstream out, err;
  Options options;
  int status = -1;

  explicit Session(test::Script script, Options opts = {})
      : wire(test::make_wire(std::move(script))), options(std::move(opts)) {}

  Context context() {
    return {options, out, err,
            [this] { return std::make_unique<Channel>(test::fake_transport(wire)); }};
  }
  Session& run(const std::string& line) {
    Context ctx = context();
    status = run_words(ctx, split_line(line));
    return *this;
  }
  Session& batch(const std::string& text) {
    const std::string file = ::testing::TempDir() + "/bsdnetctl_batch";
    std::ofstream(file) << text;
    Context ctx = context();
    status = run_batch(ctx, file);
    return *this;
  }
  // The attributes of the last request
  AttrList sent() const {
    return parse_message(std::span(wire->requests.back()).subspan(NLMSG_HDRLEN)).attrs;
  }
};

template <typename T>
Bytes encoded(std::uint8_t command, const T& object) {
  Message message(test::kFamilyId, command, 1);
  object.encode(message);
  const auto bytes = message.bytes();
  return test::object(command, {bytes.begin() + NLMSG_HDRLEN + GENL_HDRLEN, bytes.end()});
}

// A kernel that has these, and accepts every change
struct World {
  std::vector<Ifd> ifds;
  std::vector<Ifl> ifls;
  std::vector<Iff> iffs;
  std::vector<Ifa> ifas;
  std::vector<Encap> encaps;
  std::vector<L2Entry> l2;

  template <typename T>
  static void append(std::vector<Bytes>& out, std::uint8_t command, const std::vector<T>& objects) {
    if (command != T::kGet) return;
    for (const T& object : objects)
      out.push_back(encoded(command, object));
  }

  test::Script script() const {
    return [*this](auto command, const Bytes& request) {
      std::vector<Bytes> out;
      append(out, command, ifds);
      append(out, command, ifls);
      append(out, command, iffs);
      append(out, command, ifas);
      append(out, command, encaps);
      append(out, command, l2);
      nlmsghdr header{};
      std::memcpy(&header, request.data(), sizeof(header));
      const bool is_dump = (header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
      out.push_back(is_dump ? test::done() : test::ack(0));
      return out;
    };
  }
};

}  // namespace bsdnet::ctl::test_support
