# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# A sparse that understands the headers of every kernel here. The kernel tells
# itself whether one does (scripts/checker-valid.sh); where the system's doesn't,
# a newer one is built from Debian's unstable suite. Needs common.sh, apt.sh and
# kernel.sh.

# prints the name of a sparse that will do
sparse_make()
{
	local own=$cache/sparse/sparse

	if sparse_valid sparse; then
		echo sparse
	else
		[[ -x $own ]] || locked "$cache/sparse.lock" timed "sparse: building" \
			sparse_build >&2 ||
			die "cannot build sparse"
		echo "$own"
	fi
}

sparse_valid()
{
	[[ $("$(kernel_source)/scripts/checker-valid.sh" "$1") == 1 ]]
}

sparse_build()
{
	local tmp=$cache/sparse.new

	[[ ! -x $cache/sparse/sparse ]] || return 0
	rm -rf "$tmp"
	apt_fetch_source sid "$tmp" sparse || return
	make -C "$tmp" -j "$(nproc)" CC=gcc HAVE_LLVM=no HAVE_GTK=no HAVE_SQLITE=no \
		HAVE_LIBXML=no sparse >"$tmp/build.log" 2>&1 || {
		tail -n 20 "$tmp/build.log"
		return 1
	}
	rm -rf "$cache/sparse"
	mv "$tmp" "$cache/sparse"
}
