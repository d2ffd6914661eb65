// SPDX-License-Identifier: LGPL-2.1-or-later
//
// pcb_table over kmod/l3demux. An entry is one allocation: the part of the kernel's code, then
// the value of the user.
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include "bsdnet/pcb_table.hpp"
#include "core.hpp"

extern "C" {
#include "l3demux/l3demux.h"
}

namespace bsdnet::detail {

class pcb_core {
 public:
  stack world;

  pcb_core() {
    if (bn_l3demux_room.stack_init(world.get()) != 0) throw std::bad_alloc();
  }
  ~pcb_core() {
    assert_not_reading("pcb_table");
    rcu_barrier();
    bn_l3demux_room.stack_exit(world.get());
  }
  pcb_core(const pcb_core&) = delete;
  pcb_core& operator=(const pcb_core&) = delete;
};

namespace {

static_assert(sizeof(pcb_key) == sizeof(bn_pcb_key));
static_assert(offsetof(pcb_key, instance) == offsetof(bn_pcb_key, instance));
static_assert(offsetof(pcb_key, interface) == offsetof(bn_pcb_key, ifl_index));
static_assert(offsetof(pcb_key, local_port_be) == offsetof(bn_pcb_key, lport));
static_assert(offsetof(pcb_key, remote_port_be) == offsetof(bn_pcb_key, rport));
static_assert(offsetof(pcb_key, local) == offsetof(bn_pcb_key, laddr));
static_assert(offsetof(pcb_key, remote) == offsetof(bn_pcb_key, raddr));
static_assert(offsetof(pcb_key, protocol) == offsetof(bn_pcb_key, proto));
static_assert(offsetof(pcb_key, family) == offsetof(bn_pcb_key, family));

struct alignas(std::max_align_t) pcb_head {
  bn_pcb pcb;
  rcu_head rcu;
  pcb_destroy_fn destroy;
};

pcb_head* head_of(pcb_value* value) {
  return static_cast<pcb_head*>(value) - 1;
}
pcb_value* value_of(pcb_head* head) {
  return head + 1;
}

void set_prefix(const pcb_pattern& pattern, const Prefix& prefix, in6_addr& address, u8& bits) {
  if (prefix.bits == 0) return;
  if (prefix.address.family != pattern.family || prefix.bits > prefix.address.size() * 8)
    throw ArgumentError("session: " + prefix.str_full() + " is not a prefix of " +
                        family_name(pattern.family));
  std::memcpy(&address, prefix.network().address.bytes.data(), sizeof(address));
  bits = prefix.bits;
}

void set_pcb(bn_pcb& pcb, const pcb_pattern& pattern) {
  pcb.key.family = static_cast<u8>(pattern.family);
  pcb.key.proto = pattern.protocol;
  pcb.key.lport = to_network(pattern.local_port.value_or(0));
  pcb.key.rport = to_network(pattern.remote_port.value_or(0));
  pcb.key.instance = pattern.instance.value_or(0);
  pcb.key.ifl_index = pattern.interface.value_or(0);
  pcb.mask.lport = pattern.local_port.has_value();
  pcb.mask.rport = pattern.remote_port.has_value();
  pcb.mask.instance = pattern.instance.has_value();
  pcb.mask.ifl = pattern.interface.has_value();
  set_prefix(pattern, pattern.local, pcb.key.laddr, pcb.mask.laddr_bits);
  set_prefix(pattern, pattern.remote, pcb.key.raddr, pcb.mask.raddr_bits);
}

Prefix prefix_of(Family family, const in6_addr& address, u8 bits) {
  Prefix out;
  if (bits == 0) return out;
  out.address.family = family;
  std::memcpy(out.address.bytes.data(), &address, sizeof(address));
  out.bits = bits;
  return out;
}

pcb_pattern pattern_of(const bn_pcb& pcb) {
  pcb_pattern out;
  out.family = static_cast<Family>(pcb.key.family);
  out.protocol = pcb.key.proto;
  if (pcb.mask.lport) out.local_port = to_host(pcb.key.lport);
  if (pcb.mask.rport) out.remote_port = to_host(pcb.key.rport);
  if (pcb.mask.instance) out.instance = pcb.key.instance;
  if (pcb.mask.ifl) out.interface = pcb.key.ifl_index;
  out.local = prefix_of(out.family, pcb.key.laddr, pcb.mask.laddr_bits);
  out.remote = prefix_of(out.family, pcb.key.raddr, pcb.mask.raddr_bits);
  return out;
}

struct walk {
  const pcb_visit& visit;
  std::exception_ptr thrown;
};

// Nonzero ends the walk
int visit_entry(const bn_pcb* pcb, void* arg) {
  auto* at = static_cast<walk*>(arg);
  try {
    pcb_head* head = container_of(const_cast<bn_pcb*>(pcb), pcb_head, pcb);
    return at->visit(pattern_of(*pcb), value_of(head)) ? 0 : 1;
  } catch (...) {
    at->thrown = std::current_exception();
    return 1;
  }
}

void destroy_entry(rcu_head* rcu) {
  pcb_head* head = container_of(rcu, pcb_head, rcu);
  head->destroy(value_of(head));
  pcb_deallocate(value_of(head));
}

}  // namespace

std::shared_ptr<pcb_core> make_pcb_core() {
  return std::make_shared<pcb_core>();
}

pcb_value* pcb_allocate(std::size_t size) {
  void* memory = std::calloc(1, sizeof(pcb_head) + size);
  if (memory == nullptr) throw std::bad_alloc();
  return value_of(static_cast<pcb_head*>(memory));
}

void pcb_deallocate(pcb_value* value) noexcept {
  std::free(head_of(value));
}

void pcb_insert(pcb_core& core, const pcb_pattern& pattern, bool share, pcb_value* value,
                pcb_destroy_fn destroy) {
  pcb_head* head = head_of(value);
  set_pcb(head->pcb, pattern);
  head->pcb.reuse = share;
  head->destroy = destroy;
  const int err = bn_pcb_insert(core.world.get(), &head->pcb);
  if (err != 0) throw_error(err, "session", {});
}

void pcb_remove(pcb_value* value) noexcept {
  pcb_head* head = head_of(value);
  bn_pcb_remove(&head->pcb);
  call_rcu(&head->rcu, destroy_entry);
}

pcb_value* pcb_lookup(const pcb_core* core, const pcb_key& key) noexcept {
  bn_pcb* pcb = bn_pcb_lookup(const_cast<pcb_core*>(core)->world.get(),
                              reinterpret_cast<const bn_pcb_key*>(&key));
  return pcb != nullptr ? value_of(container_of(pcb, pcb_head, pcb)) : nullptr;
}

std::size_t pcb_count(const pcb_core& core) noexcept {
  const bsdnet_stack* stack = const_cast<pcb_core&>(core).world.get();
  return static_cast<std::size_t>(atomic_long_read(&stack->live[BN_OBJ_PCB]));
}

bool pcb_walk(pcb_core& core, unsigned long& cursor, const pcb_visit& visit) {
  walk at{visit, nullptr};
  const int err = bn_pcb_walk(core.world.get(), &cursor, visit_entry, &at);
  if (at.thrown) std::rethrow_exception(at.thrown);
  return err == 0;
}

}  // namespace bsdnet::detail
