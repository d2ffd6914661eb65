# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the benchmarks in a lab kernel share. They print their figures as
# objects of JSON, one a line.

# tell FIGURE WHO VALUE UNIT [MEMBERS]: a figure; MEMBERS begin with a comma
tell()
{
	echo "{\"figure\": \"$1\", \"who\": \"$2\", \"value\": $3, \"unit\": \"$4\"${5-}}"
}

# symbol NAME: prints the address of a function of the kernel
symbol()
{
	awk -v name="$1" '$3 == name { print "0x" $1; exit }' /proc/kallsyms
}

# the figures that the module has printed since the last call
module_figures()
{
	dmesg | sed -n 's/.*bn_bench: {/{/p'
	if dmesg | grep 'bn_bench: [^{]' >&2; then
		exit 1
	fi
	dmesg -C
}

# measure PARAMETERS...: the module's figures
measure()
{
	dmesg -C
	insmod "$BSDNET_BENCH/kmod/bn_bench.ko" "$@" 2>/dev/null || true
	module_figures
}
