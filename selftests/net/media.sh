#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Point-to-point media on TUN devices that are set to their link type, driven by scapy: PPP with
# all forms of compression, Cisco HDLC with keepalives, Frame Relay with addresses
# of two to four octets, ATM with LLC/SNAP and VC multiplexing, PPP on circuits, Ethernet and
# a VLAN over each, bare IP; see media.py. tcpdump reads what is on the wires.
#
# Shows: IF-6, IF-10, IF-11, L2-1, L2-2, L2-5, CTL-3

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need tcpdump
if ! /usr/bin/python3 -c 'import scapy' 2>/dev/null; then
	echo "skipped - media: python3-scapy is missing"
	exit 4
fi

ip netns add "$rt"
ip -n "$rt" link set lo up
nr /usr/bin/python3 -B "$(dirname "$0")/media.py" "$@" >"$workdir/result"
cat "$workdir/result"
passed=$((passed + $(grep -c '^ok' "$workdir/result" || true)))
failed=$((failed + $(grep -c '^not ok' "$workdir/result" || true)))
