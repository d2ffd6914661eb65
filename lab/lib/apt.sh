# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# Packages from Debian suites that the system itself doesn't use, fetched from
# the system's own mirror with a private apt configuration. Nothing of the
# system's configuration is changed and nothing is installed.

# prints the mirror that the system's own sources name
apt_mirror()
{
	local mirror

	mirror=$(sed -n 's/^URIs:[ \t]*\([^ \t]*\/debian\)\/\{0,1\}[ \t]*$/\1/p' \
		/etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
	[[ -n $mirror ]] || mirror=$(sed -n \
		's/^deb[ \t]\+\(\[[^]]*\][ \t]\+\)\{0,1\}\([^ \t]*\/debian\)\/\{0,1\}[ \t].*/\2/p' \
		/etc/apt/sources.list /etc/apt/sources.list.d/*.list \
		2>/dev/null | head -n 1)
	[[ -n $mirror ]] || die "apt's sources name no Debian mirror"
	echo "$mirror"
}

# apt_private SUITE TOOL ARGS...: runs an apt tool on SUITE alone
apt_private()
{
	local dir=$cache/apt/$1

	shift
	"$1" -o Dir::Etc::sourcelist="$dir/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::State::Lists="$dir/lists" -o Dir::Cache="$dir/cache" \
		-o Dir::State::status="$dir/status" \
		-o APT::Sandbox::User=root "${@:2}"
}

# apt_update SUITE...: reads the suites' lists, unless that was done within the
# last hour; SUITE/source is the list of its source packages
apt_update()
{
	local suite

	for suite; do
		apt_is_fresh "$suite" || locked "$cache/apt/$suite/lock" apt_read_lists "$suite" ||
			die "cannot read the package lists of $suite"
	done
}

apt_is_fresh()
{
	[[ -n $(find "$cache/apt/$1/updated" -mmin -60 2>/dev/null) ]]
}

# apt_read_lists SUITE: another process may have read them while this one waited
apt_read_lists()
{
	local suite=$1 dir=$cache/apt/$1 mirror type='deb'
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg

	! apt_is_fresh "$suite" || return 0
	mirror=$(apt_mirror) || return
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	: >"$dir/status"
	[[ $suite != */source ]] || type='deb-src'
	echo "$type [signed-by=$keys] $mirror ${suite%/source} main" >"$dir/sources.list"
	apt_private "$suite" apt-get -qq update && touch "$dir/updated"
}

# apt_version SUITE PACKAGE: prints the version that SUITE offers
apt_version()
{
	apt_private "$1" apt-cache policy "$2" |
		sed -n 's/^ *Candidate: *//p' | grep -v '^(none)$'
}

# apt_depends SUITE PACKAGE PATTERN: prints direct dependencies that match
apt_depends()
{
	apt_private "$1" apt-cache depends "$2" |
		sed -n 's/^ *|\{0,1\}Depends: *//p' | grep -E -- "$3"
}

# apt_fetch SUITE DIR PACKAGE...: unpacks packages under DIR
apt_fetch()
{
	local suite=$1 dir=$2 tmp deb

	shift 2
	tmp=$(mktemp -d "$cache/apt/fetch.XXXXXX")
	(cd "$tmp" && apt_private "$suite" apt-get -qq download "$@") >&2 ||
		die "cannot fetch $* from $suite"
	mkdir -p "$dir"
	for deb in "$tmp"/*.deb; do
		dpkg-deb -x "$deb" "$dir"
	done
	rm -rf "$tmp"
}

# apt_fetch_source SUITE DIR PACKAGE: unpacks a source package as DIR
apt_fetch_source()
{
	local suite=$1/source dir=$2 tmp

	apt_update "$suite"
	tmp=$(mktemp -d "$cache/apt/fetch.XXXXXX")
	(cd "$tmp" && apt_private "$suite" apt-get -qq source \
		--download-only "$3") >&2 || die "cannot fetch $3 from $1"
	dpkg-source --no-check -x "$tmp"/*.dsc "$dir" >&2
	rm -rf "$tmp"
}
