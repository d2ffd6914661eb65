#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: selftests/ctl/fuzz.sh [ROUNDS [SEED]]
#
# Loads the module in a lab kernel and sends every command of the control
# channel wrong requests; see ynl_fuzz.py.
#
# exit status: 0 all passed, 1 something failed, 4 skipped: something is missing

set -u

if ! python3 -c 'import yaml' 2>/dev/null; then
	echo "skipped - fuzz: python3 with yaml is missing"
	exit 4
fi
insmod "$BSDNET_KO/bsdnet.ko" || exit 1
python3 -B "$(dirname "$0")/ynl_fuzz.py" "$@"
status=$?
rmmod bsdnet || status=1
exit $status
