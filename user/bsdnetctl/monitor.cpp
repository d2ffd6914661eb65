// SPDX-License-Identifier: GPL-2.0
//
// monitor: changes as they happen; reports lost messages, then reads all objects again (CTL-4)

#include "bsdnet/monitor.hpp"

#include <ctime>

#include "fields.hpp"
#include "kinds.hpp"
#include "monitor.hpp"

namespace bsdnet::ctl {
namespace {

std::string timestamp() {
  timespec now{};
  tm local{};
  std::array<char, 32> date{};
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &local);
  const std::size_t length = std::strftime(date.data(), date.size(), "%FT%T", &local);
  return fmt::format("{}.{:06}", std::string_view(date.data(), length), now.tv_nsec / 1000);
}

void print_label(Printer& out, const std::string& event, const char* object) {
  const auto time = timestamp();
  out.json("time", time);
  out.json("event", event);
  if (object != nullptr) out.json("object", object);
  out.text("[{}] [{}{}{}] ", time, object == nullptr ? "" : object, object == nullptr ? "" : " ",
           event);
}

template <typename T>
void print_event(Context& context, const std::string& event, const T& object) {
  Printer& out = context.out();
  {
    const Printer::Scope line(out);
    print_label(out, event, T::kName);
    const Printer::Scope inner(out, T::kName);
    print_object(context, object);
  }
  out.flush();
}

void print_notice(Context& context, const std::string& event, const std::string& text) {
  Printer& out = context.out();
  {
    const Printer::Scope line(out);
    print_label(out, event, nullptr);
    out.print("text", "{}", text);
  }
  out.flush();
}

template <typename T>
bool print_if(Context& context, const std::string& kind, const std::string& event,
              const MessageView& view) {
  if (kind != T::kName) return false;
  print_event(context, event, T::decode(view.attrs));
  return true;
}

// "route-add-ntf" is event "add" of kind "route"
struct EventName {
  std::string kind, event;
};

EventName event_name(std::uint8_t command) {
  const std::string name = command_name(command);
  const std::size_t first = name.find('-');
  const std::size_t last = name.rfind('-');
  if (first == std::string::npos || last <= first) return {};
  return {name.substr(0, first), name.substr(first + 1, last - first - 1)};
}

template <typename T>
void print_all(Context& context, const MonitorFilter& filter) {
  if (!filter.wants(T::kName)) return;
  dump<T>(context.channel(), T{}, [&](const T& object) { print_event(context, "sync", object); });
}

void add_kind(MonitorFilter& filter, const std::string& kind) {
  if (kind != "all") filter.kinds.insert(kind);
}

const Grammar<MonitorFilter>& monitor_grammar() {
  static const Grammar<MonitorFilter> grammar(repeated(
      abbreviated(word(add_kind, one_word("object", {"ifd", "ifl", "iff", "ifa", "instance",
                                                     "route", "nexthop", "neigh", "maddr", "ddp",
                                                     "all"})))));
  return grammar;
}

void monitor_run(Context& context, const MonitorFilter& filter) {
  const auto listener = context.another_channel();
  Monitor monitor(*listener, context.channel(),
                  {[&](const MessageView& view) { print_notification(context, filter, view); },
                   [&] { print_resynchronization(context, filter); }});
  for (;;)
    monitor.step();
}

constexpr Command kCommands[] = {
    command<monitor_grammar, monitor_run>(
        "", "print changes until interrupted; JSON is one object per line"),
};

}  // namespace

const ObjectKind kMonitorKind = {"monitor", "changes as they happen", kCommands};

void print_notification(Context& context, const MonitorFilter& filter, const MessageView& view) {
  const auto [kind, event] = event_name(view.command);
  if (!filter.wants(kind)) return;
  const bool known =
      print_if<Ifd>(context, kind, event, view) || print_if<Ifl>(context, kind, event, view) ||
      print_if<Iff>(context, kind, event, view) || print_if<Ifa>(context, kind, event, view) ||
      print_if<Instance>(context, kind, event, view) ||
      print_if<Route>(context, kind, event, view) ||
      print_if<Nexthop>(context, kind, event, view) ||
      print_if<Neigh>(context, kind, event, view) || print_if<Maddr>(context, kind, event, view) ||
      print_if<Ddp>(context, kind, event, view);
  if (!known) print_notice(context, "unknown", fmt::format("command {}", view.command));
}

void print_resynchronization(Context& context, const MonitorFilter& filter) {
  print_notice(context, "lost", "messages were lost; all objects are read again");
  print_all<Ifd>(context, filter);
  print_all<Ifl>(context, filter);
  print_all<Iff>(context, filter);
  print_all<Ifa>(context, filter);
  print_all<Instance>(context, filter);
  print_all<Route>(context, filter);
  print_all<Nexthop>(context, filter);
  print_all<Neigh>(context, filter);
  print_all<Maddr>(context, filter);
  print_all<Ddp>(context, filter);
  print_notice(context, "synchronized", "all objects have been read");
}

}  // namespace bsdnet::ctl
