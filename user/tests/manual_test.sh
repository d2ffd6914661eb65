#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: manual_test.sh BSDNETCTL MANUAL [--write]
#
# The syntax of all commands in MANUAL, between its two marks, is what
# `BSDNETCTL help --man` prints; --write replaces it.
#
# exit status: 0 it is, 1 not

set -eu
begin='.\" begin of the output of "bsdnetctl help --man"'
end='.\" end of the output of "bsdnetctl help --man"'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$1" help --man >"$work/text"
for mark in "$begin" "$end"; do
	if ! grep -qxF "$mark" "$2"; then
		echo "$2: line $mark is missing"
		exit 1
	fi
done
BEGIN=$begin END=$end awk -v text="$work/text" '
	$0 == ENVIRON["END"] { inside = 0 }
	!inside { print }
	$0 == ENVIRON["BEGIN"] {
		inside = 1
		while ((getline line < text) > 0)
			print line
	}' "$2" >"$work/manual"
if [[ ${3-} == --write ]]; then
	cat "$work/manual" >"$2"
elif ! diff -u "$2" "$work/manual"; then
	echo "$2: run $0 $1 $2 --write"
	exit 1
fi
