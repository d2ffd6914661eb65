#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: completion_test.sh DIRECTORY COMPLETIONS
#
# The completions for bash in the directory COMPLETIONS, with the bsdnetctl in DIRECTORY.
#
# exit status: 0 it works, 1 not

set -u
export PATH=$1:$PATH
# shellcheck source=packaging/completion/bsdnetctl
. "$2/bsdnetctl"
# shellcheck source=packaging/completion/bsdnet-run
. "$2/bsdnet-run"
status=0

# expect WORDS LINE...: completing the last word of LINE gives WORDS
expect()
{
	local want=$1

	shift
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	"_${1//-/_}"
	if [[ ${COMPREPLY[*]} != "$want" ]]; then
		echo "$*: expected \"$want\", got \"${COMPREPLY[*]}\""
		status=1
	fi
}

expect "route" bsdnetctl ro
expect "-json" bsdnetctl -j
expect "show add del help" bsdnetctl -j ifa ""
expect "shared exclusive" bsdnetctl ifd set eth0 mode ""
expect "vlan" bsdnetctl ifl add eth0.5 v
expect "down" bsdnetctl ifl add eth0.5 link d
expect "tpid" bsdnetctl ifl add eth0.5 vlan 5 t
expect "on off" bsdnetctl ifl add x ppp pfc ""
expect "pfc parent" bsdnetctl ifl add x ppp p
expect "lladdr" bsdnetctl neigh add 192.0.2.1 dev eth0 l
expect "reject recv resolv replace" bsdnetctl route add default via 192.0.2.1 re
expect "--strict" bsdnet-run --s
expect "--verbose --version" bsdnet-run -i 5 --strict --ve
expect "" bsdnet-run true --s
# as bash-completion does
# shellcheck disable=SC2317 # called by the completion
_command_offset() { COMPREPLY=("from $1"); }
expect "from 1" bsdnet-run pi
expect "from 4" bsdnet-run -s --instance 5 ping -
exit $status
