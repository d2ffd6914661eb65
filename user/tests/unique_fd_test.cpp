// SPDX-License-Identifier: GPL-2.0
#include "unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace bsdnet {
namespace {

bool is_open(int fd) {
  return fcntl(fd, F_GETFD) >= 0;
}

UniqueFd open_null() {
  return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

TEST(UniqueFd, ClosesAtTheEnd) {
  int fd = -1;
  {
    const UniqueFd owner = open_null();
    ASSERT_TRUE(owner);
    fd = owner.get();
    EXPECT_TRUE(is_open(fd));
  }
  EXPECT_FALSE(is_open(fd));
  EXPECT_FALSE(UniqueFd());
}

TEST(UniqueFd, MoveTransfersOwnership) {
  UniqueFd from = open_null();
  UniqueFd to = open_null();
  const int kept = from.get();
  const int closed = to.get();
  to = std::move(from);
  EXPECT_EQ(to.get(), kept);
  EXPECT_TRUE(is_open(kept));
  EXPECT_FALSE(is_open(closed));
  const UniqueFd last(std::move(to));
  EXPECT_EQ(last.get(), kept);
  EXPECT_TRUE(is_open(kept));
}

TEST(UniqueFd, ReleaseDoesNotClose) {
  UniqueFd owner = open_null();
  const UniqueFd other(owner.release());
  EXPECT_FALSE(owner);
  EXPECT_TRUE(is_open(other.get()));
}

TEST(UniqueFd, ResetCloses) {
  UniqueFd owner = open_null();
  const int fd = owner.get();
  owner.reset();
  EXPECT_FALSE(owner);
  EXPECT_FALSE(is_open(fd));
}

}  // namespace
}  // namespace bsdnet
