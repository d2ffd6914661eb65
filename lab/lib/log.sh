# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Checks of a kernel log.

# lines that no kernel log of a passing run may have
log_splats=(
	'BUG: '
	'BUG at '
	'WARNING: '
	'Oops'
	'Kernel panic'
	'Internal error'
	'general protection fault'
	'Kernel mode fault'
	'[Uu]nable to handle kernel'
	'KASAN: '
	'KCSAN: '
	'KFENCE: '
	'UBSAN: '
	'KMSAN: '
	'possible .* detected'
	'inconsistent lock state'
	'INFO: trying to register non-static key'
	'DEBUG_LOCKS_WARN_ON'
	'bad unlock balance'
	'held lock freed'
	'lock held when returning'
	'suspicious RCU usage'
	'Illegal context switch in RCU'
	'Voluntary context switch within RCU'
	'[Ii]nvalid wait context'
	'sleeping function called'
	'scheduling while atomic'
	'self-detected stall'
	'detected .*stalls'
	'rcu.* starved for'
	'soft lockup'
	'hard LOCKUP'
	'workqueue lockup'
	'blocked for more than'
	'unreferenced object'
	'suspected memory leaks'
	'ref_tracker: '
	'refcount_t: '
	'ODEBUG: '
	'list_(add|del) corruption'
	'unregister_netdevice: waiting'
	'Bad page '
	'Object .* still in use'
	'Objects remaining'
	'live objects leaked'
	'page_pool_release_retry'
)

# log_splat FILE: prints the lines around the first splat; false if there is none
log_splat()
{
	local pattern

	pattern=$(printf '|%s' "${log_splats[@]}")
	grep -m 1 -B 15 -A 60 -E -e "${pattern#|}" -- "$1"
}

# log_live_objects FILE: prints the lines in which the module reported at unload
# objects that are still alive; false if there are none
log_live_objects()
{
	grep -E 'bsdnet: unloaded, ([1-9][0-9]*) live objects?' -- "$1"
}

# log_kunit FILE ok|"not ok": prints the KUnit test cases and suites that ended so
log_kunit()
{
	sed -E 's/^(<[0-9]+>)?\[[^]]*\] ?//' -- "$1" |
		grep -E "^( {4})*$2 [0-9]+ "
}
