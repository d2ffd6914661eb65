#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Watching bsdnet: tracepoints at each stage, drop counters with their reasons,
# statistics per interface and family, live objects, the monitor; and the tool
# itself: abbreviations, batches, JSON, help, exit codes.
#
# Shows: Q-8, CTL-1, CTL-4, CTL-6, IN-1

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need ping

wires
router
tracing=/sys/kernel/tracing
mountpoint -q $tracing || mount -t tracefs tracefs $tracing 2>/dev/null

# every stage of a forwarded, a delivered and a dropped packet
if [ -d $tracing/events/bsdnet ]; then
	echo 1 >$tracing/events/bsdnet/enable
	n1 ping -c 2 -W 2 198.51.100.2 >/dev/null
	n1 ping -c 2 -W 2 192.0.2.1 >/dev/null
	n1 ping -c 1 -W 1 203.0.113.1 >/dev/null
	echo 0 >$tracing/events/bsdnet/enable
	cp $tracing/trace "$workdir/trace"
	for event in bn_rx bn_l2 bn_route bn_forward bn_deliver bn_tx bn_drop; do
		ok "tracepoint $event" grep -q " $event: " "$workdir/trace"
	done
	ok "a drop names its reason" grep -q 'bn_drop: .*reason=nh_reject' "$workdir/trace"
	# the way of a packet through the tables (IN-1), with nothing in between
	ways=" $(sed -n 's/.* \(bn_[a-z0-9]*\): .*/\1/p' "$workdir/trace" | tr '\n' ' ')"
	through() { [[ $ways == *" bn_rx bn_l2 bn_route $1 "* ]]; }
	ok "forwarded after two lookups" through "bn_forward bn_tx"
	ok "delivered after two" through "bn_deliver"
else
	echo "skipped - tracepoints: no tracefs"
fi

# counters
before=$(drop_count nh_reject)
n1 ping -c 3 -i 0.2 -W 1 203.0.113.1 >/dev/null
is "each rejected packet is counted" $((before + 3)) "$(drop_count nh_reject)"
ok "reasons have a description" sh -c "bsdnetctl -n $rt -d drops | grep -q 'TTL expired'"
family() { ctl -j stats show | jq -r "[.[] | select(.scope == \"family\")][0].counters.$1"; }
ifl_rx() { ctl -j -s ifl show r1 | jq -r '[.. | .rx_packets? // empty] | first'; }
forwarded=$(family forwarded)
packets=$(ifl_rx)
n1 ping -c 5 -i 0.2 -W 1 198.51.100.2 >/dev/null
is "five requests and five replies were forwarded" $((forwarded + 10)) "$(family forwarded)"
ok "the ifl counted them" [ "$(ifl_rx)" -ge $((packets + 5)) ]
ok "every queue has its bound, and tells how far it was filled" sh -c \
	"bsdnetctl -n $rt -j queue show |
	jq -e 'length > 0 and all(.limit > 0 and has(\"high_water\") and has(\"drops\"))'"
ok "live objects in debugfs" grep -qE ' ifl [1-9]' /sys/kernel/debug/bsdnet/objects

# the monitor
ctl -j monitor >"$workdir/monitor" 2>&1 &
background+=($!)
seen() { grep -q "$1" "$workdir/monitor"; }
announced()
{
	ctl route add 203.0.113.0/24 discard
	ctl route del 203.0.113.0/24
	seen 203.0.113.0
}
ok "the monitor reports a route" poll 5 announced
ctl ifa add lo0 203.0.113.9
ok "and of an address" poll 5 seen 203.0.113.9
# a monitor that does not read loses messages, knows it, and reads all anew (CTL-4)
events() { jq -r "select(.event == \"$1\")${2-}" "$workdir/slow"; }
bsdnetctl -n "$rt" -j monitor route >"$workdir/slow" 2>&1 &
slow=$!
background+=("$slow")
slow_hears()
{
	ctl route add 203.0.113.0/24 discard
	ctl route del 203.0.113.0/24
	[ -n "$(events del)" ]
}
ok "a slow monitor" poll 5 slow_hears
kill -STOP $slow
seq 1 8000 | awk '{
	prefix = "10." int($1 / 250) "." $1 % 250 ".0/24"
	print "route add " prefix " discard"
	# every hundredth stays
	if ($1 % 100) print "route del " prefix
}' | ctl -batch -
kill -CONT $slow
synchronized() { [ -n "$(events synchronized)" ]; }
ok "it reports that it lost some" poll 20 synchronized
is "once" 1 "$(events lost | jq -s length)"
ok "and what came before is not all" [ "$(events add | jq -s length)" -lt 8000 ]
heard()	# what the monitor knows of routes of users since it read everything anew
{
	jq -rs '(map(.event) | rindex("lost")) as $from | .[$from:][] | .route // empty |
		select(.type == "user") | .prefix' "$workdir/slow" | sort
}
ctl -j route show type user | jq -r '.[].prefix' | sort >"$workdir/known"
is "there are some" 80 "$(wc -l <"$workdir/known")"
is "it knows what there is" "$(cat "$workdir/known")" "$(heard)"
hears_on() { heard | grep -q 203.0.116.0; }
ok "a change after that" ctl route add 203.0.116.0/24 discard
ok "is told" poll 5 hears_on
kill $slow
ctl route show type user | awk '/^[0-9]/ { print "route del " $1 }' | ctl -batch -
ok "a line of JSON each" jq -R fromjson "$workdir/monitor"

# the tool
ok "abbreviations" ctl ro sh
ok "help at the top" ctl help
ok "help of an object" ctl route help
fails "an unknown object" 'nosuch' ctl nosuch show
fails "an unknown command" 'nosuch' ctl route nosuch
fails "trailing words" 'nonsense' ctl route add 203.0.113.0/24 discard nonsense
for object in driver ifd ifl iff ifa instance route nexthop neigh l2 pcb queue socket stats drops; do
	ok "$object show as JSON" sh -c "bsdnetctl -n $rt -j $object show | jq -e 'type == \"array\"'"
done
printf 'route add 203.0.%d.0/24 discard\n' 1 2 3 >"$workdir/batch"
ok "a batch" ctl -batch "$workdir/batch"
is "all of it was done" 3 "$(ctl -j route show type user | jq length)"
printf 'route add 203.0.4.0/24 discard\nroute add bad discard\nroute add 203.0.5.0/24 discard\n' >"$workdir/batch"
fails "a batch stops at an error and names the line" '2' ctl -batch "$workdir/batch"
is "what came before was done" 4 "$(ctl -j route show type user | jq length)"
fails "with -force it continues" 'bad' ctl -force -batch "$workdir/batch"
is "and does the rest" 5 "$(ctl -j route show type user | jq length)"

# what is shown can be fed back in
ctl route show type user | grep -v '^ ' | sed 's/^/route add /' >"$workdir/saved"
ctl route show type user | grep -v '^ ' | awk '{ print "route del " $1 }' >"$workdir/flush"
ok "delete them" ctl -batch "$workdir/flush"
is "they are gone" 0 "$(ctl -j route show type user | jq length)"
ok "feed back what was shown" ctl -batch "$workdir/saved"
is "they are back" 5 "$(ctl -j route show type user | jq length)"
