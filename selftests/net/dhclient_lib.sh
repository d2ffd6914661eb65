#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the tests of bsdnet-dhclient share, in addition to lib.sh. The script that the client runs
# writes its environment to $workdir/env-EVENT-IFL and the events to $workdir/events-IFL.

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need bsdnet-dhclient

server_pids=()
client_pid=
client_status=
hook=$workdir/hook

# quick, where nothing is said about time
quick=(--delay 0 --probe-interval 100)

make_hook()
{
	cat >"$hook" <<-END
	#!/bin/sh
	echo "\$1" >>"$workdir/events-\$interface"
	{ env; echo "uid=\$(id -u)"; } >"$workdir/env.new"
	mv "$workdir/env.new" "$workdir/env-\$1-\$interface"
	END
	chmod 755 "$hook"
	chmod 755 "$workdir"
	mkdir "$workdir/leases"
}

# serve NETNS IFACE RANGE OPTION...: dnsmasq, whose log is $workdir/server-IFACE
serve()
{
	local netns=$1 iface=$2 range=$3 log=$workdir/server-$2

	shift 3
	ip netns exec "$netns" dnsmasq --no-daemon --conf-file=/dev/null --port=0 --interface="$iface" \
		--bind-interfaces --dhcp-range="$range" --dhcp-authoritative --leasefile-ro --no-ping \
		--user=root "$@" >"$log" 2>&1 &
	server_pids+=($!)
	background+=($!)
	poll 10 grep -q 'sockets bound' "$log"
}

stop_server()
{
	[ ${#server_pids[@]} -eq 0 ] || kill "${server_pids[@]}"
	wait "${server_pids[@]}" 2>/dev/null
	server_pids=()
}

# server_log IFACE PATTERN: how often
server_log() { grep -c "DHCP$2\|$2" "$workdir/server-$1"; }

forget_events() { rm -f "$workdir"/events-* "$workdir"/env-*; }

# client IFLS OPTION...: runs to its end; sets client_status
client()
{
	local ifls=$1

	shift
	forget_events
	# shellcheck disable=SC2086 # several interfaces
	timeout 60 ip netns exec "$rt" bsdnet-dhclient -n "$rt" -l "$workdir/leases" -s "$hook" \
		"${quick[@]}" "$@" $ifls
	client_status=$?
	return $client_status
}

# start_client IFLS OPTION...: in the background; sets client_pid
start_client()
{
	local ifls=$1

	shift
	forget_events
	# shellcheck disable=SC2086
	bsdnet-dhclient -n "$rt" -v -l "$workdir/leases" -s "$hook" "${quick[@]}" "$@" $ifls \
		>"$workdir/client-${ifls##* }" 2>&1 &
	client_pid=$!
	background+=($!)
}

# fails unless its status is 0
stop_client()
{
	kill "$client_pid"
	wait "$client_pid"
}

told() { [ -e "$workdir/env-$1-$2" ]; }
bound() { poll 15 told bound "$1"; }
events() { tr '\n' ' ' <"$workdir/events-$1" | sed 's/ $//'; }
address_of() { ctl ifa show "$1" 2>/dev/null | sed 's/^[^ ]* //; s/ *$//'; }

make_hook
wires
