// SPDX-License-Identifier: GPL-2.0
#include "fd_device.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "bsdnet/error.hpp"
#include "bsdnet/netns.hpp"

namespace bsdnet::ctl {
namespace {

struct Speed {
  std::uint32_t bits;
  speed_t code;
};

constexpr std::array<Speed, 16> kSpeeds = {{{1200, B1200},
                                            {2400, B2400},
                                            {4800, B4800},
                                            {9600, B9600},
                                            {19200, B19200},
                                            {38400, B38400},
                                            {57600, B57600},
                                            {115200, B115200},
                                            {230400, B230400},
                                            {460800, B460800},
                                            {500000, B500000},
                                            {921600, B921600},
                                            {1000000, B1000000},
                                            {2000000, B2000000},
                                            {3000000, B3000000},
                                            {4000000, B4000000}}};

speed_t speed_code(std::uint32_t bits) {
  for (const Speed& speed : kSpeeds)
    if (speed.bits == bits) return speed.code;
  throw UsageError(fmt::format("speed {} is not supported", bits));
}

}  // namespace

void FdDevice::take(UniqueFd fd) {
  fd_ = fd.get();
  owned_ = std::move(fd);
}

void FdDevice::use(std::uint32_t fd) {
  fd_ = static_cast<int>(fd);
  owned_.reset();
}

void FdDevice::open_tun(const std::string& name, bool ethernet) {
  ifreq request{};
  take(UniqueFd(::open("/dev/net/tun", O_RDWR | O_CLOEXEC)));
  if (!is_open()) throw SystemError("open /dev/net/tun", errno);
  if (name.empty() || name.size() >= IFNAMSIZ)
    throw UsageError(fmt::format("\"{}\" is not a valid name of a network device", name));
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_flags = static_cast<short>((ethernet ? IFF_TAP : IFF_TUN) | IFF_NO_PI);
  if (ioctl(fd_, TUNSETIFF, &request) < 0)
    throw SystemError(fmt::format("{} device \"{}\"", ethernet ? "TAP" : "TUN", name), errno);
}

void FdDevice::open_tty(const std::string& path, std::uint32_t speed) {
  termios line{};
  // without O_NONBLOCK open() waits for a carrier
  take(UniqueFd(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)));
  if (!is_open()) throw SystemError(fmt::format("open {}", path), errno);
  if (tcgetattr(fd_, &line) < 0) throw SystemError(path, errno);
  cfmakeraw(&line);
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cflag &= ~static_cast<tcflag_t>(HUPCL);
  if (speed != 0 && cfsetspeed(&line, speed_code(speed)) < 0) throw SystemError(path, errno);
  if (tcsetattr(fd_, TCSANOW, &line) < 0) throw SystemError(path, errno);
  if (fcntl(fd_, F_SETFL, O_RDWR) < 0) throw SystemError(path, errno);
}

void FdRequest::set_fd(FdRequest& request, const std::uint32_t& fd) {
  request.kind_ = Kind::fd;
  request.number_ = fd;
}

template <FdRequest::Kind kind>
void FdRequest::set_name(FdRequest& request, const std::string& name) {
  request.kind_ = kind;
  request.name_ = name;
}

void FdRequest::set_speed(FdRequest& request, const std::uint32_t& speed) {
  speed_code(speed);
  request.speed_ = speed;
}

const Parameters<FdRequest>& fd_parameters() {
  using Kind = FdRequest::Kind;
  static const Parameters<FdRequest> parameters{
      one_of(keyword("fd", FdRequest::set_fd, number("descriptor", "N", 0, INT_MAX)),
             keyword("tap", FdRequest::set_name<Kind::tap>, text("name of the device", "NAME")),
             keyword("tun", FdRequest::set_name<Kind::tun>, text("name of the device", "NAME")),
             keyword("tty", FdRequest::set_name<Kind::tty>,
                     text("path of the serial line", "PATH", Names::file))),
      keyword("speed", FdRequest::set_speed, number("speed", "N", 1)),
  };
  return parameters;
}

std::optional<std::string> FdRequest::default_encap() const {
  if (kind_ == Kind::tap) return "ether";
  if (kind_ == Kind::tun) return "ip";
  return {};
}

void FdRequest::open(FdDevice& device) const {
  if (speed_ != 0 && kind_ != Kind::tty) throw UsageError("\"speed\" without \"tty\"");
  if (kind_ == Kind::fd) device.use(number_);
  // The descriptor holds a reference to its namespace, which must not be that of the device
  if (kind_ == Kind::tap || kind_ == Kind::tun)
    in_first_netns([&] { device.open_tun(name_, kind_ == Kind::tap); });
  if (kind_ == Kind::tty) device.open_tty(name_, speed_);
}

}  // namespace bsdnet::ctl
