// SPDX-License-Identifier: GPL-2.0
/*
 * requests - requests over the control channel, at random
 *
 * Some have attributes at random, the others add and delete interfaces, addresses, routes and
 * neighbours that socket calls use.
 */
#include "world.hpp"

#include <bsdnet/operations.hpp>
#include <linux/bsdnet.h>
#include <linux/bsdnet_socket.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace syscalls {
namespace {

using bsdnet::Address;
using bsdnet::Channel;
using bsdnet::Prefix;

template <typename T> int request(std::uint8_t command, const T &object)
{
	try {
		Channel channel;

		bsdnet::change(channel, command, object, T::kName);
	} catch (const bsdnet::Error &) {
		return -1;
	}
	return 0;
}

/* The one command or the other */
std::uint8_t either(Random &random, std::uint8_t add, std::uint8_t del)
{
	return random.one_in(3) ? del : add;
}

std::string device(Random &random)
{
	static const char *const names[] = {"v0", "v1", "lo0", "v0.5", "v1.5"};

	return random.pick(names);
}

std::string host(Random &random)
{
	return "192.0.2." + std::to_string(random.below(6));
}

int change_ifd(Thread &t)
{
	bsdnet::Ifd o;

	o.name = t.random.one_in(2) ? "v0" : "v1";
	switch (t.random.below(3)) {
	case 0: return request(BSDNET_CMD_IFD_DEL, o);
	case 1: return request(BSDNET_CMD_IFD_ADD, o);
	default:
		o.mode = static_cast<std::uint8_t>(t.random.below(3));
		return request(BSDNET_CMD_IFD_SET, o);
	}
}

int change_ifl(Thread &t)
{
	bsdnet::EncapVlan vlan;
	bsdnet::Ifl o;
	const std::uint8_t command = either(t.random, BSDNET_CMD_IFL_ADD, BSDNET_CMD_IFL_DEL);

	o.name = t.random.one_in(2) ? "v0.5" : "v1.5";
	if (command == BSDNET_CMD_IFL_ADD) {
		vlan.vid = 5;
		o.encap = bsdnet::EncapVlan::kEncap;
		o.encap_data = vlan.to_bytes();
	}
	return request(command, o);
}

int change_ifa(Thread &t)
{
	const Prefix prefix = Prefix::parse(t.random.one_in(2) ? "192.0.2.0/24" : "203.0.113.0/31");
	bsdnet::Ifa o;

	o.ifl_name = device(t.random);
	o.family = AF_INET;
	o.local = Address::parse(prefix.bits == 24 ? host(t.random) : "203.0.113.1");
	o.dest = prefix.address;
	o.dest_len = prefix.bits;
	return request(either(t.random, BSDNET_CMD_IFA_ADD, BSDNET_CMD_IFA_DEL), o);
}

int change_route(Thread &t)
{
	bsdnet::Route o;

	o.family = AF_INET;
	o.dst = Address::parse("10.0.0.0");
	o.dst_len = static_cast<std::uint8_t>(8 + t.random.below(3));
	const std::uint8_t command = either(t.random, BSDNET_CMD_ROUTE_ADD, BSDNET_CMD_ROUTE_DEL);

	if (command == BSDNET_CMD_ROUTE_ADD) {
		o.gateway = Address::parse(host(t.random));
		o.replace = t.random.one_in(2);
	}
	return request(command, o);
}

int change_neigh(Thread &t)
{
	const std::uint8_t command = either(t.random, BSDNET_CMD_NEIGH_ADD, BSDNET_CMD_NEIGH_DEL);
	bsdnet::Neigh o;

	o.family = AF_INET;
	o.addr = Address::parse(host(t.random));
	o.ifl_name = device(t.random);
	if (command == BSDNET_CMD_NEIGH_ADD) {
		o.lladdr = bsdnet::LinkAddress::parse("02:00:00:00:00:77");
		o.replace = t.random.one_in(2);
	}
	return request(command, o);
}

int change_instance(Thread &t)
{
	bsdnet::Instance o;

	o.index = 1 + t.random.below(2);
	return request(either(t.random, BSDNET_CMD_INSTANCE_ADD, BSDNET_CMD_INSTANCE_DEL), o);
}

/* Any command, any attributes */
int random_request(Thread &t)
{
	static const char *const words[] = {"v0", "v1", "lo0", "v0.5", "", "vlan", "fd", "ether",
					    "ip", "netdev"};
	static const std::uint32_t sizes[] = {0, 1, 2, 4, 6, 8, 16, 40};
	const auto command = static_cast<std::uint8_t>(t.random.below(BSDNET_CMD_MAX + 2));

	try {
		Channel channel;
		bsdnet::Message message = channel.message(command);

		for (unsigned n = t.random.below(7); n; n--) {
			const auto type = static_cast<std::uint16_t>(t.random.below(24));
			std::uint8_t value[40];
			std::size_t size = t.random.pick(sizes);

			t.random.fill(value, sizeof(value));
			if (t.random.one_in(3)) {
				const std::string word = t.random.pick(words);

				size = word.size() + 1;
				std::memcpy(value, word.c_str(), size);
			} else if (t.random.one_in(2)) {
				std::memset(value, 0, sizeof(value));
				if (size)
					value[size - 1] = static_cast<std::uint8_t>(t.random.below(32));
			}
			message.put_bytes(type, {value, size});
		}
		if (t.random.one_in(3))
			channel.dump(message, "random", [](const bsdnet::MessageView &) {});
		else
			channel.request(message, "random", [](const bsdnet::MessageView &) {});
	} catch (const bsdnet::Error &) {
		return -1;
	}
	return 0;
}

/* The host removes a device, or adds it again */
int host_device(Thread &t)
{
	const char *const command = t.random.one_in(2)
		? "ip link del v0 2>/dev/null"
		: "ip link add v0 type veth peer name v1 2>/dev/null && "
		  "ip link set v0 up && ip link set v1 up";

	return std::system(command) ? -1 : 0;
}

void must(const std::string &command)
{
	if (std::system(command.c_str()))
		throw std::runtime_error(command);
}

} // namespace

void configure()
{
	must("ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up");
	must("printf '%s\\n' 'instance add 1' 'ifa add lo0 192.0.2.1/32' "
	     "'ifa add v0 192.0.2.2/24' 'ifd add v1' 'ifl add v1' 'iff add v1 inet instance 1' "
	     "'ifa add v1 192.0.2.3/24' | bsdnetctl -batch -");
}

const std::array<Kind, 8> requests = {{
	{"ifd", change_ifd, 2}, {"ifl", change_ifl, 4}, {"ifa", change_ifa, 12},
	{"route", change_route, 6}, {"neigh", change_neigh, 6}, {"instance", change_instance, 3},
	{"random request", random_request, 40}, {"host device", host_device, 1},
}};

} // namespace syscalls
