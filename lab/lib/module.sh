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
	locked "$out/.lock" timed "module for $name: building" \
		module_make_locked "$out" "$name" "${@:2}" >&2 ||
		die "cannot build the module for $name"
	echo "$out"
}

# at_alias DIR COMMAND...: runs COMMAND where DIR is seen as $module_alias, too, so
# that compilers are given the same paths for every tree and kernel, and ccache
# finds what was compiled for another one
module_alias=$cache/module

at_alias()
{
	# shellcheck disable=SC2016
	unshare -m --propagation private sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' \
		at_alias "$1" "$module_alias" "${@:2}"
}

module_make_locked()
{
	local out=$1 name=$2 kernel=$3 kunit='' see=() built_in=$1 make

	shift 3
	"$lab/mirror" "$out" || return
	if grep -q '^CONFIG_KUNIT=[ym]' "$kernel/build/.config"; then
		kunit=BSDNET_KUNIT=y
	fi
	mkdir -p "$module_alias"
	if at_alias "$out" true 2>/dev/null; then
		see=(at_alias "$out")
		built_in=$module_alias
	fi
	make=(make -s -C "$kernel/build" M="$built_in" ARCH="$(kernel_arch "${name#matrix-}")")
	# what was built for another kernel, or otherwise, is of no use
	if [[ $(cat "$out/.cc" 2>/dev/null) != "$kernel $built_in $kunit $*" ]]; then
		"${see[@]}" "${make[@]}" clean || return
		echo "$kernel $built_in $kunit $*" >"$out/.cc"
	fi
	"${see[@]}" "${make[@]}" -j "$(nproc)" W=1 ${kunit:+"$kunit"} "$@" modules 2>&1 |
		sed -e '/^Skipping BTF generation/d' -e '/pahole version differs/,+2d' \
			-e "s#$built_in/##g"
	return "${PIPESTATUS[0]}"
}
