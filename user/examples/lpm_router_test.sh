#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: lpm_router_test.sh PROGRAM
#
# Does lpm-router find what it should, also while routes change?
#
# exit status: 0 yes, 1 no
# Shows: RT-13

set -eu
router=$1
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT

cat >"$dir/routes" <<-END
	192.0.2.0/24 lab
	192.0.2.128/25 lab-east
	192.0.2.129 one-host
	10.0.0.0/8 inside
END
addresses='192.0.2.1 192.0.2.128 192.0.2.129 192.0.3.0 10.255.255.255 11.0.0.0'
diff - <(echo "$addresses" | "$router" "$dir/routes") <<-END
	192.0.2.1 lab
	192.0.2.128 lab-east
	192.0.2.129 one-host
	192.0.3.0 -
	10.255.255.255 inside
	11.0.0.0 -
END

cat >"$dir/routes6" <<-END
	default upstream
	2001:db8::/32 lab
END
diff - <(echo "2001:db8::1 2001:db9::1" | "$router" -6 "$dir/routes6") <<-END
	2001:db8::1 lab
	2001:db9::1 upstream
END

said=$(echo "$addresses" | "$router" -t 3 -s 1 "$dir/routes" | tail -n 1)
[[ $said =~ ^[1-9][0-9]*\ lookups,\ [1-9][0-9]*\ changes ]] || {
	echo "no lookups or no changes: $said" >&2
	exit 1
}
echo 192.0.2.1 | "$router" /nonexistent 2>"$dir/error" && exit 1
grep -q nonexistent "$dir/error"
