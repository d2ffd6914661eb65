#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: selftests/stress/guest.sh DIRECTORY SECONDS [STRUCTURE]
#
# In a lab kernel: loads bn_stress.ko of DIRECTORY, which runs for SECONDS for
# each structure, or for the one that is named; with 0, until each thread has done
# a number of steps. Errors are in the kernel log.
#
# exit status: 0 all passed, 1 something failed

# Shows: L2-4, RT-9, PCB-2, Q-4

set -u
dmesg -n 7 2>/dev/null
insmod "$1/bn_stress.ko" seconds="$2" ${3:+only="$3"}
status=$?
dmesg | sed -n 's/^\(<[0-9]*>\)\{0,1\}\[[^]]*\] bn_stress: //p'
[ $status -eq 0 ] || exit 1
rmmod bn_stress
