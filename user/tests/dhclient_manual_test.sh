#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: dhclient_manual_test.sh PROGRAM MANUAL
#
# The manual has each option of the program, in the order of its help, and no other.

set -eu
diff <("$1" --help | grep -oE '^ +(-.,)? *--[a-z-]+' | sed 's/.*--//') \
	<(sed -n 's/^\.It Fl \(. , \)\{0,1\}-\([a-z-]*\).*/\2/p' "$2")
