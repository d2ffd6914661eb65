# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Starts guests: a process (UML) or QEMU. guest_run takes what lab/run has set
# up (run, kernel, kernel_path, limit, memory, cpus, qemu_words) and returns 124 when the time
# limit ran out. The guest finds lab/guest/init on the host's
# file system and what it is to do in $run.
# shellcheck disable=SC2154,SC2034

guest_pid=
guest_readers=()

# guest_run: starts the guest that $kernel needs, and waits for its end
guest_run()
{
	local tick_detail=guest_progress

	guest_watch "$SECONDS" &
	disown $!
	timed "guest $kernel: boot and run" "guest_$(kernel_kind "$kernel")"
}

# guest_watch BEGIN: reports when a slow guest has booted
guest_watch()
{
	local nothing

	exec {nothing}<> <(:)
	until [[ -e $run/began ]]; do
		kill -0 "$$" 2>/dev/null && [[ -d $run ]] || return 0
		read -rt 0.3 -u "$nothing" || true
	done
	[[ $((SECONDS - $1)) -lt 3 ]] || say "guest $kernel: up in $((SECONDS - $1)) s"
}

# detail of the progress line of a guest: lab/guest/session writes the file
guest_progress()
{
	[[ -e $run/began ]] && echo ", the command is running" ||
		echo ", not up yet"
}

# guest_wait COMMAND...: runs COMMAND as a session of its own, for at most
# $limit seconds
guest_wait()
{
	local status=0

	ulimit -c 0
	setsid timeout -k 2 "$limit" "$@" </dev/null &
	guest_pid=$!
	wait "$guest_pid" || status=$?
	guest_stop
	[[ $status -ne 137 ]] || status=124
	return "$status"
}

# ends what is left of the guest; its session's process group is its own
guest_stop()
{
	[[ -z $guest_pid ]] || kill -KILL -- "-$guest_pid" 2>/dev/null || true
	guest_pid=
}

# What the guest writes arrives in two pipes of our own: UML makes its
# descriptors non-blocking, and that would stick to what our caller gave us.
guest_open_output()
{
	mkfifo "$run/stdout" "$run/stderr"
	cat <"$run/stdout" &
	guest_readers=($!)
	cat <"$run/stderr" >&2 &
	guest_readers+=($!)
}

guest_close_output()
{
	# a guest that failed early has never opened them
	: 3<>"$run/stdout" 4<>"$run/stderr"
	wait "${guest_readers[@]}" || true
}

# ---- UML ----

# A big guest is made of many mappings.
guest_more_maps()
{
	local file=/proc/sys/vm/max_map_count want=1048576

	[[ $(<"$file") -ge $want ]] || echo "$want" 2>/dev/null >"$file" || true
}

# A guest with one processor that is spread over several of ours spends its time
# waiting for wake-ups between them (system calls take ten times as long). Each
# such guest takes a processor that no other one has; sets guest_pin.
guest_pin=()
guest_take_processor()
{
	local n fd

	for ((n = 0; n < $(nproc); n++)); do
		exec {fd}>"$cache/processor$n.lock"
		if flock -n "$fd"; then
			guest_pin=(taskset -c "$n")
			return
		fi
		exec {fd}>&-
	done
}

guest_uml()
{
	local status=0 args=()

	[[ ${#qemu_words[@]} -eq 0 ]] || die -2 "-x: $kernel does not run in QEMU"
	guest_more_maps
	if ! grep -q '^CONFIG_SMP=y' "$kernel_path/build/.config"; then
		cpus=1
	else
		args+=(ncpus="$cpus")
	fi
	[[ $cpus -gt 1 ]] || guest_take_processor
	# Free objects that a processor's slab sheaf keeps at hand hide leaks from
	# kmemleak: stale pointers in it look like references. Checked caches have
	# none.
	[[ $kernel != *-debug ]] || args+=(slab_debug=F)
	guest_open_output
	guest_wait "${guest_pin[@]}" "$kernel_path/image" \
		mem="${memory}M" umid="$(basename "$run")" uml_dir="$run/" \
		"${args[@]}" \
		root=/dev/root rootfstype=hostfs rootflags=/ rw seccomp=on \
		init="$lab/guest/init" lab_run="$run" \
		lab_out=/dev/tty1 lab_err=/dev/tty2 \
		con0=null,fd:1 con1=null,fd:3 con2=null,fd:4 con=null \
		loglevel=7 panic=-1 oops=panic kunit.enable="$kunit" \
		>"$run/kernel.log" 2>&1 3>"$run/stdout" 4>"$run/stderr" ||
		status=$?
	guest_close_output
	return "$status"
}

# ---- QEMU ----

# A /dev/kvm may exist and still never run a guest: let the kernel boot until
# it misses its root file system, within a time limit. What came out is
# remembered until the machine boots anew.
guest_kvm_works()
{
	local memo boot

	[[ -w /dev/kvm ]] || return 1
	boot=$(</proc/sys/kernel/random/boot_id)
	memo=$cache/kvm-$boot
	if [[ ! -e $memo ]]; then
		rm -f "$cache"/kvm-*
		if timeout -k 1 15 qemu-system-x86_64 -accel kvm -cpu host \
			-m 512 -nodefaults -no-user-config -display none \
			-no-reboot -kernel "$kernel_path/image" \
			-append 'panic=-1' </dev/null >/dev/null 2>&1; then
			echo yes >"$memo"
		else
			echo no >"$memo"
		fi
	fi
	[[ $(<"$memo") == yes ]]
}

# Emulation is slow: looking for leaks is left to uml-debug.
guest_qemu()
{
	local status=0 machine initrd=() modules=
	local mount=trans=virtio,version=9p2000.L,cache=loose,msize=262144

	if guest_kvm_works; then
		machine=(-accel kvm -cpu host)
	else
		machine=(-accel 'tcg,thread=multi' -cpu 'max,la57=off')
	fi
	if [[ -e $kernel_path/initrd ]]; then
		initrd=(-initrd "$kernel_path/initrd")
		modules=lab_modules=$kernel_path/root/lib/modules
	fi
	guest_open_output
	guest_wait qemu-system-x86_64 "${machine[@]}" \
		-machine q35 -m "$memory" -smp "$cpus" \
		-nodefaults -no-user-config -display none -no-reboot \
		-serial file:"$run/kernel.log" \
		-device virtio-serial-pci \
		-chardev file,id=out,path="$run/stdout" \
		-chardev file,id=err,path="$run/stderr" \
		-device virtserialport,nr=1,chardev=out \
		-device virtserialport,nr=2,chardev=err \
		-fsdev local,id=root,path=/,security_model=none,multidevs=remap \
		-device virtio-9p-pci,fsdev=root,mount_tag=labroot \
		-kernel "$kernel_path/image" "${initrd[@]}" -append "\
root=labroot rootfstype=9p rootflags=$mount rw init=$lab/guest/init \
lab_run=$run lab_out=/dev/vport0p1 lab_err=/dev/vport0p2 $modules \
console=ttyS0 loglevel=5 panic=-1 oops=panic nokaslr mitigations=off \
audit=0 apparmor=0 kmemleak=off no_debug_objects kunit.enable=$kunit" \
		"${qemu_words[@]}" >"$run/qemu.log" 2>&1 || status=$?
	guest_close_output
	cat "$run/qemu.log" >&2
	return "$status"
}

guest_stock()
{
	guest_qemu
}

guest_vng()
{
	guest_qemu
}
