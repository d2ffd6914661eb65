// SPDX-License-Identifier: GPL-2.0
#include "settings.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>

namespace bsdnet::run {
namespace {

// All of text as a decimal number
template <typename T>
bool read_number(std::string_view text, T& out) noexcept {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_file(std::string_view text, std::optional<FileId>& out) noexcept {
  const std::size_t colon = text.find(':');
  FileId file;
  if (colon == std::string_view::npos || !read_number(text.substr(0, colon), file.device) ||
      !read_number(text.substr(colon + 1), file.inode))
    return false;
  out = file;
  return true;
}

bool read_item(std::string_view item, Settings& out) noexcept {
  const std::size_t equals = item.find('=');
  const std::string_view name = item.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1);
  if (name == "family") return read_number(value, out.family) && out.family > 0;
  if (name == "instance") return read_number(value, out.instance);
  if (name == "log") return read_file(value, out.log);
  if (item != "strict") return false;
  out.strict = true;
  return true;
}

}  // namespace

std::optional<FileId> file_of(int fd) noexcept {
  struct stat status {};
  if (::fstat(fd, &status) < 0) return {};
  return FileId{status.st_dev, status.st_ino};
}

std::string Settings::str() const {
  std::string out = fmt::format("family={},instance={}", family, instance);
  if (strict) out += ",strict";
  if (log) out += fmt::format(",log={}:{}", log->device, log->inode);
  return out;
}

std::optional<Settings> Settings::parse(std::string_view text) noexcept {
  Settings out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (!read_item(text.substr(begin, end - begin), out)) return {};
    begin = end + 1;
  }
  if (out.family == 0) return {};
  return out;
}

}  // namespace bsdnet::run
