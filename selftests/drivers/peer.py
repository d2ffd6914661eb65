#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The other ends of the wires, and QEMU's monitor, for selftests/drivers/guest.sh.

usage: peer.py DIRECTORY

DIRECTORY/peer is the socket of the guest's serial port. Each line on it is

	WHERE COMMAND	runs the words of COMMAND, each in base64, in namespace WHERE
	+WHERE COMMAND	the same, not waiting for its end; it is killed at the end of this program
	kill PROGRAM	kills what was begun by + with this first word
	monitor TEXT	gives TEXT, in base64, to QEMU's monitor, DIRECTORY/monitor

The answer is what the command printed, in base64 on one line, a blank, and its status.
"""

import base64
import pathlib
import signal
import socket
import subprocess
import sys
import time

WIRES = ("wire1", "wire2", "wire3")
begun = []	# by +: program and process


def connect(path):
    """QEMU makes the socket when it starts"""
    for _ in range(600):
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(str(path))
            return sock
        except OSError:
            sock.close()
            time.sleep(0.1)
    sys.exit(f"peer.py: QEMU does not open {path}")


def set_up():
    """QEMU has opened the taps: what is moved now stays connected to it"""
    for number, wire in enumerate(WIRES, 1):
        inside = ["ip", "-n", wire]
        for command in (["ip", "link", "set", wire, "netns", wire],
                        [*inside, "link", "set", "lo", "up"],
                        [*inside, "link", "set", wire, "up"],
                        [*inside, "addr", "add", f"10.{number}.0.2/24", "dev", wire],
                        [*inside, "route", "add", "10.0.0.0/8", "via", f"10.{number}.0.1"]):
            subprocess.run(command, check=True)


def tell_monitor(sock, text):
    sock.sendall(text.encode() + b"\n")
    answer = b""
    while not answer.endswith(b"(qemu) "):
        answer += sock.recv(4096)
    return answer, 0


def run(where, words):
    done = subprocess.run(["ip", "netns", "exec", where, *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout, done.returncode


def begin(where, words):
    # ip becomes the program, so this is its process
    process = subprocess.Popen(["ip", "netns", "exec", where, *words],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    begun.append((words[0], process))
    return b"", 0


def kill(program=None):
    for name, process in begun:
        if program in (None, name):
            process.kill()
            process.wait()
    begun[:] = [entry for entry in begun if program not in (None, entry[0])]
    return b"", 0


def answer(monitor, where, words):
    if where == "monitor":
        return tell_monitor(monitor, words[0])
    if where == "kill":
        return kill(words[0])
    if where.startswith("+"):
        return begin(where[1:], words)
    return run(where, words)


def main():
    directory = pathlib.Path(sys.argv[1])
    monitor = connect(directory / "monitor")
    while not monitor.recv(4096).endswith(b"(qemu) "):
        pass
    set_up()
    guest = connect(directory / "peer").makefile("rwb")
    for line in guest:
        where, *words = line.decode().split()
        words = [base64.b64decode(word).decode() for word in words]
        output, status = answer(monitor, where, words)
        guest.write(base64.b64encode(output) + b" %d\n" % status)
        guest.flush()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    main()
finally:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it must not end in the midst
    kill()
