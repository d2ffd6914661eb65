#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sockets that are bound to an interface, by name and by index: what they receive, and where they send.
# Also in kernels that look for the name among the devices of the host (before 6.8).
#
# Shows: SK-10

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3

wires
router
ctl ifl add r1.9 vlan 9
ctl ifa add r1.9 203.0.113.1/24
ip -n "$h1" link add link eth0 name eth0.9 type vlan id 9
host "$h1" eth0.9 203.0.113.2/24 ''

nr python3 "$(dirname "$0")/bind_ifl.py" "$(uname -r)" "$(ctl -j ifl show | jq -c '[.[] | {(.name): .index}] | add')" \
	"$h1" "$h2" >"$workdir/cases" 2>&1
status=$?
cat "$workdir/cases"
is "sockets are bound to interfaces" 0 $status
is "no socket is left" 0 "$(ctl -j socket show | jq length)"
