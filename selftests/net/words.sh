#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What bsdnetctl shows it takes back: a hierarchy with every encapsulation that a veth and a
# TUN device carry is shown, deleted, made again from what was shown, and is the same. Its
# tree and pictures; filters; changes of what can change.
#
# Shows: CTL-3, IF-2, IF-3, IF-10

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 dot

wires

# the lines that `add` takes
shown()
{
	ctl "$1" show | grep -v '^ '
}

# remake KIND: from $workdir/KIND, ifls, parents first
remake()
{
	sed "s/^/$1 add /" "$workdir/$1" | ctl -batch -
}

count()
{
	ctl -j "$@" | jq length
}

ok "devices" ctl ifd add r1 mode exclusive
ok "a channel without carrier" ctl ifd add r1:7 parent r1 etag 7 carrier down
ok "untagged" ctl ifl add r1
ok "tagged" ctl ifl add r1.5 vlan 5
ok "service tag" ctl ifl add r1.6 svlan 6
ok "tag in a tag, down" ctl ifl add r1.6.1 vlan 1 down
ok "old tag" ctl ifl add r1.7 qinq 9100 7
ok "any tag" ctl ifl add r1.8 vlan 8 tpid 88a8
ok "SNAP" ctl ifl add r1.0.1 snap
ok "SNAP with an OUI" ctl ifl add r1.5.1 snap oui 00:80:c2
ok "PPPoE" ctl ifl add r1.0.2 pppoe 17 02:00:00:00:00:09 link down
ok "PPPoE on a tag" ctl ifl add r1.5.2 pppoe 65534 02:00:00:00:00:09
ok "on the channel" ctl ifl add r1:7
ok "an address" ctl ifa add r1 192.0.2.1/24

shown ifd | grep -v '^lo0' >"$workdir/ifd"
shown ifl | grep -v '^lo0' >"$workdir/ifl"
shown ifa >"$workdir/ifa"
ctl -j ifl show | jq -S 'map(del(.index, .ifd_index))' >"$workdir/before"
ok "delete it all" ctl ifd del r1
ok "devices from what was shown" remake ifd
ok "logical interfaces from what was shown" remake ifl
ok "addresses from what was shown" remake ifa
ctl -j ifl show | jq -S 'map(del(.index, .ifd_index))' >"$workdir/after"
ok "are as they were" diff "$workdir/before" "$workdir/after"
ok "and devices, too" sh -c "bsdnetctl -n $rt ifd show | grep -v '^ ' | grep -v '^lo0' | diff $workdir/ifd -"

is "filter by parent" 2 "$(count ifl show parent r1.5)"
is "filter by encapsulation" 5 "$(count ifl show encap vlan)"
is "filter by device" 1 "$(count ifl show ifd r1:7)"
is "filter by type" 2 "$(count ifl show type ppp)"
fails "no such parent" 'nosuch' ctl ifl show parent nosuch

ok "link up" ctl ifl set r1.0.2 link up
is "is shown" true "$(ctl -j ifl show r1.0.2 | jq '.[0].link_up')"
ok "carrier up" ctl ifd set r1:7 carrier up
is "is shown" true "$(ctl -j ifd show r1:7 | jq '.[0].carrier')"
fails "only a channel's" 'carrier' ctl ifd set r1 carrier up
fails "no option of this encapsulation" 'unexpected argument' ctl ifl set r1.5 pfc on
fails "a tag does not change" 'vlan|parameters' ctl ifl set r1.5 tpid 9100
fails "an unknown encapsulation" 'nosuch' ctl ifl add r1.9 encap nosuch data 00
fails "parameters of a wrong form" 'vlan' ctl ifl add r1.9 encap vlan data 0500010005000000
fails "duplicate parameters" 'duplicate TPID' ctl ifl add r1.9 svlan 5 tpid 9100

ok "the tree" ctl show tree
cat "$workdir/out"
is "is as deep as the hierarchy" 1 "$(grep -c '^   │  └─ ifl r1.6.1 vlan 1 down (admin)$' "$workdir/out")"
is "holds every logical interface" "$(count ifl show)" \
	"$(ctl -j show tree | jq '[.. | objects | select(.kind == "ifl")] | length')"
ok "graph for dot" ctl show graph dot
cp "$workdir/out" "$workdir/dot"
ok "picture" ctl show graph svg
cp "$workdir/out" "$workdir/svg"
ok "is XML" python3 -c "import xml.dom.minidom, sys; xml.dom.minidom.parse(sys.argv[1])" \
	"$workdir/svg"
is "has all nodes" "$(grep -c label= "$workdir/dot")" "$(grep -c 'class="node"' "$workdir/svg")"
[ -z "${BSDNET_KEEP:-}" ] || cp "$workdir/svg" "$BSDNET_KEEP"

# long rows
for unit in {100..160}; do
	echo "ifl add r1.$unit vlan $unit"
done | ctl -batch -
is "long rows are shortened" 1 "$(ctl show tree r1 | grep -c 'more ifls')"
is "unless all is asked for" 0 "$(ctl -d show tree r1 | grep -c 'more ifls')"

ctl encap show
for name in ether vlan pppoe snap etag ppp chdlc fr dlci atm vc ip; do
	ok "kernel and tools know $name" \
		sh -c "bsdnetctl -j encap show $name | jq -e '.[0].usage[0] | contains(\"data HEX\") | not'"
done
