# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-2.0
#
# What the laboratory's scripts share: places, messages, locks.

# lab, top: this directory's parent and the repository's root
lab=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
top=$(dirname "$lab")
# everything that is slow to make and not part of the tree
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bsdnet

say()
{
	echo "lab: $*" >&2
}

# die [-STATUS] WORDS: gives up, with status 1 unless told otherwise
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

# locked FILE COMMAND...: runs COMMAND while holding the lock FILE; COMMAND
# doesn't inherit the lock
locked()
{
	local file=$1 fd status=0

	shift
	mkdir -p "$(dirname "$file")"
	exec {fd}>"$file"
	flock -w 3 "$fd" || { say "waiting for another build"; flock "$fd"; }
	"$@" {fd}>&- || status=$?
	exec {fd}>&-
	return "$status"
}
