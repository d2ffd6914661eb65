# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-2.0
#
# What the laboratory's scripts share: places, messages, locks.

# lab, top: this directory's parent and the repository's root
lab=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
top=$(dirname "$lab")
# everything that is slow to make and not part of the tree
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bsdnet

# shellcheck source=lab/lib/ccache.sh
. "$lab/lib/ccache.sh"

say()
{
	echo "lab: $*" >&2
}

# die [-STATUS] WORDS: prints WORDS and exits with STATUS, by default 1
die()
{
	local status=1

	if [[ $1 =~ ^-[0-9]+$ ]]; then
		status=${1#-}
		shift
	fi
	say "$*"
	exit "$status"
}

# usage FILE: prints the comment at the head of FILE and exits
usage()
{
	sed -n '3,/^[^#]/ { /^#/ s/^#[ ]\{0,1\}//p }' "$1" >&2
	exit 2
}

# tick WHAT: prints every 20 s that WHAT is in progress, with the output of the function
# named by tick_detail, if any; ends with the script
tick()
{
	local what=$1 begin=$SECONDS next=$((SECONDS + 20)) nothing

	exec {nothing}<> <(:)
	while kill -0 "$$" 2>/dev/null; do
		# a sleep that leaves no process behind
		read -rt 1 -u "$nothing" || true
		[[ $SECONDS -ge $next ]] || continue
		next=$((SECONDS + 20))
		say "$what: $((SECONDS - begin)) s so far$("${tick_detail:-true}")"
	done
}

# timed WHAT COMMAND...: runs COMMAND; prints when it begins, every 20 s that it is
# going on, and when it ends how long it took
timed()
{
	local what=$1 begin=$SECONDS ticker status=0

	shift
	say "$what ..."
	tick "$what" &
	ticker=$!
	disown "$ticker"
	"$@" || status=$?
	kill "$ticker" 2>/dev/null || true
	if [[ $status -eq 0 ]]; then
		say "$what: done in $((SECONDS - begin)) s"
	else
		say "$what: FAILED after $((SECONDS - begin)) s"
	fi
	return "$status"
}

# locked FILE COMMAND...: runs COMMAND while holding the lock FILE; COMMAND
# doesn't inherit the lock
locked()
{
	local file=$1 fd status=0

	shift
	mkdir -p "$(dirname "$file")"
	exec {fd}>"$file"
	flock -n "$fd" || timed "waiting for another build" flock "$fd"
	"$@" {fd}>&- || status=$?
	exec {fd}>&-
	return "$status"
}
