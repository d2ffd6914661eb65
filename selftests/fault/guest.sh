#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: selftests/fault/guest.sh PROGRAM [PATTERN]
#
# In a lab kernel: bsdnet_fault on the router of selftests/net/lib.sh, then a look
# whether all still works. With PATTERN "namespace" or "module": bsdnet_stack_fault, beside
# PROGRAM, on the creation of namespaces or on the loading of the module instead.
#
# exit status: 0 all passed, 1 something failed, 4 skipped
#
# Shows: CTL-6, IF-7, Q-8, VM-1

# shellcheck source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
need ping

program=$1
pattern=${2-}

[ -e /proc/self/fail-nth ] || {
	echo "skipped - fault: $(uname -r) has no fault injection"
	exit 4
}
# allocations that may sleep fail too, and so do those of single pages
for file in failslab/ignore-gfp-wait fail_page_alloc/ignore-gfp-wait \
	fail_page_alloc/ignore-gfp-highmem; do
	echo N >"/sys/kernel/debug/$file" || exit 1
done
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
for file in failslab fail_page_alloc; do
	echo 0 >"/sys/kernel/debug/$file/verbose"
done
# All caches, but not those of the debugging code, nor the sysfs files of each cache that is
# made: these are most of the allocations, and their failures are of no interest. In this
# kernel caches are not merged, so each can be chosen.
echo Y >/sys/kernel/debug/failslab/cache-filter
for cache in /sys/kernel/slab/*; do
	case $cache in
	*/kernfs_node_cache | */kmemleak_* | */debug_objects_cache) ;;
	*) echo 1 >"$cache/failslab" || exit 1 ;;
	esac
done

# verdict COMMAND...: counts it
verdict()
{
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

requests()
{
	wires
	ctl ifa add r1 192.0.2.1/24
	ok "ping before" n1 ping -c 1 -W 5 192.0.2.1
	# neighbours that were learnt would age while it runs
	ctl neigh del 192.0.2.2 dev r1
	ctl neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev r1
	ctl neigh add 192.0.2.78 lladdr 02:00:00:00:00:78 dev r1
	verdict "$program" -n "$rt" ${pattern:+"$pattern"}
	ok "ping after" n1 ping -c 1 -W 5 192.0.2.1
	ctl ifd del r1
}

namespaces()
{
	verdict "$(dirname "$program")/bsdnet_stack_fault" namespace
	ok "a namespace can still be made" ip netns add "$rt"
	ok "and used" ctl ifa add lo0 192.0.2.1/32
	ip netns del "$rt"
}

module()
{
	poll 10 rmmod bsdnet
	# single pages are those of the module's text and data
	echo 1 >/sys/kernel/debug/fail_page_alloc/min-order
	verdict "$(dirname "$program")/bsdnet_stack_fault" module "$BSDNET_KO/bsdnet.ko"
	ok "the module can still be loaded" insmod "$BSDNET_KO/bsdnet.ko"
}

case $pattern in
namespace) namespaces ;;
module) module ;;
*) requests ;;
esac
