# SPDX-License-Identifier: GPL-2.0
"""What a program sees under bsdnet-run; one function for each test of launcher.sh.

usage: launcher.py TEST [ARGUMENT...]
"""
import array
import ctypes
import errno
import fcntl
import os
import select
import socket
import struct
import sys

NETLINK_ROUTE = 0
NETLINK_USERSOCK = 2
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP = 1
RTM_GETADDR = 22
NLM_F_REQUEST_DUMP = 0x301
NLMSG_DONE = 3
SIOCGIFNAME, SIOCGIFCONF, SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8910, 0x8912, 0x8913, 0x8914
SIOCGIFADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK = 0x8915, 0x8919, 0x891b
SIOCGIFMTU, SIOCSIFMTU, SIOCGIFHWADDR, SIOCGIFINDEX = 0x8921, 0x8922, 0x8927, 0x8933


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what} is {found!r}, not {wanted!r}")


def fails(code, what, call, *arguments):
    try:
        call(*arguments)
    except OSError as error:
        expect(what, errno.errorcode[error.errno], errno.errorcode[code])
        return
    sys.exit(f"{what} succeeds")


def sockets():
    """Kind and options of sockets."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    expect("SO_DOMAIN", udp.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN), socket.AF_INET)
    expect("SO_PROTOCOL", udp.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL), 17)
    expect("an unbound device", udp.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16), b"")
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"r1")
    expect("SO_BINDTODEVICE", udp.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16),
           b"r1\0")
    # a program that is handed a descriptor finds out what it is
    again = socket.socket(fileno=os.dup(udp.fileno()))
    expect("the family of a descriptor", again.family, socket.AF_INET)
    fails(errno.EAFNOSUPPORT, "AF_INET6", socket.socket, socket.AF_INET6, socket.SOCK_DGRAM)
    fails(errno.EPROTONOSUPPORT, "UDP-Lite", socket.socket, socket.AF_INET, socket.SOCK_DGRAM, 136)
    expect("AF_UNIX", socket.socket(socket.AF_UNIX).getsockopt(socket.SOL_SOCKET, 39), 1)


def stream():
    """A stream socket is there, of one stack or the other."""
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.bind(("0.0.0.0", 0))
    tcp.listen()


def ask(sock, request, name, form="16x"):
    data = fcntl.ioctl(sock, request, struct.pack("16s24x", name.encode()))
    return struct.unpack_from(form, data, 16)[0]


def address(sock, request, name):
    return socket.inet_ntoa(ask(sock, request, name, "4x4s"))


def ioctls():
    """netdevice(7); r1 is 192.0.2.1/24"""
    for family in socket.AF_INET, socket.AF_UNIX:
        sock = socket.socket(family, socket.SOCK_DGRAM)
        expect("SIOCGIFADDR", address(sock, SIOCGIFADDR, "r1"), "192.0.2.1")
        expect("SIOCGIFNETMASK", address(sock, SIOCGIFNETMASK, "r1"), "255.255.255.0")
        expect("SIOCGIFBRDADDR", address(sock, SIOCGIFBRDADDR, "r1"), "192.0.2.255")
        expect("SIOCGIFMTU", ask(sock, SIOCGIFMTU, "r1", "i"), 1500)
        expect("SIOCGIFFLAGS", ask(sock, SIOCGIFFLAGS, "r1", "H") & 0x41, 0x41)
        expect("SIOCGIFHWADDR", ask(sock, SIOCGIFHWADDR, "r1", "2x6s").hex(), "020000000001")
        index = ask(sock, SIOCGIFINDEX, "r1", "i")
        expect("SIOCGIFINDEX", index, socket.if_nametoindex("r1"))
        name = fcntl.ioctl(sock, SIOCGIFNAME, struct.pack("16xi20x", index))
        expect("SIOCGIFNAME", name[:16].rstrip(b"\0"), b"r1")
        fails(errno.ENODEV, "an unknown name", ask, sock, SIOCGIFADDR, "r9")
        fails(errno.EOPNOTSUPP, "a change", fcntl.ioctl, sock, SIOCSIFMTU,
              struct.pack("16si20x", b"r1", 1400))
        room = array.array("B", bytes(40 * 8))
        conf = struct.pack("iP", len(room), room.buffer_info()[0])
        size = struct.unpack("iP", fcntl.ioctl(sock, SIOCGIFCONF, conf))[0]
        names = [room.tobytes()[at:at + 16].rstrip(b"\0") for at in range(0, size, 40)]
        expect("SIOCGIFCONF", names, [b"r1", b"r2"])
    # the host's device of this name has another index than bsdnet's interface
    packet = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM)
    with open("/sys/class/net/r2/ifindex", encoding="ascii") as file:
        expect("an index on a packet socket", ask(packet, SIOCGIFINDEX, "r2", "i"),
               int(file.read()))


def names():
    """if_nametoindex(3)"""
    expect("if_nameindex()", [name for _, name in socket.if_nameindex()], ["r1", "r2"])
    for index, name in socket.if_nameindex():
        expect("if_nametoindex()", socket.if_nametoindex(name), index)
        expect("if_indextoname()", socket.if_indextoname(index), name)
    fails(errno.ENXIO, "if_indextoname()", socket.if_indextoname, 4711)
    if any(name == "lo" for _, name in socket.if_nameindex()):
        sys.exit("lo of the host is listed")


def files():
    """open(2), openat(2), fopen(3) of the files of /proc"""
    def devices(text):
        return [line.split(":")[0].strip() for line in text.splitlines()[2:]]

    for name in "/proc/net/dev", "/proc/self/net/dev", f"/proc/{os.getpid()}/net/dev":
        with open(name, encoding="ascii") as file:
            expect(name, devices(file.read()), ["r1", "r2"])
    fd = os.open("net/dev", os.O_RDONLY, dir_fd=os.open("/proc", os.O_RDONLY))
    os.close(fd)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.fopen.restype = ctypes.c_void_p
    libc.fread.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
    for call in "fopen", "fopen64":
        function = getattr(libc, call)
        function.restype = ctypes.c_void_p
        text = ctypes.create_string_buffer(4096)
        libc.fread(text, 1, 4095, function(b"/proc/net/route", b"re"))
        first = text.value.decode().splitlines()[1].split()
        expect(call, first[0], "r1")
        expect(call, socket.inet_ntoa(struct.pack("=I", int(first[1], 16))), "192.0.2.0")
    for call in "open", "open64":
        fd = getattr(libc, call)(b"/proc/net/dev", os.O_RDONLY)
        expect(call, devices(os.read(fd, 4096).decode()), ["r1", "r2"])


def dump(sock, seq):
    sock.send(struct.pack("=IHHIIB3x", 20, RTM_GETADDR, NLM_F_REQUEST_DUMP, seq, 0,
                          socket.AF_INET))


def read_dump(sock, seq, receive):
    """Messages until the end of a dump; each must be of this request"""
    count = 0
    while True:
        data = receive(sock)
        while data:
            size, kind, _, number, _ = struct.unpack_from("=IHHII", data)
            expect("the number of an answer", number, seq)
            if kind == NLMSG_DONE:
                return count
            count += 1
            data = data[(size + 3) & ~3:]


def from_kernel(sock):
    data, sender = sock.recvfrom(65536)
    expect("the sender", sender, (0, 0))
    return data


def from_kernel_msg(sock):
    data, _, _, sender = sock.recvmsg(65536)
    expect("the sender", sender, (0, 0))
    return data


def from_kernel_credentials(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    data, items, _, _ = sock.recvmsg(65536, 256)
    expect("the credentials", [value for _, _, value in items], [struct.pack("=iII", 0, 0, 0)])
    return data


def peeking(sock):
    size = len(sock.recv(65536, socket.MSG_PEEK))
    return sock.recv(size)


def netlink(addresses):
    """All ways to receive; a subscription; a port that the program chooses"""
    wanted = int(addresses)
    readers = [from_kernel, from_kernel_msg, from_kernel_credentials, peeking,
               lambda sock: sock.recv(65536)]
    for seq, receive in enumerate(readers, 1):
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        dump(sock, seq)
        expect("the number of addresses", read_dump(sock, seq, receive), wanted)
        dump(sock, seq + 100)
        expect("the number of addresses", read_dump(sock, seq + 100, receive), wanted)
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_ROUTE)
    sock.bind((os.getpid(), 0xffff))
    sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 33)
    expect("the port", sock.getsockname()[0], os.getpid())
    expect("waiting for notifications", select.select([sock], [], [], 0.05)[0], [])
    # a copy of the descriptor works as well, where answers are short
    if wanted < 20:
        copy = socket.socket(fileno=os.dup(sock.fileno()))
        dump(copy, 7)
        expect("waiting for the answer", select.select([copy], [], [], 5)[0], [copy])
        expect("the number of addresses", read_dump(copy, 7, from_kernel), wanted)


def victim():
    """Asks after a line on standard input; others may have sent something meanwhile"""
    for receive in from_kernel, peeking:
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
        sock.bind((0, 0))
        print(sock.getsockname()[0], flush=True)
        sys.stdin.readline()
        dump(sock, 5)
        expect("the number of addresses", read_dump(sock, 5, receive), 2)


def forge(command):
    """Sends a false answer to the port that the program in command prints"""
    import subprocess
    with subprocess.Popen(command.split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as program:
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_USERSOCK)
        for line in program.stdout:
            for _ in range(3):
                sock.sendto(struct.pack("=IHHII", 16, NLMSG_DONE, 0, 6, 0), (int(line), 0))
            program.stdin.write("\n")
            program.stdin.flush()
    sys.exit(program.returncode)


def preloads(*wanted):
    """The libraries that are loaded, of the process and of one that it executes"""
    with open("/proc/self/maps", encoding="ascii") as file:
        maps = file.read()
    for name in wanted:
        if name not in maps:
            sys.exit(f"{name} is not loaded")


def all():  # pylint: disable=redefined-builtin
    """All that needs no argument and no other program"""
    sockets()
    names()
    ioctls()
    files()
    netlink(2)


def executes(command):
    """Every way to execute a program with an empty environment; command must succeed"""
    words = ["/bin/sh", "-c", command]
    pointers = ctypes.c_char_p * (len(words) + 1)
    argv = pointers(*[word.encode() for word in words], None)
    plain = [word.encode() for word in words] + [None]
    empty = (ctypes.c_char_p * 1)(None)
    libc = ctypes.CDLL(None)
    libc.clearenv()
    calls = {
        "execve": lambda: libc.execve(plain[0], argv, empty),
        "execvpe": lambda: libc.execvpe(plain[0], argv, empty),
        "execv": lambda: libc.execv(plain[0], argv),
        "execvp": lambda: libc.execvp(plain[0], argv),
        "execl": lambda: libc.execl(plain[0], *plain),
        "execlp": lambda: libc.execlp(plain[0], *plain),
        "execle": lambda: libc.execle(plain[0], *plain, empty),
    }
    for name, call in calls.items():
        pid = os.fork()
        if pid == 0:
            call()
            os._exit(9)
        expect(name, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
    for name in "posix_spawn", "posix_spawnp":
        pid = getattr(os, name)(words[0], words, {"LD_PRELOAD": "libm.so.6"})
        expect(name, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
