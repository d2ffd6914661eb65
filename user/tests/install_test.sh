#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: install_test.sh BUILD
#
# Installs what was built in BUILD, and builds and runs a program with nothing
# but what was installed, by pkg-config. The tables' library must show nothing
# but its C++ interface, that of bsdnet-run no C++, and every header must compile on its own.
#
# exit status: 0 it works, 1 not, 4 skipped: a tool is missing
# Shows: RT-13

set -eu
build=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
for tool in pkg-config nm "${CXX:=c++}"; do
	command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 4; }
done
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT

DESTDIR=$dir cmake --install "$build" --prefix /opt/bsdnet >"$dir/log" || {
	cat "$dir/log"
	exit 1
}
pc=$(find "$dir" -name bsdnet-tables.pc)
lib=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH=$lib/pkgconfig LD_LIBRARY_PATH=$lib
read -ra flags < <(pkg-config --cflags --libs bsdnet-tables)
example=$(find "$dir" -name lpm_router.cpp)

(cd "$dir" && "$CXX" -std=c++20 -Wall -Wextra -Werror "$example" -o router "${flags[@]}" -pthread)
"$top/user/examples/lpm_router_test.sh" "$dir/router"

for header in read_guard next_hop route route_table l2_table pcb_table packet_queue; do
	"$CXX" -std=c++20 -Wall -Wextra -Werror -fsyntax-only -x c++ "${flags[@]}" - \
		<<<"#include <bsdnet/$header.hpp>"
done

# the examples of libbsdnet, as their first lines say
read -ra flags < <(pkg-config --cflags --libs bsdnet)
examples=$(dirname "$example")
(cd "$dir" && "$CXX" -std=c++20 -Wall -Wextra -Werror "$examples/udp_echo_all.cpp" \
	-o udp-echo-all "${flags[@]}")
(cd "$dir" && "${CC:-cc}" -Wall -Wextra -Werror "$examples/list_interfaces.c" \
	-o list-interfaces "${flags[@]}")
for header in socket interfaces sockaddr operations; do
	"$CXX" -std=c++20 -Wall -Wextra -Werror -fsyntax-only -x c++ "${flags[@]}" - \
		<<<"#include <bsdnet/$header.hpp>"
done

leaked=$(nm -D --defined-only "$lib/libbsdnet-tables.so" | grep -v ' _Z' || true)
[[ -z $leaked ]] || {
	echo "libbsdnet-tables.so shows more than C++:" "$leaked" >&2
	exit 1
}

leaked=$(nm -D --defined-only "$lib/bsdnet/libbsdnet-run.so" | grep ' _Z' || true)
[[ -z $leaked ]] || {
	echo "libbsdnet-run.so shows C++ to the programs that it is loaded into:" "$leaked" >&2
	exit 1
}
