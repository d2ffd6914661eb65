// SPDX-License-Identifier: GPL-2.0
#include "lease_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "inet.hpp"
#include "log.hpp"
#include "random.hpp"
#include "unique_fd.hpp"

namespace bsdnet::dhcp {
namespace {

constexpr std::uint16_t kDuidUuid = 4;  // RFC 6355
constexpr std::size_t kUuidSize = 16;

std::optional<std::string> read_file(const std::string& file) {
  std::ifstream in(file);
  if (!in) return {};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool write_all(int fd, const std::string& text) {
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
         fsync(fd) == 0;
}

bool has_expired(const SavedLease& saved, std::time_t now) {
  if (saved.obtained > now) return true;  // the clock was set back: unknown
  return saved.lease.duration != kInfinite && now - saved.obtained >= saved.lease.duration;
}

}  // namespace

std::string to_json(const SavedLease& saved) {
  const Lease& lease = saved.lease;
  nlohmann::ordered_json out;
  out["address"] = fmt::format("{}/{}", inet_address(lease.address).str(), lease.bits);
  out["server"] = inet_address(lease.server).str();
  out["obtained"] = saved.obtained;
  out["seconds"] = lease.duration;
  out["message"] = hex(lease.message.encode());
  return out.dump(1) + "\n";
}

std::optional<SavedLease> from_json(const std::string& text) {
  try {
    const auto in = nlohmann::json::parse(text);
    const auto message = Message::parse(parse_hex(in.at("message").get<std::string>()));
    if (!message) return {};
    const LeaseOr read = read_lease(*message);
    if (!read.lease) return {};
    return SavedLease{*read.lease, in.at("obtained").get<std::time_t>()};
  } catch (const nlohmann::json::exception&) {
    return {};
  } catch (const ArgumentError&) {
    return {};
  }
}

LeaseDirectory::LeaseDirectory(std::string path) : path_(std::move(path)) {
  // the parents, too
  for (std::size_t end = path_.find('/', 1); end != std::string::npos;
       end = path_.find('/', end + 1))
    mkdir(path_.substr(0, end).c_str(), 0755);
  if (mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST)
    log(path_, "cannot make the directory: {}", std::strerror(errno));
}

// Names of interfaces and namespaces hold no slash; a path of a namespace does
std::string LeaseDirectory::file_of(const std::string& name) const {
  std::string out = name;
  for (char& c : out)
    if (c == '/') c = '_';
  return path_ + "/" + out;
}

// Whole or not at all
bool LeaseDirectory::write(const std::string& file, const std::string& text) {
  const std::string part = file + ".new";
  const UniqueFd fd(
      open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd && write_all(fd.get(), text) && std::rename(part.c_str(), file.c_str()) == 0) return true;
  log(file, "cannot write: {}", std::strerror(errno));
  return false;
}

Bytes LeaseDirectory::duid() {
  const std::string file = path_ + "/duid";
  if (const auto text = read_file(file)) {
    try {
      Bytes out = parse_hex(text->substr(0, text->find('\n')));
      if (out.size() > 2) return out;
    } catch (const ArgumentError&) {
      log(file, "damaged, replaced by a new one");
    }
  }
  Bytes out;
  put16(out, kDuidUuid);
  put(out, random_bytes(kUuidSize));
  write(file, hex(out) + "\n");
  return out;
}

std::optional<SavedLease> LeaseDirectory::load(const std::string& name, std::time_t now) const {
  const auto text = read_file(file_of(name + ".lease"));
  if (!text) return {};
  auto out = from_json(*text);
  if (!out) log(name, "the saved lease is damaged");
  if (!out || has_expired(*out, now)) return {};
  return out;
}

void LeaseDirectory::save(const std::string& name, const SavedLease& saved) {
  write(file_of(name + ".lease"), to_json(saved));
}

void LeaseDirectory::remove(const std::string& name) {
  const std::string file = file_of(name + ".lease");
  if (unlink(file.c_str()) != 0 && errno != ENOENT)
    log(file, "cannot remove: {}", std::strerror(errno));
}

}  // namespace bsdnet::dhcp
