// SPDX-License-Identifier: GPL-2.0
//
// capture: the frames of a logical interface, in a file or one line each (SK-8)

#include <fmt/chrono.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>

#include "capture_socket.hpp"
#include "interruptible.hpp"
#include "kinds.hpp"
#include "pcapng.hpp"
#include "values.hpp"

namespace bsdnet::ctl {
namespace {

constexpr std::uint32_t kWhole = 262144;  // longer than any packet
constexpr std::uint64_t kSecond = 1000000000;

struct CaptureRequest {
  std::string ifl;
  std::optional<std::string> file;
  std::uint32_t count = 0;  // 0: no limit
  std::uint32_t snaplen = kWhole;
  bool promiscuous = false;
  std::string filter;
};

void add_filter_word(CaptureRequest& request, const std::string& word) {
  if (!request.filter.empty()) request.filter += ' ';
  request.filter += word;
}

const Grammar<CaptureRequest>& capture_grammar() {
  static const Grammar<CaptureRequest> grammar({
      first(&CaptureRequest::ifl, interface_name("IFL")),
      keyword("-w", &CaptureRequest::file, text("file", "FILE", Names::file)),
      keyword("-c", &CaptureRequest::count, number("number of packets", "COUNT", 1)),
      keyword("-s", &CaptureRequest::snaplen, number("length", "SNAPLEN", 1, kWhole)),
      flag("-p", &CaptureRequest::promiscuous),
      repeated(word(add_filter_word, text("filter", "FILTER"))),
  });
  return grammar;
}

std::uint64_t now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * kSecond +
         static_cast<std::uint64_t>(time.tv_nsec);
}

// Local time with nanoseconds
std::string clock_text(std::uint64_t time) {
  const auto seconds = static_cast<std::time_t>(time / kSecond);
  tm local{};
  std::array<char, 16> text{};
  localtime_r(&seconds, &local);
  const std::size_t length = std::strftime(text.data(), text.size(), "%T", &local);
  return fmt::format("{}.{:09}", std::string_view(text.data(), length), time % kSecond);
}

// Where packets go
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void packet(const CapturedPacket& packet) = 0;
  virtual void end(const CaptureCounts& counts, std::uint64_t begin) = 0;
  virtual void flush() = 0;
};

class FileSink : public Sink {
 public:
  FileSink(std::ostream& out, const CaptureLink& link, const PcapngWriter::Interface& interface)
      : out_(out), link_(link), writer_(out, interface) {
    check();
  }

  void packet(const CapturedPacket& packet) override {
    if (link_.type == "atm")
      writer_.packet(as_sunatm(packet));
    else
      writer_.packet(packet);
  }
  void end(const CaptureCounts& counts, std::uint64_t begin) override {
    writer_.statistics(counts, begin, now());
    flush();
  }
  void flush() override {
    out_.flush();
    check();
  }

 private:
  void check() const {
    if (!out_) throw SystemError("cannot write the capture file", EIO);
  }
  // The header of a cell as this type of file has it: direction and kind, VPI, VCI
  CapturedPacket as_sunatm(CapturedPacket packet) {
    constexpr std::uint8_t kLlc = 2, kSent = 0x80;
    copy_.assign(packet.data.begin(), packet.data.end());
    packet.data = copy_;
    if (copy_.size() < 4) return packet;
    const std::array<std::uint8_t, 4> cell{copy_[0], copy_[1], copy_[2], copy_[3]};
    copy_[0] = packet.is_sent() ? kLlc | kSent : kLlc;
    copy_[1] = static_cast<std::uint8_t>(cell[0] << 4 | cell[1] >> 4);
    copy_[2] = static_cast<std::uint8_t>(cell[1] << 4 | cell[2] >> 4);
    copy_[3] = static_cast<std::uint8_t>(cell[2] << 4 | cell[3] >> 4);
    return packet;
  }

  std::ostream& out_;
  const CaptureLink& link_;
  PcapngWriter writer_;
  std::vector<std::uint8_t> copy_;
};

class LineSink : public Sink {
 public:
  LineSink(Context& context, const CaptureLink& link) : context_(context), link_(link) {}

  void packet(const CapturedPacket& packet) override {
    Printer& out = context_.out();
    const Printer::Scope line(out);
    const std::string direction = packet.is_sent() ? "out" : "in";
    if (out.is_json())
      out.json("time", packet.time);
    else
      out.text("{} ", clock_text(packet.time));
    out.print("direction", "{:<3} ", direction);
    out.print("text", "{} ", packet_summary(link_, packet.data));
    out.print("length", "length {}", packet.length);
  }
  void end(const CaptureCounts&, std::uint64_t) override { flush(); }
  void flush() override { context_.out().flush(); }

 private:
  Context& context_;
  const CaptureLink& link_;
};

// Captures until there are @p limit packets, or all from before a signal; an error of the socket
// ends it too
void copy_packets(Context& context, CaptureSocket& socket, Sink& sink, std::uint32_t limit) {
  const Interruptible interruptible;
  const std::uint64_t begin = now();
  std::uint64_t last = UINT64_MAX;
  CaptureCounts counts;
  const auto end = [&] {
    counts.dropped = socket.dropped();
    sink.end(counts, begin);
    context.err() << fmt::format("{} packets captured, {} dropped\n", counts.captured,
                                 counts.dropped);
  };
  try {
    while (limit == 0 || counts.captured < limit) {
      const auto packet = socket.receive();
      if (packet) {
        if (packet->time > last) break;
        sink.packet(*packet);
        ++counts.captured;
        continue;
      }
      if (last != UINT64_MAX) break;
      sink.flush();
      if (!interruptible.wait(socket.fd())) last = now();
    }
  } catch (const SystemError&) {
    end();
    throw;
  }
  end();
}

const CaptureLink& link_of(const Ifl& ifl) {
  const std::string type = ifl.type.value_or("");
  const CaptureLink* link = find_capture_link(type);
  if (link == nullptr)
    throw ArgumentError(fmt::format("interfaces of type \"{}\" cannot be captured", type));
  return *link;
}

std::unique_ptr<std::ofstream> open_file(const std::string& name) {
  auto out = std::make_unique<std::ofstream>(name, std::ios::binary | std::ios::trunc);
  if (!*out) throw SystemError(fmt::format("cannot write \"{}\"", name), errno);
  return out;
}

void capture_run(Context& context, const CaptureRequest& request) {
  Ifl key;
  key.name = request.ifl;
  const auto ifl = get<Ifl>(context.channel(), key, "capture " + request.ifl);
  const CaptureLink& link = link_of(ifl);
  CaptureSocket socket(request.snaplen);
  if (!request.filter.empty()) socket.filter(link, request.filter);
  std::unique_ptr<std::ofstream> file;
  if (request.file && *request.file != "-") file = open_file(*request.file);
  socket.start(*ifl.index);
  if (request.promiscuous) socket.promiscuous(*ifl.index);
  if (!request.file) {
    LineSink sink(context, link);
    return copy_packets(context, socket, sink, request.count);
  }
  FileSink sink(file ? *file : std::cout, link,
                {*ifl.name, link.link_type, request.snaplen, request.filter, "bsdnetctl"});
  context.err() << fmt::format("capturing on {}, link type {}\n", *ifl.name, link.type);
  copy_packets(context, socket, sink, request.count);
}

constexpr Command kCommands[] = {
    command<capture_grammar, capture_run>(
        "",
        "frames received and sent on a logical interface, until interrupted: one line each, or "
        "-w, a pcapng file; JSON is one object per line"),
};

}  // namespace

const ObjectKind kCaptureKind = {"capture", "frames of a logical interface", kCommands};

}  // namespace bsdnet::ctl
