// SPDX-License-Identifier: GPL-2.0
#include "program.hpp"

#include <elf.h>
#include <link.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <string_view>

namespace bsdnet::run {
namespace {

// Scripts may name scripts as their interpreters; the kernel follows this many
constexpr int kMaxScripts = 5;
constexpr std::size_t kMaxHeaders = 512;

using Elf = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Section = ElfW(Shdr);

template <typename T>
bool read_at(std::ifstream& in, std::uint64_t offset, T& out) {
  in.clear();
  in.seekg(static_cast<std::streamoff>(offset));
  in.read(reinterpret_cast<char*>(&out), sizeof(out));
  return in.gcount() == sizeof(out);
}

std::string string_at(std::ifstream& in, std::uint64_t offset, std::size_t most) {
  std::string out(most, '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(offset));
  in.read(out.data(), static_cast<std::streamsize>(most));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out.substr(0, out.find('\0'));
}

bool is_elf(const Elf& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
}

// Whether the file is for the architecture of this program
bool is_native(const Elf& header, const Elf& own) {
  return header.e_ident[EI_CLASS] == own.e_ident[EI_CLASS] &&
         header.e_ident[EI_DATA] == own.e_ident[EI_DATA] && header.e_machine == own.e_machine;
}

std::string interpreter_of(std::ifstream& in, const Elf& header) {
  Segment segment{};
  for (std::size_t n = 0; n < std::min<std::size_t>(header.e_phnum, kMaxHeaders); n++) {
    if (!read_at(in, header.e_phoff + n * header.e_phentsize, segment)) break;
    if (segment.p_type == PT_INTERP)
      return string_at(in, segment.p_offset, std::min<std::size_t>(segment.p_filesz, 4096));
  }
  return {};
}

// Go's linker adds a section with the version of Go, also to dynamic programs
bool is_go(std::ifstream& in, const Elf& header) {
  Section names{};
  Section section{};
  if (!read_at(in, header.e_shoff + std::uint64_t{header.e_shstrndx} * header.e_shentsize, names))
    return false;
  for (std::size_t n = 0; n < std::min<std::size_t>(header.e_shnum, kMaxHeaders); n++)
    if (read_at(in, header.e_shoff + n * header.e_shentsize, section) &&
        string_at(in, names.sh_offset + section.sh_name, 32) == ".go.buildinfo")
      return true;
  return false;
}

// The dynamic linker of this program
const std::string& own_interpreter() {
  static const std::string name = [] {
    std::ifstream in("/proc/self/exe", std::ios::binary);
    Elf header{};
    return read_at(in, 0, header) ? interpreter_of(in, header) : std::string{};
  }();
  return name;
}

const Elf& own_header() {
  static const Elf header = [] {
    std::ifstream in("/proc/self/exe", std::ios::binary);
    Elf out{};
    read_at(in, 0, out);
    return out;
  }();
  return header;
}

// Whether executing the file changes the credentials, so that the linker runs in secure mode
bool gains_privilege(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) < 0) return false;
  if ((status.st_mode & S_ISUID) != 0 && status.st_uid != ::getuid()) return true;
  if ((status.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) && status.st_gid != ::getgid())
    return true;
  return ::getuid() != 0 && ::getxattr(file.c_str(), "security.capability", nullptr, 0) > 0;
}

// "/usr/bin/env" of "#! /usr/bin/env python3"
std::string script_interpreter(const std::string& line) {
  constexpr std::string_view kBlanks = " \t";
  if (line.size() < 2 || line.compare(0, 2, "#!") != 0) return {};
  const std::size_t begin = line.find_first_not_of(kBlanks, 2);
  if (begin == std::string::npos) return {};
  const std::size_t end = line.find_first_of(" \t\n", begin);
  return line.substr(begin, end == std::string::npos ? end : end - begin);
}

void add_linking(std::ifstream& in, const Elf& header, std::vector<Obstacle>& out) {
  if (!is_native(header, own_header())) {
    out.push_back(Obstacle::foreign_linker);
    return;
  }
  const std::string linker = interpreter_of(in, header);
  if (linker.empty())
    out.push_back(Obstacle::static_program);
  else if (linker != own_interpreter() && !own_interpreter().empty())
    out.push_back(Obstacle::foreign_linker);
  if (is_go(in, header)) out.push_back(Obstacle::go);
}

}  // namespace

const char* describe(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::static_program:
      return "is statically linked";
    case Obstacle::foreign_linker:
      return "is for another C library or architecture";
    case Obstacle::privileged:
      return "gains privileges when it is executed (set-user-ID, set-group-ID or file "
             "capabilities)";
    case Obstacle::go:
      return "is written in Go, which calls the kernel without the C library";
  }
  return "cannot be changed";
}

std::optional<std::string> find_program(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return name;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string directory = path.substr(begin, end - begin);
    std::string file = directory.empty() ? "" : directory + "/";
    file += name;
    struct stat status {};
    if (::access(file.c_str(), X_OK) == 0 && ::stat(file.c_str(), &status) == 0 &&
        S_ISREG(status.st_mode))
      return file;
    begin = end + 1;
  }
  return {};
}

std::vector<Obstacle> obstacles_of(const std::string& file) {
  std::vector<Obstacle> out;
  std::string name = file;
  for (int depth = 0; depth <= kMaxScripts; depth++) {
    std::ifstream in(name, std::ios::binary);
    Elf header{};
    if (!in) return out;
    if (read_at(in, 0, header) && is_elf(header)) {
      if (gains_privilege(name)) out.push_back(Obstacle::privileged);
      add_linking(in, header, out);
      return out;
    }
    name = script_interpreter(string_at(in, 0, 256));
    if (name.empty()) return out;
  }
  return out;
}

}  // namespace bsdnet::run
