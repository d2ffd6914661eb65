// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The C interface: names and numbers.

#include <cstring>

#include "bsdnet/bsdnet.h"
#include "bsdnet/operations.hpp"
#include "with_channel.hpp"

using bsdnet::with_channel;

uint32_t bsdnet_ifl_nametoindex(const char* name) {
  return with_channel<uint32_t>(
      0, [name](bsdnet::Channel& channel) { return bsdnet::ifl_index(channel, name); });
}

char* bsdnet_ifl_indextoname(uint32_t index, char* name) {
  return with_channel<char*>(nullptr, [=](bsdnet::Channel& channel) -> char* {
    const std::string text = bsdnet::ifl_name(channel, index);
    if (text.size() >= BSDNET_IFL_NAMSIZ) {
      errno = EOVERFLOW;
      return nullptr;
    }
    std::memcpy(name, text.c_str(), text.size() + 1);
    return name;
  });
}

int bsdnet_socket_family(void) {
  return with_channel<int>(-1, [](bsdnet::Channel& channel) {
    return static_cast<int>(
        bsdnet::get<bsdnet::Module>(channel, bsdnet::Module{}).af.value_or(AF_BSDNET));
  });
}
