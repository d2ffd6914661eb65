// SPDX-License-Identifier: GPL-2.0
/*
 * channel_operations - requests over the control channel
 *
 * The devices are those of selftests/net/lib.sh: r1 has 192.0.2.1/24 and the
 * permanent neighbours 192.0.2.77 and 192.0.2.78, r2 is not attached.
 */
#include "operation.hpp"

#include <linux/bsdnet.h>
#include <sys/socket.h>

#include <memory>

namespace fault {
namespace {

using bsdnet::Address;
using bsdnet::Channel;
using bsdnet::Datagram;
using bsdnet::Prefix;

/* A netlink socket whose calls are attempts */
class Injected final : public bsdnet::Transport {
public:
	Injected() : inner_(bsdnet::open_netlink()) {}
	void send(std::span<const std::uint8_t> message) override
	{
		int error = injector().around([&] {
			return ::send(inner_->fd(), message.data(), message.size(), 0) < 0 ? errno : 0;
		});

		if (error)
			throw bsdnet::SystemError("send", error);
		sent_ = true;
	}
	Datagram receive() override
	{
		Datagram buffer(1 << 16);
		ssize_t n = injector().around(
			[&] { return ::recv(inner_->fd(), buffer.data(), buffer.size(), 0); });

		if (n < 0)
			throw bsdnet::SystemError("receive", errno);
		buffer.resize(static_cast<std::size_t>(n));
		return buffer;
	}
	void join(std::uint32_t group) override { inner_->join(group); }
	int fd() const override { return inner_->fd(); }
	/* What follows is the request in question */
	void begin(unsigned n)
	{
		sent_ = false;
		injector().begin(n);
	}
	bool sent() const { return sent_; }

private:
	std::unique_ptr<bsdnet::Transport> inner_;
	bool sent_ = false;
};

/* Does @request on a channel of its own, which may end up unusable */
Outcome attempt_on(const std::function<void(Channel &)> &request, unsigned n)
{
	auto transport = std::make_unique<Injected>();
	Injected &injected = *transport;
	Channel channel(std::move(transport));

	injected.begin(n);
	try {
		request(channel);
	} catch (const bsdnet::KernelError &error) {
		return {error.code(), false};
	} catch (const bsdnet::SystemError &error) {
		return {error.code(), injected.sent()};
	}
	return {};
}

using Request = std::function<void(Channel &)>;

template <typename T> Request change(std::uint8_t command, T object)
{
	return [=](Channel &channel) { bsdnet::change(channel, command, object, T::kName); };
}

template <typename T> Request show()
{
	return [](Channel &channel) {
		if (!bsdnet::dump<T>(channel, T{}, [](const T &) {}).consistent)
			throw bsdnet::KernelError(T::kName, EAGAIN, {});
	};
}

std::function<void()> must(const Request &request)
{
	if (!request)
		return {};
	return [=] {
		Channel channel;

		request(channel);
	};
}

/* @done after @before; @undone after it */
Operation operation(const char *name, const Request &before, const Request &done,
		    const Request &undone, const Request &after)
{
	return {name, must(before), [=](unsigned n) { return attempt_on(done, n); }, must(undone),
		must(after)};
}

/* ---- the requests ---- */

Request ifd(std::uint8_t command, std::uint8_t mode = BSDNET_IFD_MODE_SHARED)
{
	bsdnet::Ifd o;

	o.name = "r2";
	if (command != BSDNET_CMD_IFD_DEL)
		o.mode = mode;
	return change(command, o);
}

Request ifl_add(const char *name, std::uint16_t vlan)
{
	bsdnet::EncapVlan parameters;
	bsdnet::Ifl o;

	parameters.vid = vlan;
	o.name = name;
	o.encap = bsdnet::EncapVlan::kEncap;
	o.encap_data = parameters.to_bytes();
	return change(BSDNET_CMD_IFL_ADD, o);
}

Request ifl_del(const char *name)
{
	bsdnet::Ifl o;

	o.name = name;
	return change(BSDNET_CMD_IFL_DEL, o);
}

Request ifl_set(const char *name, bool up)
{
	bsdnet::Ifl o;

	o.name = name;
	o.admin_up = up;
	return change(BSDNET_CMD_IFL_SET, o);
}

Request iff(std::uint8_t command, const char *name, std::optional<std::uint32_t> mtu = {},
	    std::optional<std::uint32_t> instance = {})
{
	bsdnet::Iff o;

	o.ifl_name = name;
	o.family = AF_INET;
	o.mtu = mtu;
	o.instance = instance;
	return change(command, o);
}

Request ifa(std::uint8_t command, const char *name, const char *local, const char *dest)
{
	bsdnet::Ifa o;
	Prefix prefix = Prefix::parse(dest);

	o.ifl_name = name;
	o.family = AF_INET;
	o.local = Address::parse(local);
	o.dest = prefix.address;
	o.dest_len = prefix.bits;
	return change(command, o);
}

bsdnet::Route route_to(const char *text)
{
	Prefix prefix = Prefix::parse(text);
	bsdnet::Route o;

	o.family = AF_INET;
	o.dst = prefix.address;
	o.dst_len = prefix.bits;
	return o;
}

Request route_via(std::uint8_t command, const char *prefix, const char *gateway,
		  bool replace = false)
{
	bsdnet::Route o = route_to(prefix);

	o.gateway = Address::parse(gateway);
	o.replace = replace;
	return change(command, o);
}

Request route_discard(std::uint8_t command, const char *prefix, bool replace = false)
{
	bsdnet::Route o = route_to(prefix);

	o.nh_type = BSDNET_NEXTHOP_TYPE_DISCARD;
	o.replace = replace;
	return change(command, o);
}

Request route_del(const char *prefix)
{
	return change(BSDNET_CMD_ROUTE_DEL, route_to(prefix));
}

Request neigh(std::uint8_t command, const char *mac, bool replace = false)
{
	bsdnet::Neigh o;

	o.family = AF_INET;
	o.addr = Address::parse("192.0.2.99");
	o.ifl_name = "r1";
	if (mac)
		o.lladdr = bsdnet::LinkAddress::parse(mac);
	o.replace = replace;
	return change(command, o);
}

Request instance(std::uint8_t command, std::optional<bool> forwarding = {})
{
	bsdnet::Instance o;

	o.index = 7;
	o.forwarding = forwarding;
	return change(command, o);
}

Request resolve(const char *address)
{
	return [=](Channel &channel) {
		bsdnet::Resolve o;

		o.family = AF_INET;
		o.addr = Address::parse(address);
		bsdnet::get<bsdnet::Resolve>(channel, o);
	};
}

Request all(const std::vector<Request> &requests)
{
	return [=](Channel &channel) {
		for (const Request &request : requests)
			request(channel);
	};
}

/* ---- the operations ---- */

void add_interfaces(std::vector<Operation> &list)
{
	const Request add = ifd(BSDNET_CMD_IFD_ADD), del = ifd(BSDNET_CMD_IFD_DEL);
	const Request ifl5 = ifl_add("r2.5", 5), no_ifl5 = ifl_del("r2.5");
	const Request inet = iff(BSDNET_CMD_IFF_ADD, "r2"), no_inet = iff(BSDNET_CMD_IFF_DEL, "r2");
	const Request exclusive = ifd(BSDNET_CMD_IFD_SET, BSDNET_IFD_MODE_EXCLUSIVE);

	list.push_back(operation("ifd add", {}, add, del, {}));
	list.push_back(operation("ifd del", add, del, add, del));
	list.push_back(operation("ifd set mode", add, exclusive, ifd(BSDNET_CMD_IFD_SET), del));
	list.push_back(operation("ifl add", add, ifl5, no_ifl5, del));
	list.push_back(operation("ifl del", all({add, ifl5}), no_ifl5, ifl5, del));
	list.push_back(operation("ifl set down", all({add, ifl5}), ifl_set("r2.5", false),
				 ifl_set("r2.5", true), del));
	list.push_back(operation("iff add, of a new device", {}, inet, del, {}));
	list.push_back(operation("iff add", all({add, ifl5}), iff(BSDNET_CMD_IFF_ADD, "r2.5"),
				 iff(BSDNET_CMD_IFF_DEL, "r2.5"), del));
	list.push_back(operation("iff del", inet, no_inet, inet, del));
	list.push_back(operation("iff set mtu", inet, iff(BSDNET_CMD_IFF_SET, "r2", 1000),
				 iff(BSDNET_CMD_IFF_SET, "r2", 0), del));
	list.push_back(operation(
		"iff set instance", all({inet, instance(BSDNET_CMD_INSTANCE_ADD)}),
		iff(BSDNET_CMD_IFF_SET, "r2", {}, 7), iff(BSDNET_CMD_IFF_SET, "r2", {}, 0),
		all({del, instance(BSDNET_CMD_INSTANCE_DEL)})));
}

void add_addresses(std::vector<Operation> &list)
{
	const Request del = ifd(BSDNET_CMD_IFD_DEL), inet = iff(BSDNET_CMD_IFF_ADD, "r2");
	const auto subnet = [](std::uint8_t command) {
		return ifa(command, "r2", "198.51.100.1", "198.51.100.0/24");
	};
	const auto second = [](std::uint8_t command) {
		return ifa(command, "r2", "203.0.113.1", "203.0.113.0/24");
	};

	list.push_back(operation("ifa add, of a new device", {}, subnet(BSDNET_CMD_IFA_ADD), del, {}));
	list.push_back(operation("ifa add", inet, subnet(BSDNET_CMD_IFA_ADD),
				 subnet(BSDNET_CMD_IFA_DEL), del));
	list.push_back(operation("ifa add, a second one", subnet(BSDNET_CMD_IFA_ADD),
				 second(BSDNET_CMD_IFA_ADD), second(BSDNET_CMD_IFA_DEL), del));
	list.push_back(operation("ifa del", subnet(BSDNET_CMD_IFA_ADD), subnet(BSDNET_CMD_IFA_DEL),
				 subnet(BSDNET_CMD_IFA_ADD), del));
	list.push_back(operation(
		"ifd del, with addresses and routes",
		all({subnet(BSDNET_CMD_IFA_ADD),
		     route_via(BSDNET_CMD_ROUTE_ADD, "10.1.0.0/16", "198.51.100.7")}),
		del,
		all({subnet(BSDNET_CMD_IFA_ADD),
		     route_via(BSDNET_CMD_ROUTE_ADD, "10.1.0.0/16", "198.51.100.7", true)}),
		all({del, route_del("10.1.0.0/16")})));
}

void add_routes(std::vector<Operation> &list)
{
	const char *net = "10.1.0.0/16";
	const Request via = route_via(BSDNET_CMD_ROUTE_ADD, net, "192.0.2.77");
	const Request del = route_del(net);

	list.push_back(operation("route add via", {}, via, del, {}));
	list.push_back(operation("route add discard", {}, route_discard(BSDNET_CMD_ROUTE_ADD, net),
				 del, {}));
	list.push_back(operation("route add, inside another", via,
				 route_discard(BSDNET_CMD_ROUTE_ADD, "10.1.2.128/25"),
				 route_del("10.1.2.128/25"), del));
	list.push_back(operation("route add, beside another",
				 route_discard(BSDNET_CMD_ROUTE_ADD, "10.1.2.64/26"),
				 route_via(BSDNET_CMD_ROUTE_ADD, "10.1.2.128/26", "192.0.2.77"),
				 route_del("10.1.2.128/26"), route_del("10.1.2.64/26")));
	list.push_back(operation("route del", via, del, via, del));
	list.push_back(operation("route replace, same type", via,
				 route_via(BSDNET_CMD_ROUTE_ADD, net, "192.0.2.78", true),
				 route_via(BSDNET_CMD_ROUTE_ADD, net, "192.0.2.77", true), del));
	list.push_back(operation("route replace, other type", via,
				 route_discard(BSDNET_CMD_ROUTE_ADD, net, true),
				 route_via(BSDNET_CMD_ROUTE_ADD, net, "192.0.2.77", true), del));
	list.push_back(operation("route set", via,
				 route_via(BSDNET_CMD_ROUTE_SET, net, "192.0.2.78"),
				 route_via(BSDNET_CMD_ROUTE_SET, net, "192.0.2.77"), del));
	list.push_back(operation("route get", {}, resolve("192.0.2.2"), {}, {}));
}

void add_rest(std::vector<Operation> &list)
{
	const Request neigh_add = neigh(BSDNET_CMD_NEIGH_ADD, "02:00:00:00:00:77");
	const Request neigh_del = neigh(BSDNET_CMD_NEIGH_DEL, nullptr);
	const Request add = instance(BSDNET_CMD_INSTANCE_ADD), del = instance(BSDNET_CMD_INSTANCE_DEL);

	list.push_back(operation("neigh add", {}, neigh_add, neigh_del, {}));
	list.push_back(operation("neigh del", neigh_add, neigh_del, neigh_add, neigh_del));
	list.push_back(operation("neigh replace", neigh_add,
				 neigh(BSDNET_CMD_NEIGH_ADD, "02:00:00:00:00:78", true),
				 neigh(BSDNET_CMD_NEIGH_ADD, "02:00:00:00:00:77", true), neigh_del));
	list.push_back(operation("neigh set", neigh_add,
				 neigh(BSDNET_CMD_NEIGH_SET, "02:00:00:00:00:78"),
				 neigh(BSDNET_CMD_NEIGH_SET, "02:00:00:00:00:77"), neigh_del));
	list.push_back(operation("instance add", {}, add, del, {}));
	list.push_back(operation("instance del", add, del, add, del));
	list.push_back(operation("instance set", add, instance(BSDNET_CMD_INSTANCE_SET, true),
				 instance(BSDNET_CMD_INSTANCE_SET, false), del));
}

void add_dumps(std::vector<Operation> &list)
{
	const auto add = [&list](const char *name, const Request &dump) {
		list.push_back(operation(name, {}, dump, {}, {}));
	};

	add("ifd show", show<bsdnet::Ifd>());
	add("ifl show", show<bsdnet::Ifl>());
	add("iff show", show<bsdnet::Iff>());
	add("ifa show", show<bsdnet::Ifa>());
	add("instance show", show<bsdnet::Instance>());
	add("route show", show<bsdnet::Route>());
	add("nexthop show", show<bsdnet::Nexthop>());
	add("neigh show", show<bsdnet::Neigh>());
	add("l2 show", show<bsdnet::L2Entry>());
	add("pcb show", show<bsdnet::Pcb>());
	add("queue show", show<bsdnet::Queue>());
	add("socket show", show<bsdnet::SocketInfo>());
	add("stats show", show<bsdnet::Stats>());
	add("drops show", show<bsdnet::Drop>());
}

} // namespace

std::vector<Operation> channel_operations()
{
	std::vector<Operation> list;

	add_interfaces(list);
	add_addresses(list);
	add_routes(list);
	add_rest(list);
	add_dumps(list);
	return list;
}

} // namespace fault
