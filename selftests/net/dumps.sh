#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Reading beside writing: dumps by a user without privilege, whose filters match nothing among
# many objects, beside a long deletion; dumps while objects come and go; what
# the channel reports of the kernel.
#
#   h1: eth0 ==== r1.1 ... r1.N: rt, and dummy devices there
#
# Shows: CTL-1, CTL-2, CTL-6, IF-7

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need python3 setpriv

case ${BSDNET_LAB-} in
*debug* | *kcsan*) count=3000 ;;
*) count=40000 ;;
esac
portion=256	# objects that a dump looks at for one message: BN_CFG_PORTION
inner=4000

# nobody COMMAND...: in rt, without any privilege
nobody() { nr "${as_user[@]}" "$@"; }

share_tree 65534
dumps=$tree/selftests/net/dumps.py

wires
nested_ifls "$count" "$inner" >"$workdir/add"
ok "make $count interfaces" ctl -batch "$workdir/add"
ip -n "$rt" link add name many0 type dummy
for i in $(seq 120); do
	ip -n "$rt" link add name "d$i" type dummy
	echo "ifa add d$i 10.9.$i.1/24"
done >"$workdir/dummies"
ok "addresses on 120 devices" ctl -batch "$workdir/dummies"

# a bound on what is visited for one message, not on what is dumped
# none DESCRIPTION COMMAND FILTER...: nothing is dumped, in any number of datagrams
none()
{
	local text=$1 objects datagrams

	shift
	read -r objects datagrams _ < <(nobody python3 "$dumps" bound "$@")
	is "$text: nothing is dumped" 0 "${objects:-failed}"
	ok "$text: in portions ($datagrams datagrams)" [ "${datagrams:-0}" -ge $((count / portion)) ]
}
none "interfaces of another kind" ifl-get encap=nosuch
none "families of another instance" iff-get instance=u32:99
none "addresses of another instance" ifa-get instance=u32:99
none "counters of another family" stats-get scope=u8:1 family=u8:10
none "layer-2 entries of another interface" l2-get ifl-name=d1 ifd-name=r1

# nothing is lost at the seam of two messages
told() { nobody python3 "$dumps" bound "$@" | cut -d' ' -f1; }
is "all interfaces" $((count + (count + inner - 1) / inner + 1 + 120)) "$(told ifl-get)"
is "all families" $((count + 120)) "$(told iff-get)"
is "all addresses" 120 "$(told ifa-get)"
is "all layer-2 entries" $((2 * 120)) \
	"$(ctl -j l2 show | jq '[.[] | select(.ifd | startswith("d"))] | length')"
is "all devices" 121 "$(told ifd-get)"
netdevs() { nobody python3 "$dumps" bound driver-get >/dev/null &&
	ctl -j driver show | jq '[.[] | select(.name == "ether") | .netdevs[]] | unique | length'; }
is "all network devices that could be driven" \
	"$(ip -n "$rt" -j link show | jq '[.[] | select(.link_type == "ether")] | length')" "$(netdevs)"

# and none that stays is lost, and none dumped twice, while others are added and deleted
for i in $(seq 1 3 300); do echo "ifl del r1.1.$i"; done >"$workdir/change"
for i in $(seq 1 3 300); do
	echo "ifl add r1.1.$i vlan $i"
	echo "iff add r1.1.$i inet"
done >>"$workdir/change"
for what in "ifl-get index" "iff-get ifl-index+family" "ifa-get ifl-index+local" \
	"nexthop-get index" "stats-get scope+ifl-index+family scope=u8:1"; do
	# shellcheck disable=SC2086
	ok "$what while interfaces come and go" nr python3 "$dumps" steady $what -- \
		bsdnetctl -force -batch "$workdir/change"
done
ctl -force -batch "$workdir/change" >/dev/null 2>&1

# by number: the interface itself, not what its name would find
index=$(ctl -j ifl show r1.1 | jq '.[0].index')
ok "a family by the number of its interface" \
	nr python3 "$dumps" ask iff-add ifl-index=u32:"$index" family=u8:2
ok "is there" sh -c "bsdnetctl -n $rt iff show r1.1 | grep -q inet"
fails "an interface number that nobody has" 'no ifl has number 999999999' \
	nr python3 "$dumps" ask iff-add ifl-index=u32:999999999 family=u8:2
ok "one with a long name" ctl ifl add r1.4000000001 vlan 4001
ok "another one on it" ctl ifl add r1.4000000001.4000000002 vlan 1
fails "a name that would have to be cut" 'characters' \
	ctl ifl add r1.4000000001.4000000002.4000000003 vlan 2

# words of the project, none of the kernel's
is "who takes frames, in words" "" "$(ctl -j l2 show | jq -r '.[].procedure' | sort -u |
	grep -vxE 'inet|arp|socket|ifl|channel|slarp')"
is "what devices can do, in words" "" "$(ctl -d -j ifd show | jq -r '.[].caps[]?' | sort -u |
	grep -vxE '[a-z-]+')"
ok "and there are some" sh -c "bsdnetctl -n $rt -d -j ifd show | jq -e '[.[].caps[]?] | length > 0'"
is "no kernel symbols or addresses" "" "$(ctl -j l2 show | grep -E '0x[0-9a-f]{8}|\[bsdnet\]')"

# A long deletion, and readers in loops: other changes are made between the deletion's portions
for what in driver-get "ifl-get encap=nosuch" "iff-get instance=u32:99"; do
	# shellcheck disable=SC2086
	start nobody python3 "$dumps" loop $what
done
served=$(nr python3 "$dumps" beside r1.1.1 r1 instance-set index=u32:0 forwarding=u8:1 -- \
	bsdnetctl ifd del r1)
is "the deletion succeeds" 0 $?
# each portion lets one in that waits; without portions it is none, or one
echo "# $served requests are served during the deletion of $count interfaces"
ok "others are served during the deletion" [ "${served:-0}" -ge $((count / portion / 4)) ]
is "no interface of the device is left" 0 "$(ctl -j ifl show |
	jq '[.[] | select(.name | startswith("r1"))] | length')"
