#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Very many logical interfaces on one device: made in a batch, what they cost, listed
# with filters, used, and gone without a trace. A batch that fails half-way.
#
#   h1: eth0.OUTER.INNER (the kernel's 802.1Q in 802.1ad) ==== r1.OUTER.INNER: rt
#
# Shows: IF-3, IF-7, IF-18, CTL-6

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping

inner=4000	# tags in each outer one
case ${BSDNET_LAB-} in
*debug* | *kcsan*) count=6000 strict= ;;
*) count=100000 strict=yes ;;
esac
outers=$(((count + inner - 1) / inner))

free_kb() { sed -n 's/^MemFree: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
ifls() { ctl -j ifl show "$@" | jq length; }

# outer INDEX, tag INDEX: the tags of the INDEX-th ifl
outer() { echo $(($1 / inner + 1)); }
tag() { echo $(($1 % inner + 1)); }

wires
idle=$(live_objects)
nested_ifls "$count" "$inner" >"$workdir/add"
before=$(free_kb)
ok "make $count interfaces" ctl -batch "$workdir/add"
cost=$(((before - $(free_kb)) * 1024 / count))
[ -z "$strict" ] || ok "at most 1 kB each ($cost bytes)" [ "$cost" -le 1024 ]
is "all are there" $((count + outers + 1)) "$(ifls ifd r1)"
is "each has its family" "$count" "$(ctl -j iff show | jq length)"
is "those of an outer tag" $((count - (outers - 1) * inner)) "$(ifls parent "r1.$outers")"
is "those of one encapsulation" $((count + outers)) "$(ifls encap vlan)"
is "one by its name" "r1.1.7" "$(ctl -j ifl show r1.1.7 | jq -r '.[0].name')"

# what one more costs does not show how many there are: the same words as with one
fails "one that is there" 'r1.1.1 already exists' ctl ifl add r1.1.1 vlan 4090
fails "a tag that is taken" 'L2_ID' ctl ifl add r1.1.4091 vlan 1

# traffic on the first, one in the middle and the last
ip -n "$h1" link set eth0 up
for i in 0 $((count / 2 + 1)) $((count - 1)); do
	o=$(outer "$i") t=$(tag "$i")
	[ -n "$(ip -n "$h1" link show "s$o" 2>/dev/null)" ] ||
		ip -n "$h1" link add link eth0 name "s$o" up type vlan proto 802.1ad id "$o"
	ip -n "$h1" link add link "s$o" name "c$i" up type vlan id "$t"
	ip -n "$h1" addr add 10.1.1.2/24 dev "c$i"
	ok "address on r1.$o.$t" ctl ifa add "r1.$o.$t" 10.1.1.1/24
	ok "ping over r1.$o.$t" n1 ping -c 3 -i 0.2 -W 3 10.1.1.1
	rx=$(ctl -j -s ifl show "r1.$o.$t" | jq '[.. | .rx_packets? // empty] | first')
	ok "which counts ($rx)" [ "$rx" -ge 3 ]
	ok "address off again" ctl ifa del "r1.$o.$t" 10.1.1.1/24
	ip -n "$h1" link del "c$i"
done
is "the neighbour of all of them counts nothing" 0 \
	"$(ctl -j -s ifl show r1.1.2 | jq '[.. | .rx_packets? // empty] | first')"

# the device goes down and comes up
down() { ctl -j ifl show parent r1.1 | jq '[.[] | select(.state == "down")] | length'; }
all_up() { [ "$(down)" = 0 ]; }
all=$(ifls parent r1.1)
ip -n "$rt" link set r1 down
is "all follow the device" "$all" "$(down)"
ip -n "$rt" link set r1 up
ok "and again" poll 20 all_up

# a batch that fails half-way: what came before stays, what comes after is not done
printf 'ifl add r1.1.40%d vlan 40%d\n' 11 11 12 12 11 13 14 14 >"$workdir/bad"
fails "a batch with an error in it" 'bad:3: .*r1.1.4011 already exists' ctl -batch "$workdir/bad"
is "what came before" 2 "$(ctl -j ifl show parent r1.1 | jq '[.[] | select(.unit > 4010)] | length')"
fails "with -force" 'bad:1: .*exists' ctl -force -batch "$workdir/bad"
is "what came after" 3 "$(ctl -j ifl show parent r1.1 | jq '[.[] | select(.unit > 4010)] | length')"

# instances: each its own, in turn; the default interface of each is found without a search
for i in 1 2 3; do
	ok "instance $i" ctl instance add "$i"
	for t in $i $((i + 3)); do
		ok "r1.1.$t in instance $i" ctl iff set "r1.1.$t" inet instance "$i"
	done
	is "the first is its default" "r1.1.$i" \
		"$(ctl -j instance show "$i" | jq -r '.[0].default_ifl')"
	ok "delete it" ctl ifl del "r1.1.$i"
	is "the next one is the default" "r1.1.$((i + 3))" \
		"$(ctl -j instance show "$i" | jq -r '.[0].default_ifl')"
	ok "delete that one" ctl ifl del "r1.1.$((i + 3))"
	ok "and the instance" ctl instance del "$i"
done

# delete everything
ok "delete an outer tag and all that is on it" ctl ifl del r1.1
is "which takes but its own" $((count - inner + outers)) "$(ifls ifd r1)"
objects=$(live_objects)
ok "delete the device" ctl ifd del r1
is "no interface is left" 0 "$(ctl -j ifl show | jq '[.[] | select(.name | startswith("r1"))] | length')"
all_gone() { [ "$(live_objects)" -le "$idle" ]; }
ok "and no object ($objects before)" poll 20 all_gone
