// SPDX-License-Identifier: GPL-2.0
#include "options.hpp"

#include <linux/bsdnet_socket.h>

#include <charconv>
#include <string_view>

namespace bsdnet::run {
namespace {

constexpr std::string_view kSeparators = ": ";

std::uint32_t read_instance(std::string_view text) {
  std::uint32_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out == BSDNET_INSTANCE_ANY)
    throw UsageError("\"" + std::string(text) + "\" is not the number of a routing instance");
  return out;
}

// The words before the program
class Reader {
 public:
  explicit Reader(const std::vector<std::string>& words) : words_(words) {}

  Options read() {
    while (at_ < words_.size() && words_[at_].size() > 1 && words_[at_][0] == '-') {
      const std::string& word = words_[at_++];
      if (word == "--") break;
      read_option(word);
    }
    out_.program.assign(words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
    if (out_.program.empty() && !out_.help && !out_.version)
      throw UsageError("the program to run is missing");
    return out_;
  }

 private:
  void read_option(const std::string& word) {
    constexpr std::string_view kInstance = "--instance=";
    if (word == "--strict" || word == "-s")
      out_.strict = true;
    else if (word == "--verbose" || word == "-v")
      out_.verbose = true;
    else if (word == "--help" || word == "-h")
      out_.help = true;
    else if (word == "--version" || word == "-V")
      out_.version = true;
    else if (word == "--instance" || word == "-i")
      out_.instance = read_instance(argument(word));
    else if (word.compare(0, kInstance.size(), kInstance) == 0)
      out_.instance = read_instance(std::string_view(word).substr(kInstance.size()));
    else
      throw UsageError("\"" + word + "\" is not an option");
  }

  const std::string& argument(const std::string& word) {
    if (at_ == words_.size()) throw UsageError("the number after " + word + " is missing");
    return words_[at_++];
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  Options out_;
};

}  // namespace

const char* const kUsage =
    R"(usage: bsdnet-run [--strict] [--instance N] [--verbose] PROGRAM [ARGUMENT...]

Runs PROGRAM, and what it starts, on the sockets of bsdnet.

  -s, --strict      fail where bsdnet lacks a kind of socket, instead of opening the host's
  -i, --instance N  routing instance, 0 by default
  -v, --verbose     say on standard error what was changed
  -V, --version     -h, --help

exit status: that of PROGRAM; 125 bsdnet-run failed, 126 PROGRAM cannot be executed,
127 PROGRAM was not found
)";

Options Options::parse(const std::vector<std::string>& words) {
  return Reader(words).read();
}

std::string preload_list(const std::string& library, const std::string& old) {
  std::string out = library;
  if (library.find_first_of(kSeparators) != std::string::npos)
    throw UsageError("the path \"" + library + "\" has a blank or a colon, which LD_PRELOAD " +
                     "cannot express");
  for (std::size_t begin = 0; begin < old.size();) {
    const std::size_t end = std::min(old.find_first_of(kSeparators, begin), old.size());
    const std::string word = old.substr(begin, end - begin);
    if (!word.empty() && word != library) out += ":" + word;
    begin = end + 1;
  }
  return out;
}

}  // namespace bsdnet::run
