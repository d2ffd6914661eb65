// SPDX-License-Identifier: GPL-2.0
#include "privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>

#include "bsdnet/error.hpp"

namespace bsdnet::dhcp {
namespace {

// port 68; the control channel; any source address, copies of ARP packets
constexpr std::array<unsigned int, 3> kKept = {CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW};

// Gives the directory and its files to a user, which may differ from that of the last run
void give(const std::string& directory, uid_t uid, gid_t gid) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    struct stat found {};
    const char* path = entry.path().c_str();
    // what has another name may be another's
    if (lstat(path, &found) == 0 && S_ISREG(found.st_mode) && found.st_nlink == 1)
      static_cast<void>(lchown(path, uid, gid));
  }
  // refused without CAP_CHOWN: then it is ours, or leases cannot be saved, which is logged
  static_cast<void>(lchown(directory.c_str(), uid, gid));
}

void become(const std::string& user, const std::string& directory) {
  const passwd* entry = getpwnam(user.c_str());
  if (entry == nullptr) throw ArgumentError("there is no user \"" + user + "\"");
  give(directory, entry->pw_uid, entry->pw_gid);
  if (prctl(PR_SET_KEEPCAPS, 1) != 0 || setgroups(0, nullptr) != 0 || setgid(entry->pw_gid) != 0 ||
      setuid(entry->pw_uid) != 0)
    throw SystemError("become user " + user, errno);
}

// What cannot be dropped from the bounding set without CAP_SETPCAP, cannot be gained: a program
// that is run gets no new privileges
void limit() {
  for (unsigned int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    bool keep = false;
    for (const unsigned int kept : kKept)
      keep = keep || capability == kept;
    if (!keep) static_cast<void>(prctl(PR_CAPBSET_DROP, capability));
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw SystemError("no new privileges", errno);
}

}  // namespace

void drop_privileges(const std::string& user, const std::string& directory) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  limit();
  if (!user.empty())
    become(user, directory);
  else
    give(directory, geteuid(), getegid());
  if (syscall(SYS_capget, &header, sets.data()) != 0) throw SystemError("capabilities", errno);
  std::uint32_t mask = 0;
  for (const unsigned int kept : kKept)
    mask |= CAP_TO_MASK(kept);
  const std::uint32_t left = sets[0].permitted & mask;
  sets = {};
  sets[0].permitted = sets[0].effective = left;
  if (syscall(SYS_capset, &header, sets.data()) != 0) throw SystemError("capabilities", errno);
}

}  // namespace bsdnet::dhcp
