// SPDX-License-Identifier: GPL-2.0
/*
 * splice_cases - data from files and pipes, and to pipes: sendfile, splice, vmsplice, tee
 */
#include "run.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

namespace conformance {
namespace {

/* A file in memory, closed at the end */
class File {
public:
	explicit File(const std::string &data) : fd_(::memfd_create("data", MFD_CLOEXEC))
	{
		if (::write(fd_, data.data(), data.size()) != static_cast<long>(data.size()))
			std::perror("memfd");
	}
	~File() { ::close(fd_); }
	File(const File &) = delete;
	File &operator=(const File &) = delete;
	operator int() const { return fd_; }

private:
	int fd_;
};

class Pipe {
public:
	Pipe()
	{
		if (::pipe2(ends_, O_CLOEXEC))
			std::perror("pipe");
	}
	~Pipe()
	{
		::close(ends_[0]);
		::close(ends_[1]);
	}
	Pipe(const Pipe &) = delete;
	Pipe &operator=(const Pipe &) = delete;
	int out() const { return ends_[0]; }
	int in() const { return ends_[1]; }
	void fill(std::string_view text)
	{
		if (::write(in(), text.data(), text.size()) != static_cast<long>(text.size()))
			std::perror("pipe");
	}
	/* what is in it, at most @size bytes */
	std::string drain(std::size_t size)
	{
		std::string text(size, 0);
		const long n = ::read(out(), text.data(), size);

		text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
		return text;
	}

private:
	int ends_[2] = {-1, -1};
};

std::pair<int, int> connected(Run &run)
{
	const int a = run.bound_udp(), b = run.bound_udp();

	run.connect(a, name_of(b));
	return {a, b};
}

void from_a_file(Run &run)
{
	const auto [a, b] = connected(run);
	const File file("from a file");
	off_t offset = 5;

	run.note("sendfile", ::sendfile(a, file, &offset, 6));
	run.say(std::to_string(offset));
	run.receive(b);
	run.note("sendfile, at the end", ::sendfile(a, file, &offset, 6));
	run.receive(b, MSG_DONTWAIT);
	run.note("sendfile of nothing", ::sendfile(a, file, &offset, 0));
	run.receive(b, MSG_DONTWAIT);
}

/* Pages become one datagram, or several, as the pipe inside sendfile() passes them on */
void large_files(Run &run)
{
	const auto [a, b] = connected(run);

	for (std::size_t size : {4096, 5000, 20000, 65507, 65508, 65536, 70000}) {
		const File file(std::string(size, 'x'));
		off_t offset = 0;

		run.note("sendfile " + std::to_string(size), ::sendfile(a, file, &offset, size));
		run.say(std::to_string(offset));
		/* what is corked goes with the next send */
		run.send(a, "");
		for (int i = 0; i < 2; i++)
			run.receive(b, MSG_DONTWAIT, 70000);
	}
}

void without_peer(Run &run)
{
	const int fd = run.bound_udp();
	const File file("data");
	Pipe pipe;
	off_t offset = 0;

	run.note("sendfile", ::sendfile(fd, file, &offset, 4));
	pipe.fill("data");
	run.note("splice", ::splice(pipe.out(), nullptr, fd, nullptr, 4, 0));
	run.say(std::to_string(offset));
}

void through_a_pipe(Run &run)
{
	const auto [a, b] = connected(run);
	Pipe pipe;

	pipe.fill("through a pipe");
	run.note("splice", ::splice(pipe.out(), nullptr, a, nullptr, 7, 0));
	run.receive(b);
	run.note("splice", ::splice(pipe.out(), nullptr, a, nullptr, 100, SPLICE_F_NONBLOCK));
	run.receive(b);
	run.note("splice of nothing",
		 ::splice(pipe.out(), nullptr, a, nullptr, 100, SPLICE_F_NONBLOCK));
	pipe.fill("one");
	run.note("splice SPLICE_F_MORE",
		 ::splice(pipe.out(), nullptr, a, nullptr, 3, SPLICE_F_MORE));
	pipe.fill("two");
	run.note("splice", ::splice(pipe.out(), nullptr, a, nullptr, 3, 0));
	run.receive(b);
	run.receive(b, MSG_DONTWAIT);
}

/* Pages of a process, once and twice */
void gift(Run &run)
{
	const auto [a, b] = connected(run);
	std::string text(3000, 'g');
	iovec iov{text.data(), text.size()};
	Pipe pipe, copy;

	run.note("vmsplice", ::vmsplice(pipe.in(), &iov, 1, 0));
	run.note("tee", ::tee(pipe.out(), copy.in(), 1000, 0));
	run.note("splice", ::splice(pipe.out(), nullptr, a, nullptr, 3000, 0));
	run.receive(b, 0, 4000);
	run.note("splice", ::splice(copy.out(), nullptr, a, nullptr, 3000, 0));
	run.receive(b, 0, 4000);
}

void to_a_pipe(Run &run)
{
	const auto [a, b] = connected(run);
	Pipe pipe;

	run.send(a, "one");
	run.send(a, "a longer one");
	run.events(b, POLLIN);
	run.note("splice", ::splice(b, nullptr, pipe.in(), nullptr, 100, 0));
	run.say(pipe.drain(100));
	run.note("splice, cut", ::splice(b, nullptr, pipe.in(), nullptr, 3, 0));
	run.say(pipe.drain(100));
	/* SPLICE_F_NONBLOCK is about the pipe alone */
	run.note("O_NONBLOCK", ::fcntl(b, F_SETFL, O_NONBLOCK));
	run.note("splice of nothing", ::splice(b, nullptr, pipe.in(), nullptr, 14, 0));
	run.send(a, std::string(9000, 'y'));
	run.events(b, POLLIN);
	run.note("splice of pages", ::splice(b, nullptr, pipe.in(), nullptr, 9000, 0));
	run.say(std::to_string(pipe.drain(9000).size()));
	loff_t offset = 0;

	run.note("splice with an offset", ::splice(b, &offset, pipe.in(), nullptr, 9, 0));
	run.note("sendfile from a socket", ::sendfile(a, b, nullptr, 9));
}

void raw_socket(Run &run)
{
	const int fd = run.raw(99), value = IP_PMTUDISC_DONT;
	const File file(std::string(5000, 'f'));
	off_t offset = 0;
	Pipe pipe;

	run.note("IP_MTU_DISCOVER", ::setsockopt(fd, SOL_IP, IP_MTU_DISCOVER, &value, sizeof(value)));
	run.connect(fd, at("192.0.2.1", 0));
	run.note("sendfile", ::sendfile(fd, file, &offset, 5000));
	run.say(std::to_string(offset));
	run.receive_packet(fd, 0, 6000);
	run.receive_packet(fd, MSG_DONTWAIT, 6000);
	pipe.fill("through a pipe");
	run.note("splice SPLICE_F_MORE",
		 ::splice(pipe.out(), nullptr, fd, nullptr, 7, SPLICE_F_MORE));
	run.note("splice", ::splice(pipe.out(), nullptr, fd, nullptr, 7, 0));
	run.events(fd, POLLIN);
	run.note("splice to a pipe", ::splice(fd, nullptr, pipe.in(), nullptr, 100, 0));
	const std::string packet = pipe.drain(100);

	run.say(packet.size() > 20 ? packet.substr(20) : "short");
}

void icmp_socket(Run &run)
{
	const int fd = run.icmp();
	const char request[] = {8, 0, 0, 0, 0, 0, 0, 1, 'x'};
	const File file(std::string(request, sizeof(request)));
	off_t offset = 0;
	Pipe pipe;

	run.connect(fd, at("192.0.2.2", 0));
	run.note("sendfile", ::sendfile(fd, file, &offset, sizeof(request)));
	run.events(fd, POLLIN);
	run.note("splice to a pipe", ::splice(fd, nullptr, pipe.in(), nullptr, 100, 0));
	const std::string reply = pipe.drain(100);

	run.say(std::to_string(reply.size()) + (reply[0] ? " bytes of another type" : " bytes"));
}

} // namespace

std::vector<Case> splice_cases()
{
	return {
		{"sendfile", from_a_file},
		{"sendfile of much", large_files},
		{"sendfile and splice without a peer", without_peer},
		{"splice from a pipe", through_a_pipe},
		{"vmsplice and tee", gift},
		{"splice to a pipe", to_a_pipe},
		{"raw: sendfile and splice", raw_socket},
		{"ICMP: sendfile and splice", icmp_socket},
	};
}

} // namespace conformance
