#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The commands of docs/howto-vm.md, unchanged: a virtual machine whose frames are those of
# a layer-2 socket, of a TAP device and of a descriptor. It is iPXE in QEMU without KVM, which loads
# a file from a server in h1.
#
#   h1 (Linux) eth0 192.0.2.2 ===== eth1 rt (bsdnet) ----- the machine
#
# Shows: SK-8, IF-17, L2-2

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
need dnsmasq l2-run python3 qemu-system-x86_64
[ -e /boot/ipxe.lkrn ] || { echo "skipped - vm: /boot/ipxe.lkrn is missing"; exit 4; }

howto=$(realpath "$(dirname "$0")/../../docs/howto-vm.md")

# commands HEADING: the first block below it that configures something
commands()
{
	awk -v heading="## $1" '
		/^#/ { here = $0 == heading }
		here && /^    / { sub(/^    /, ""); print; some = 1; next }
		here && some && /^[^ ]/ { exit }
		here && some { print }' "$howto"
}

# machine HEADING COMMAND...: runs them by COMMAND, with rt for the namespace "router"
machine()
{
	commands "$1" | sed "s/\brouter\b/$rt/" >"$workdir/commands"
	shift
	[ "$(wc -l <"$workdir/commands")" -gt 5 ] || return 1
	(cd "$workdir" && timeout 120 "$@" bash -e commands)
}

served() { grep -c "sent $workdir/tftp/file to $1" "$workdir/dnsmasq"; }

wires
ip -n "$rt" link set r1 down
ip -n "$rt" link set r1 name eth1
ip -n "$rt" link set eth1 up
mkdir "$workdir/tftp"
chmod 755 "$workdir" "$workdir/tftp"
head -c 100000 /dev/urandom >"$workdir/tftp/file"
ip netns exec "$h1" dnsmasq --no-daemon --conf-file=/dev/null --port=0 --interface=eth0 --user=root \
	--bind-interfaces --dhcp-range=192.0.2.100,192.0.2.110,255.255.255.0,3600 \
	--dhcp-authoritative --no-ping --leasefile-ro --enable-tftp --tftp-root="$workdir/tftp" \
	>"$workdir/dnsmasq" 2>&1 &
background+=($!)
poll 10 grep -q 'TFTP root' "$workdir/dnsmasq"

ok "a layer-2 socket" machine "A layer-2 socket" ip netns exec "$rt"
is "a lease for the machine" 1 "$(grep -c 'DHCPACK.*02:00:00:00:00:77' "$workdir/dnsmasq")"
is "and the file" 1 "$(served 192.0.2.1)"
ip -n "$h1" neigh flush dev eth0
ok "a TAP device" machine "A TAP device" ip netns exec "$rt"
is "the file" 1 "$(served 10.0.0.2)"
ctl ifd del eth1
ok "a descriptor" machine "A descriptor"
is "the file" 2 "$(served 10.0.0.2)"
is "no device is left" 0 "$(ctl ifd show vm0 2>/dev/null | wc -l)"
