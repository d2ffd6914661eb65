# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Source this with $top set: what compilers make is kept in a cache outside the
# tree (ccache), so that a clean tree on a machine that has built before is
# built in a fraction of the time. Paths below $top are hashed relative to the
# directory that the compiler runs in: a tree in another place finds the same
# objects.
# shellcheck disable=SC2154

# where ccache is yet to be installed, the directory comes with it
case $PATH in
/usr/lib/ccache:*) ;;
*) PATH=/usr/lib/ccache:$PATH ;;
esac
CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/bsdnet/ccache}
CCACHE_BASEDIR=$top
CCACHE_NOHASHDIR=1
# nothing is preprocessed only to be looked up: a cold build costs no more
CCACHE_DEPEND=1
CCACHE_COMPILERCHECK=content
CCACHE_SLOPPINESS=time_macros,locale
CCACHE_MAXSIZE=10G
export PATH CCACHE_DIR CCACHE_BASEDIR CCACHE_NOHASHDIR CCACHE_COMPILERCHECK
export CCACHE_DEPEND CCACHE_SLOPPINESS CCACHE_MAXSIZE
