#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: selftests/syscalls/guest.sh [OPTION...]
#
# In a lab kernel: bsdnet_syscalls with these options, as a user without privilege. What
# it does wrong the kernel reports: sanitizers, lockdep, live objects at unload.
#
# exit status: 0 all passed, 1 something failed, 4 skipped: no user namespaces
#
# Shows: SK-1, SK-5, CTL-6, VM-1, IF-7

# shellcheck source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
need setpriv bsdnet_syscalls

share_tree 65534
"${as_user[@]}" "$tree/build/user/bin/bsdnet_syscalls" "$@"
status=$?
[ $status -eq 4 ] && exit 4
is "system calls at random" 0 $status
