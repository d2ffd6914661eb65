/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dhclient_fuzz - a DHCP client among hostile servers and neighbours
 *
 * The input is a sequence of events: messages that are made from nothing or are good
 * answers with some bytes changed, ARP packets, time, the link. After each: the machine has
 * the address of a lease that was acknowledged, or none; an address is that of a host; what
 * the script is passed, its process accepts; messages are read as they were written; the number
 * of messages sent is bounded by the time that passed.
 */
#include <algorithm>
#include <memory>

#include "client.hpp"
#include "hook.hpp"
#include "inet.hpp"
#include "input.hpp"
#include "log.hpp"

using namespace bsdnet;
using namespace bsdnet::dhcp;

namespace {

constexpr Mac kOurs = {2, 0, 0, 0, 0, 1};

struct World : MessagePort, ArpPort, Host {
	World(unsigned int probes)
	{
		ClientConfig config;
		config.who = "eth0";
		config.identity.mac = kOurs;
		config.identity.client_id = {1, 2, 3};
		config.identity.parameters = default_parameters();
		config.check.probes = probes;
		client = std::make_unique<Client>(*this, *this, *this, timers, config,
						  [this] { return ++number * 2654435761U; });
	}

	void send(const Message &message, std::uint32_t source, std::uint32_t to) override
	{
		const auto read = Message::parse(message.encode());

		REQUIRE(read && *read == message);
		REQUIRE(!source || source == message.ciaddr);
		REQUIRE(to == kLimitedBroadcast || is_host_address(to));
		last = message;
		sent++;
	}
	void send(const ArpPacket &packet) override
	{
		REQUIRE(ArpPacket::parse(packet.encode()) == packet);
		arps++;
	}
	bool configure(const Lease &lease, const Lease *old) override
	{
		REQUIRE(is_host_address(lease.address) && lease.bits >= 1 && lease.bits <= 32);
		REQUIRE(lease.duration && lease.renewal <= lease.rebinding &&
			lease.rebinding <= lease.duration);
		REQUIRE(old ? old->address == address && lease.address == address : !address);
		for (const LeaseRoute &route : lease.routes) {
			REQUIRE(route.bits <= 32 && !(route.dst & ~mask_of(route.bits)));
			REQUIRE(route.router != lease.address);
			REQUIRE(!route.router || is_host_address(route.router));
		}
		if (refuse && !old)
			return false;
		address = lease.address;
		return true;
	}
	void unconfigure(const Lease &lease) override
	{
		REQUIRE(address && lease.address == address);
		address = 0;
	}
	void save(const Lease &lease, Time age) override
	{
		REQUIRE(lease.address == address && age >= Time(0));
	}
	void forget() override {}
	void tell(Event event, const Lease *lease, const std::string &why) override
	{
		const std::string call = encode_call(event, hook_environment("eth0", lease, why));

		REQUIRE(decode_call(view(call)));
	}

	void pass(Time time)
	{
		const Time until = timers.now() + time;
		const unsigned long before = sent + arps;

		for (auto next = timers.next(); next && *next <= until; next = timers.next())
			timers.advance(*next);
		timers.advance(until);
		REQUIRE(sent + arps - before <= 20 + static_cast<unsigned long>(time.count()) / 500);
	}

	TimerQueue timers;
	std::unique_ptr<Client> client;
	Message last;
	unsigned long sent = 0, arps = 0;
	std::uint32_t number = 0, address = 0;
	bool refuse = false;
};

/* What a server would answer */
Message answer(const World &world, fuzz::Input &input)
{
	static constexpr MessageType types[] = {kOffer, kAck, kNak, kAck};
	Message out;

	out.op = kBootReply;
	out.xid = world.last.xid;
	out.chaddr = {kOurs.begin(), kOurs.end()};
	out.yiaddr = 0xc0000264;
	out.options[kType] = {types[input.below(4)]};
	out.options[kServerId] = {192, 0, 2, static_cast<std::uint8_t>(1 + input.below(3))};
	out.options[kLeaseTime] = {0, 0, input.byte(), input.byte()};
	out.options[kSubnetMask] = {255, 255, 255, static_cast<std::uint8_t>(input.flag() ? 255 : 0)};
	for (unsigned n = input.below(4); n; n--) {
		Bytes &value = out.options[input.byte()];

		value.resize(input.below(300));
		if (!value.empty())
			input.bytes(value.data(), std::min<std::size_t>(value.size(), 24));
	}
	out.options.erase(kPad);
	out.options.erase(kOverload);
	out.options.erase(kEnd);
	return out;
}

void deliver(World &world, Bytes wire, fuzz::Input &input)
{
	for (unsigned n = input.below(4); n; n--)
		wire[input.word() % wire.size()] = input.byte();
	if (input.below(8) == 0)
		wire.resize(input.word() % wire.size());
	if (const auto message = Message::parse(wire)) {
		const auto again = Message::parse(message->encode());

		REQUIRE(again && *again == *message);
		world.client->receive(*message);
	}
}

void raw(World &world, fuzz::Input &input)
{
	Bytes wire(240 + input.below(256));

	input.bytes(wire.data() + 236, wire.size() - 236);
	wire[0] = kBootReply;
	wire[2] = 6;
	std::copy(kOurs.begin(), kOurs.end(), wire.begin() + 28);
	for (unsigned i = 0; i < 4; i++)
		wire[4 + i] = static_cast<std::uint8_t>(world.last.xid >> (24 - 8 * i));
	static constexpr std::uint8_t cookie[] = {0x63, 0x82, 0x53, 0x63};
	std::copy(std::begin(cookie), std::end(cookie), wire.begin() + 236);
	wire[16] = 10;
	wire[19] = input.byte();
	deliver(world, wire, input);
}

void arp(World &world, fuzz::Input &input)
{
	ArpPacket packet{static_cast<std::uint16_t>(1 + input.below(2)), {2, 0, 0, 0, 0, input.byte()},
			 input.flag() ? 0xc0000264 : 0, {}, 0xc0000264};
	Bytes wire = packet.encode();

	if (input.flag())
		wire[input.below(28)] = input.byte();
	if (const auto read = ArpPacket::parse(wire))
		world.client->receive(*read);
}

void step(World &world, fuzz::Input &input)
{
	switch (input.below(10)) {
	case 0:
	case 1:
	case 2:
		deliver(world, answer(world, input).encode(), input);
		break;
	case 3:
		raw(world, input);
		break;
	case 4:
		arp(world, input);
		break;
	case 5:
		world.client->link_down();
		break;
	case 6:
		world.client->link_up();
		break;
	case 7:
		world.refuse = input.flag();
		if (input.flag())
			world.client->renew();
		else if (input.below(8) == 0)
			world.client->release();
		break;
	case 8:
		world.pass(std::chrono::seconds(input.word() % 4096));
		break;
	default:
		world.pass(Time(input.word()));
		break;
	}
	REQUIRE(world.client->has_lease() == (world.address != 0));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
	set_log_level(-1);
	return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	fuzz::Input input(data, size);
	World world(input.below(4));

	world.client->start({}, Time(0));
	while (!input.empty())
		step(world, input);
	if (input.flag())
		world.client->release();
	else
		world.client->stop(false);
	world.pass(kReleaseTime);
	REQUIRE(!world.address);
	return 0;
}
