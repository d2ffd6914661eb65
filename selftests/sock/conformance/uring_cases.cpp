// SPDX-License-Identifier: GPL-2.0
/*
 * uring_cases - sockets through io_uring: requests that wait, repeat, are cancelled, or run in other
 * threads of the kernel
 */
#include "run.hpp"

#include <liburing.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace conformance {
namespace {

/* A ring. A request has a number, by which its result is found */
class Ring {
public:
	explicit Ring(Run &run, unsigned flags = 0) : run_(run)
	{
		if (int err = io_uring_queue_init(16, &ring_, flags)) {
			std::fprintf(stderr, "io_uring: %s\n", std::strerror(-err));
			std::exit(1);
		}
	}
	~Ring() { io_uring_queue_exit(&ring_); }
	Ring(const Ring &) = delete;
	Ring &operator=(const Ring &) = delete;

	io_uring *get() { return &ring_; }

	/* to be prepared, then submitted */
	io_uring_sqe *request(unsigned number)
	{
		io_uring_sqe *sqe = io_uring_get_sqe(&ring_);

		io_uring_sqe_set_data64(sqe, number);
		return sqe;
	}
	void submit() { io_uring_submit(&ring_); }

	/* Note the result of a request, which must come soon */
	void result(unsigned number, const std::string &what)
	{
		const auto got = next(number);

		if (!got) {
			run_.say(what + ": does not end");
			return;
		}
		errno = got->value < 0 ? -got->value : 0;
		run_.note(what, got->value < 0 ? -1 : got->value);
		if (got->flags & IORING_CQE_F_MORE)
			run_.say("more follow");
	}
	/* the same of the last result of a request that repeats. How many wakeups a packet makes is not
	 * compared
	 */
	void last_result(unsigned number, const std::string &what)
	{
		std::optional<Result> got;

		do
			got = next(number);
		while (got && got->flags & IORING_CQE_F_MORE);
		if (got)
			results_[number].insert(results_[number].begin(), *got);
		result(number, what);
	}

private:
	struct Result {
		int value;
		unsigned flags;
	};

	std::optional<Result> next(unsigned number)
	{
		std::vector<Result> &of_request = results_[number];

		while (of_request.empty() && wait())
			;
		if (of_request.empty())
			return std::nullopt;
		const Result got = of_request.front();

		of_request.erase(of_request.begin());
		return got;
	}
	bool wait()
	{
		__kernel_timespec time{soon / 1000, 0};
		io_uring_cqe *cqe;

		if (io_uring_wait_cqe_timeout(&ring_, &cqe, &time))
			return false;
		results_[static_cast<unsigned>(cqe->user_data)].push_back({cqe->res, cqe->flags});
		io_uring_cqe_seen(&ring_, cqe);
		return true;
	}

	Run &run_;
	io_uring ring_{};
	std::map<unsigned, std::vector<Result>> results_;
};

/* Two sockets, each connected to the other one */
std::pair<int, int> pair(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();

	run.connect(a, name_of(b));
	run.connect(b, name_of(a));
	return {a, b};
}

void send_and_receive(Run &run)
{
	const auto [a, b] = pair(run);
	char data[16] = {};
	Ring ring(run);

	io_uring_prep_recv(ring.request(1), b, data, sizeof(data), 0);
	ring.submit();
	io_uring_prep_send(ring.request(2), a, "hello", 5, 0);
	ring.submit();
	ring.result(2, "send");
	ring.result(1, "recv that waited");
	run.say(data);
	run.send(a, "there already");
	run.events(b, POLLIN);
	io_uring_prep_recv(ring.request(3), b, data, 5, MSG_TRUNC);
	ring.submit();
	ring.result(3, "recv MSG_TRUNC");
	io_uring_prep_recv(ring.request(4), b, data, sizeof(data), MSG_DONTWAIT);
	ring.submit();
	ring.result(4, "recv MSG_DONTWAIT");
	io_uring_prep_send(ring.request(5), a, data, 1, MSG_OOB);
	ring.submit();
	ring.result(5, "send MSG_OOB");
}

/* Many requests of one submission; those that wait are served in their order */
void in_order(Run &run)
{
	const auto [a, b] = pair(run);
	char data[5] = {};
	Ring ring(run);

	for (unsigned i = 0; i < 4; i++)
		io_uring_prep_recv(ring.request(i), b, data + i, 1, 0);
	ring.submit();
	for (unsigned i = 0; i < 4; i++) {
		io_uring_sqe *sqe = ring.request(10 + i);

		io_uring_prep_send(sqe, a, "abcd" + i, 1, 0);
		sqe->flags |= IOSQE_IO_LINK;
	}
	io_uring_prep_nop(ring.request(20));
	ring.submit();
	for (unsigned i = 0; i < 4; i++)
		ring.result(10 + i, "send");
	for (unsigned i = 0; i < 4; i++)
		ring.result(i, "recv");
	run.say(data);
}

void messages(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();
	sockaddr_in to = name_of(b), from{};
	alignas(cmsghdr) char control[256];
	char text[] = "message", data[32] = {};
	iovec out{text, 7}, in{data, sizeof(data)};
	msghdr sent{&to, sizeof(to), &out, 1, nullptr, 0, 0};
	msghdr received{&from, sizeof(from), &in, 1, control, sizeof(control), 0};
	Ring ring(run);

	run.set(b, SOL_IP, IP_RECVTTL, 1, "IP_RECVTTL");
	run.set(b, SOL_IP, IP_RECVTOS, 1, "IP_RECVTOS");
	io_uring_prep_recvmsg(ring.request(1), b, &received, 0);
	ring.submit();
	io_uring_prep_sendmsg(ring.request(2), a, &sent, 0);
	ring.submit();
	ring.result(2, "sendmsg");
	ring.result(1, "recvmsg");
	run.say(data);
	run.describe(received);
	to = at("192.0.2.255", 9);
	io_uring_prep_sendmsg(ring.request(3), a, &sent, 0);
	ring.submit();
	ring.result(3, "sendmsg to a broadcast address");
}

void polls(Run &run)
{
	const auto [a, b] = pair(run);
	Ring ring(run);

	io_uring_prep_poll_add(ring.request(1), b, POLLIN);
	io_uring_prep_poll_add(ring.request(2), b, POLLOUT);
	ring.submit();
	ring.result(2, "POLLOUT");
	run.send(a, "x");
	ring.result(1, "POLLIN");
	run.receive(b);
	io_uring_prep_poll_multishot(ring.request(3), b, POLLIN);
	ring.submit();
	for (int i = 0; i < 3; i++) {
		run.send(a, "x");
		ring.result(3, "POLLIN, repeated");
		run.receive(b);
	}
	io_uring_prep_poll_remove(ring.request(4), 3);
	ring.submit();
	ring.result(4, "remove");
	ring.last_result(3, "removed");
	run.note("shutdown", ::shutdown(b, SHUT_RD));
	io_uring_prep_poll_add(ring.request(5), b, POLLIN | POLLRDHUP);
	ring.submit();
	ring.result(5, "shut down");
}

void cancelled(Run &run)
{
	const auto [a, b] = pair(run);
	__kernel_timespec little{0, 20000000};
	char data[8];
	Ring ring(run);

	io_uring_prep_recv(ring.request(1), b, data, sizeof(data), 0);
	ring.submit();
	io_uring_prep_cancel64(ring.request(2), 1, 0);
	ring.submit();
	ring.result(2, "cancel");
	ring.result(1, "cancelled");

	io_uring_sqe *sqe = ring.request(3);

	io_uring_prep_recv(sqe, b, data, sizeof(data), 0);
	sqe->flags |= IOSQE_IO_LINK;
	io_uring_prep_link_timeout(ring.request(4), &little, 0);
	ring.submit();
	ring.result(3, "recv with a timeout");
	ring.result(4, "timeout");
	/* what arrives now is lost to neither */
	run.send(a, "x");
	run.receive(b);
}

/* A request in another thread, which sleeps in recvmsg() */
void asynchronous(Run &run)
{
	const auto [a, b] = pair(run);
	char data[8] = {}, late[8];
	Ring ring(run);
	io_uring_sqe *sqe = ring.request(1);

	io_uring_prep_recv(sqe, b, data, sizeof(data), 0);
	sqe->flags |= IOSQE_ASYNC;
	ring.submit();
	sqe = ring.request(2);
	io_uring_prep_send(sqe, a, "hello", 5, 0);
	sqe->flags |= IOSQE_ASYNC;
	ring.submit();
	ring.result(2, "send");
	ring.result(1, "recv");
	run.say(data);
	sqe = ring.request(3);
	io_uring_prep_recv(sqe, b, late, sizeof(late), 0);
	sqe->flags |= IOSQE_ASYNC;
	ring.submit();
	io_uring_prep_cancel64(ring.request(4), 3, 0);
	ring.submit();
	ring.result(3, "cancelled");
}

void polling_thread(Run &run)
{
	const auto [a, b] = pair(run);
	char data[8] = {};
	Ring ring(run, IORING_SETUP_SQPOLL);

	io_uring_prep_recv(ring.request(1), b, data, sizeof(data), 0);
	ring.submit();
	io_uring_prep_send(ring.request(2), a, "hello", 5, 0);
	ring.submit();
	ring.result(2, "send");
	ring.result(1, "recv");
	run.say(data);
}

/* One request receives into buffers that the kernel chooses, until they are used up */
void multishot(Run &run)
{
	const auto [a, b] = pair(run);
	char buffers[3][8] = {};
	Ring ring(run);

	io_uring_prep_provide_buffers(ring.request(1), buffers, sizeof(buffers[0]), 3, 1, 0);
	ring.submit();
	ring.result(1, "provide buffers");

	io_uring_sqe *sqe = ring.request(2);

	io_uring_prep_recv_multishot(sqe, b, nullptr, 0, 0);
	sqe->flags |= IOSQE_BUFFER_SELECT;
	sqe->buf_group = 1;
	ring.submit();
	for (const char *text : {"one", "two", "three", "four"}) {
		run.send(a, text);
		ring.result(2, "recv, repeated");
	}
	for (const char *buffer : buffers)
		run.say(buffer);
	run.receive(b);
}

void registered_file(Run &run)
{
	const auto [a, b] = pair(run);
	const int files[] = {a, b};
	char data[8] = {};
	Ring ring(run);

	run.note("register", io_uring_register_files(ring.get(), files, 2));
	io_uring_sqe *sqe = ring.request(1);

	io_uring_prep_send(sqe, 0, "fixed", 5, 0);
	sqe->flags |= IOSQE_FIXED_FILE | IOSQE_IO_LINK;
	sqe = ring.request(2);
	io_uring_prep_recv(sqe, 1, data, sizeof(data), 0);
	sqe->flags |= IOSQE_FIXED_FILE;
	ring.submit();
	ring.result(1, "send");
	ring.result(2, "recv");
	run.say(data);
}

void errors(Run &run)
{
	const int closed = run.bound_udp(), fd = run.bound_udp(), other = run.bound_udp();
	sockaddr_in to = name_of(closed);
	char data[8];
	Ring ring(run);

	io_uring_prep_connect(ring.request(1), fd, reinterpret_cast<sockaddr *>(&to), sizeof(to));
	ring.submit();
	ring.result(1, "connect");
	::close(closed);
	io_uring_prep_recv(ring.request(2), fd, data, sizeof(data), 0);
	ring.submit();
	run.send(fd, "to nobody");
	ring.result(2, "recv, refused");
	to = at("203.0.113.1", 9);
	io_uring_prep_connect(ring.request(3), fd, reinterpret_cast<sockaddr *>(&to), sizeof(to));
	io_uring_prep_accept(ring.request(4), fd, nullptr, nullptr, 0);
	ring.submit();
	ring.result(3, "connect to nowhere");
	ring.result(4, "accept");
	io_uring_prep_recv(ring.request(5), other, data, sizeof(data), 0);
	ring.submit();
	io_uring_prep_shutdown(ring.request(6), other, SHUT_RDWR);
	ring.submit();
	ring.result(6, "shutdown, not connected");
	ring.result(5, "recv, shut down");
}

void without_copies(Run &run)
{
	const auto [a, b] = pair(run);
	Ring ring(run);

	io_uring_prep_send_zc(ring.request(1), a, "hello", 5, 0, 0);
	ring.submit();
	ring.result(1, "send_zc");
	run.receive(b, MSG_DONTWAIT);
}

/* ---- other kinds of sockets ----------------------------------------------------------- */

void raw_packets(Run &run)
{
	const int fd = run.raw(99), value = IP_PMTUDISC_DONT;
	sockaddr_in to = at("192.0.2.1", 0), from{};
	unsigned char packet[64] = {};
	char text[] = "packet";
	iovec out{text, 6}, in{packet, sizeof(packet)};
	msghdr sent{&to, sizeof(to), &out, 1, nullptr, 0, 0};
	msghdr received{&from, sizeof(from), &in, 1, nullptr, 0, 0};
	Ring ring(run);

	run.note("IP_MTU_DISCOVER", ::setsockopt(fd, SOL_IP, IP_MTU_DISCOVER, &value, sizeof(value)));
	io_uring_prep_poll_add(ring.request(1), fd, POLLIN);
	io_uring_prep_recvmsg(ring.request(2), fd, &received, 0);
	ring.submit();
	io_uring_prep_sendmsg(ring.request(3), fd, &sent, 0);
	ring.submit();
	ring.result(3, "sendmsg");
	ring.result(1, "poll");
	ring.result(2, "recvmsg");
	run.describe(received);
	run.say(std::string(reinterpret_cast<char *>(packet) + 20, 6));
	run.connect(fd, to);
	io_uring_prep_recv(ring.request(4), fd, packet, sizeof(packet), 0);
	ring.submit();
	io_uring_prep_send(ring.request(5), fd, "again", 5, 0);
	ring.submit();
	ring.result(5, "send");
	ring.result(4, "recv");
}

void echo(Run &run)
{
	const int fd = run.icmp();
	const unsigned char request[] = {8, 0, 0, 0, 0, 0, 0, 1, 'x'};
	unsigned char reply[16] = {};
	Ring ring(run);

	run.connect(fd, at("192.0.2.2", 0));
	io_uring_prep_recv(ring.request(1), fd, reply, sizeof(reply), 0);
	ring.submit();
	io_uring_prep_send(ring.request(2), fd, request, sizeof(request), 0);
	ring.submit();
	ring.result(2, "send");
	ring.result(1, "recv");
	run.say(std::to_string(reply[0]) + ' ' + std::to_string(reply[7]));
}

} // namespace

std::vector<Case> uring_cases()
{
	return {
		{"io_uring: send and recv", send_and_receive},
		{"io_uring: in order", in_order},
		{"io_uring: sendmsg and recvmsg", messages},
		{"io_uring: poll", polls},
		{"io_uring: cancelled", cancelled},
		{"io_uring: in another thread", asynchronous},
		{"io_uring: submitted by a thread of the kernel", polling_thread},
		{"io_uring: recv, repeated", multishot},
		{"io_uring: registered sockets", registered_file},
		{"io_uring: errors", errors},
		{"io_uring: send_zc", without_copies, "Zero-copy sends are refused"},
		{"io_uring: raw", raw_packets},
		{"io_uring: ICMP", echo},
	};
}

} // namespace conformance
