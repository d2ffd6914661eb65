# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The laboratory's kernels: what each is made of, where it lies, how it is
# made. Needs common.sh and apt.sh.
#
# A kernel lies in $cache/kernels/NAME-HASH, where HASH is that of all that it
# was made from; it is complete when the file .done is there. In it,
#
#	image	what boots: an executable for UML, a bzImage for QEMU
#	build	what the module is built against (KDIR)
#	root	the Debian packages' contents (stock kernels only)

# shellcheck disable=SC2034
kernels=(uml uml-smp uml-debug uml-bench stock stock-rt stock-6.1 vng-debug vng-kcsan)

# the source package that built kernels are made from, and its suite
source_package=linux-source-7.2
source_suite=trixie-backports

# prints how a kernel runs: uml, stock or vng
kernel_kind()
{
	case $1 in
	uml | uml-*) echo uml ;;
	stock | stock-*) echo stock ;;
	vng-*) echo vng ;;
	esac
}

# prints the fragments in lab/config that a built kernel consists of
kernel_fragments()
{
	case $1 in
	uml) echo common um ;;
	uml-smp) echo common um smp ;;
	uml-debug) echo common um debug um-debug ;;
	uml-bench) echo common um bench ;;
	vng-debug) echo common x86 smp debug ;;
	vng-kcsan) echo common x86 smp kcsan ;;
	*) die -2 "no such kernel: $1 (there are: ${kernels[*]})" ;;
	esac
}

# prints the suite that a stock kernel comes from
kernel_suite()
{
	case $1 in
	stock | stock-rt) echo bookworm-backports ;;
	stock-6.1) echo bookworm ;;
	*) die -2 "no such kernel: $1 (there are: ${kernels[*]})" ;;
	esac
}

# prints which of Debian's kernels a stock kernel is, as in linux-image-FLAVOUR
kernel_flavour()
{
	case $1 in
	*-rt) echo rt-amd64 ;;
	*) echo amd64 ;;
	esac
}

kernel_arch()
{
	case $(kernel_kind "$1") in
	uml) echo um ;;
	*) echo x86_64 ;;
	esac
}

# The version of a package in the name of a cache entry: the one that
# was fetched last, so that nothing is asked of the network, nor built anew,
# only because a suite moved on. lab/build -u asks again.
pinned_version()
{
	local suite=$1 package=$2 file=$cache/versions/$1_$2

	if [[ ! -s $file || -n ${lab_update-} ]]; then
		mkdir -p "$cache/versions"
		apt_update "$suite" || return
		apt_version "$suite" "$package" >"$file.$$" ||
			die "$suite has no $package"
		mv "$file.$$" "$file"
	fi
	cat "$file"
}

# prints the directory that holds the kernel source, fetched when missing
kernel_source()
{
	local version dir

	version=$(pinned_version "$source_suite" "$source_package") || return
	dir=$cache/source/linux-${version//[^a-z0-9.+-]/_}
	[[ -e $dir/.done ]] || locked "$dir.lock" \
		timed "kernel source: fetching $source_package" fetch_source "$dir" ||
		die "cannot fetch $source_package"
	echo "$dir"
}

fetch_source()
{
	local dir=$1 tmp

	[[ ! -e $dir/.done ]] || return 0
	apt_update "$source_suite"
	tmp=$(mktemp -d "$cache/source/fetch.XXXXXX") || return
	apt_fetch "$source_suite" "$tmp/deb" "$source_package" || return
	mkdir "$tmp/tree"
	# two thirds of it is drivers that no kernel here has
	tar -C "$tmp/tree" --strip-components=1 --exclude='*/drivers/gpu/drm/*/*.[ch]' \
		--exclude='*/arch/*/boot/dts' --exclude='*/sound/*.c' \
		-xf "$tmp/deb/usr/src/$source_package.tar.xz" || return
	touch "$tmp/tree/.done"
	rm -rf "$dir"
	mv "$tmp/tree" "$dir"
	rm -rf "$tmp"
}

# kernel_fragment_text NAME: all fragments of a built kernel, one after another
kernel_fragment_text()
{
	local f

	for f in $(kernel_fragments "$1"); do
		cat "$lab/config/$f.config"
	done
}

# prints the directory of a kernel, whether it is made already or not
kernel_dir()
{
	local name=$1 hash suite

	if [[ $(kernel_kind "$name") == stock ]]; then
		suite=$(kernel_suite "$name") || exit
		hash=$(pinned_version "$suite" "linux-image-$(kernel_flavour "$name")") || exit
		hash+=-$(sha256sum <"$lab/guest/initrd-init" | cut -c 1-8)
	else
		hash=$({
			pinned_version "$source_suite" "$source_package" || exit
			gcc -dumpfullversion
			kernel_fragment_text "$name"
		} | sha256sum | cut -c 1-12) || exit
	fi
	echo "$cache/kernels/$name-${hash//[^a-z0-9.+-]/_}"
}

# detail of the progress line of a kernel that is built in $dir
kernel_progress()
{
	[[ ! -e $dir/build.log ]] ||
		echo ", $(grep -c '^  CC ' "$dir/build.log") files compiled"
}

# kernel_make NAME: makes a kernel unless it is there; prints its directory
kernel_make()
{
	local name=$1 dir tick_detail=kernel_progress

	[[ -n $(kernel_kind "$name") ]] ||
		die -2 "no such kernel: $name (there are: ${kernels[*]})"
	dir=$(kernel_dir "$name") || exit
	if [[ ! -e $dir/.done ]]; then
		locked "$dir.lock" timed "kernel $name: making it" \
			kernel_make_locked "$name" "$dir" >&2 ||
			die "cannot make the kernel $name"
	fi
	echo "$dir"
}

kernel_make_locked()
{
	local name=$1 dir=$2

	[[ ! -e $dir/.done ]] || return 0
	mkdir -p "$dir"
	if [[ $(kernel_kind "$name") == stock ]]; then
		kernel_unpack "$name" "$dir" || return
	else
		kernel_build "$name" "$dir" || return
	fi
	touch "$dir/.done"
}

# ---- kernels built here ----

# a kernel is kept as a whole: ccache would only take time
kernel_build()
{
	local name=$1 dir=$2 src arch log=$2/build.log target image

	src=$(kernel_source) || return
	arch=$(kernel_arch "$name")
	case $arch in
	um) target=linux image=linux ;;
	*) target=bzImage image=arch/x86/boot/bzImage ;;
	esac

	kernel_fragment_text "$name" >"$dir/fragment"
	if ! kernel_configure "$src" "$arch" "$dir" >"$log" 2>&1 ||
		! CCACHE_DISABLE=1 nice make -C "$src" ARCH="$arch" O="$dir" \
			-j "$(($(nproc) + 1))" KBUILD_BUILD_USER=lab \
			KBUILD_BUILD_HOST=lab "$target" modules >>"$log" 2>&1
	then
		tail -n 20 "$log" >&2
		say "kernel $name: the output of make is in $log"
		return 1
	fi
	ln -sfn "$image" "$dir/image"
	ln -sfn . "$dir/build"
}

kernel_configure()
{
	make -C "$1" ARCH="$2" O="$3" KCONFIG_ALLCONFIG="$3/fragment" \
		allnoconfig &&
		kernel_check_config "$3"
}

# Kconfig drops what it cannot have without a word; here that is an error
kernel_check_config()
{
	local dir=$1 line bad=0

	while read -r line; do
		case $line in
		CONFIG_*=n) ! grep -q "^${line%n}" "$dir/.config" ;;
		CONFIG_*) grep -qxF -e "$line" "$dir/.config" ;;
		esac || {
			say "configuration: cannot have $line"
			bad=1
		}
	done < <(tac "$dir/fragment" | awk -F= '!seen[$1]++')
	return "$bad"
}

# ---- distribution kernels ----

# Debian's packages of image, headers and build tools are unpacked side by
# side; the headers' own paths, /usr/src and /usr/lib, are turned into theirs.
kernel_unpack()
{
	local name=$1 dir=$2 root=$2/root suite image headers release deps flavour

	suite=$(kernel_suite "$name")
	flavour=$(kernel_flavour "$name")
	say "kernel $name: fetching it from $suite"
	apt_update "$suite"
	image=$(apt_depends "$suite" "linux-image-$flavour" '^linux-image-[0-9]')
	headers=$(apt_depends "$suite" "linux-headers-$flavour" '^linux-headers-[0-9]')
	[[ -n $image && -n $headers ]] || die "$suite has no image or no headers"
	release=${image#linux-image-}
	mapfile -t deps < <(apt_depends "$suite" "$headers" \
		'^linux-(headers|kbuild)-[0-9]')
	rm -rf "$root"
	apt_fetch "$suite" "$root" "$image" "$headers" "${deps[@]}"

	grep -rlE --include=Makefile --include=.kernelvariables \
		'/usr/(src|lib)/linux' "$root/usr/src/$headers" |
		xargs -r sed -i -E "s#([ =])(/usr/(src|lib)/linux)#\1$root\2#g"
	[[ -d $root/lib/modules ]] || ln -s usr/lib "$root/lib"
	depmod -b "$root" "$release"
	kernel_initrd "$root" "$release" >"$dir/initrd"
	ln -sfn "root/boot/vmlinuz-$release" "$dir/image"
	ln -sfn "root/usr/src/$headers" "$dir/build"
}

# kernel_initrd ROOT RELEASE: writes an initial RAM file system, which holds
# what a distribution's kernel needs to mount the host's root file system
kernel_initrd()
{
	local root=$1 release=$2 tmp verb file n=10

	tmp=$(mktemp -d "$cache/initrd.XXXXXX")
	mkdir -p "$tmp"/{bin,proc,root,modules}
	cp "$(command -v busybox)" "$tmp/bin/"
	cp "$lab/guest/initrd-init" "$tmp/init"
	while read -r verb file _; do
		[[ $verb == insmod ]] || continue
		! ls "$tmp/modules/"*"-$(basename "$file")" \
			>/dev/null 2>&1 || continue
		cp "$file" "$tmp/modules/$n-$(basename "$file")"
		n=$((n + 1))
	done < <(for m in virtio_pci 9pnet_virtio 9p virtio_console; do
		modprobe -d "$root" -S "$release" --show-depends "$m"
	done)
	find "$tmp/modules" -name '*.xz' -exec unxz {} +
	(cd "$tmp" && find . | cpio -o -H newc --quiet | gzip -1)
	rm -rf "$tmp"
}
