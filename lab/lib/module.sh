# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# Builds the module for one kernel of the laboratory. Needs common.sh and
# kernel.sh.

# module_make NAME KERNELDIR [MAKE ARGS...]: builds in build/kmod/NAME and
# prints that directory; what make says goes to stderr, with the sources' own
# paths instead of those of the mirror
module_make()
{
	local name=$1 out=$top/build/kmod/$1

	mkdir -p "$out"
	locked "$out/.lock" module_make_locked "$out" "$name" "${@:2}" >&2 ||
		die "cannot build the module for $name"
	echo "$out"
}

module_make_locked()
{
	local out=$1 name=$2 kernel=$3 kunit=

	shift 3
	"$lab/mirror" "$out" || return
	if grep -q '^CONFIG_KUNIT=[ym]' "$kernel/build/.config"; then
		kunit=BSDNET_KUNIT=y
	fi
	# what was built for another kernel, or otherwise, is of no use
	if [[ $(cat "$out/.cc" 2>/dev/null) != "$kernel $kunit $*" ]]; then
		make -s -C "$kernel/build" M="$out" ARCH="$(kernel_arch "${name#matrix-}")" \
			clean || return
		echo "$kernel $kunit $*" >"$out/.cc"
	fi
	make -s -C "$kernel/build" M="$out" ARCH="$(kernel_arch "${name#matrix-}")" \
		-j "$(nproc)" W=1 ${kunit:+"$kunit"} "$@" modules 2>&1 |
		sed -e '/^Skipping BTF generation/d' -e '/pahole version differs/,+2d' \
			-e "s#$out/##g"
	return "${PIPESTATUS[0]}"
}
