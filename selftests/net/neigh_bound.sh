#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Neighbours are bounded per instance: the setting, the privilege to raise it, what a sweep over a
# subnet does to neighbours in use, and the memory cgroup that is charged for what traffic makes.
#
# Shows: IN-7, Q-8, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 ping unshare

neighbour() { ctl -j neigh show | jq -r --arg a "$1" "[.[] | select(.addr == \$a)][0].$2"; }
of_instance() { ctl -j instance show "$1" | jq -r ".[0].$2"; }
at_most() { [ "$(of_instance 0 neighbours)" -le "$1" ]; }
at_least() { [ "$(of_instance 0 neighbours)" -ge "$1" ]; }

# sweep PREFIX COUNT: a packet to each of COUNT addresses of a /16, from h1
sweep()
{
	n1 python3 - "$1" "$2" <<-'END'
		import socket, sys, time
		out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		for i in range(1, int(sys.argv[2]) + 1):
		    out.sendto(b"", (f"{sys.argv[1]}.{i >> 8}.{i & 255}", 9))
		    if i % 50 == 0:
		        time.sleep(0.01)
	END
}

wires
router
is "the bound" 1024 "$(of_instance 0 max_neighbours)"
ok "an instance with a bound" ctl instance add 5 max-neighbours 77
is "its bound" 77 "$(of_instance 5 max_neighbours)"
ok "more than a user may set" ctl instance set 5 max-neighbours 100000
is "is set" 100000 "$(of_instance 5 max_neighbours)"
fails "none at all" 'max-neighbours: 0 is not within 1 .. 1048576' \
	ctl instance set 5 max-neighbours 0
fails "too many" 'max-neighbours: 1048577 is not within' \
	ctl instance set 5 max-neighbours 1048577
fails "half a request" 'max-neighbours' ctl instance set 5 forwarding on max-neighbours 0
is "changes nothing" false "$(of_instance 5 forwarding)"
ok "a user sets as many as are his" unshare -Urn bsdnetctl instance set 0 max-neighbours 8192
fails "and not more" 'more than 8192 needs CAP_NET_ADMIN' \
	unshare -Urn bsdnetctl instance set 0 max-neighbours 8193

# a sweep over nobody, while h1 talks with h2
ok "a subnet of nobody" ctl ifa add r2 10.202.255.254/16
ok "a permanent neighbour" ctl neigh add 198.51.100.77 lladdr 02:00:00:00:00:77 dev r2
start n1 ping -q -i 0.1 198.51.100.2
known() { [ "$(neighbour 198.51.100.2 lladdr)" = 02:00:00:00:01:02 ]; }
ok "h1 talks with h2" poll 5 known
ok "a sweep over nobody" sweep 10.202 3000
ok "is bounded" at_most 1024
is "h2 is still known" 02:00:00:00:01:02 "$(neighbour 198.51.100.2 lladdr)"
is "the permanent one as well" permanent "$(neighbour 198.51.100.77 state)"
ok "fewer" ctl instance set 0 max-neighbours 16
ok "applies at once" at_most 16
is "h2 stays" 02:00:00:00:01:02 "$(neighbour 198.51.100.2 lladdr)"
is "so does the permanent one" permanent "$(neighbour 198.51.100.77 state)"
evicted=$(ctl -j stats show | jq '[.. | objects | .neigh_evicted? // empty] | first')
ok "evictions are counted ($evicted)" [ "$evicted" -ge 1000 ]

# the same over hosts that answer, in the name of a memory cgroup's process
ok "room for many" ctl instance set 0 max-neighbours 8192
mkdir "$workdir/cgroup"
ok "cgroups" mount -t cgroup2 none "$workdir/cgroup"
echo +memory >"$workdir/cgroup/cgroup.subtree_control"
owner=$workdir/cgroup/bsdnet-$$
mkdir "$owner"
charged() { cat "$owner/memory.current"; }
ok "the owner adds an address" bash -c "echo \$\$ >'$owner/cgroup.procs' &&
	exec bsdnetctl -n '$rt' ifa add r2 10.201.255.254/16"
ip -n "$h2" route add local 10.201.0.0/17 dev lo
before=$(charged)
ok "a sweep over hosts that answer" sweep 10.201 4000
ok "makes neighbours" poll 20 at_least 3000
made=$(($(charged) - before))
ok "which their owner is charged for ($made bytes)" [ "$made" -ge $((3000 * 256)) ]
ok "remove them" ctl ifa del r2 10.201.255.254/16
ok "unmount the control groups" poll 10 umount "$workdir/cgroup"
