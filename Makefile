# SPDX-License-Identifier: GPL-2.0
#
# make            the module for the kernel in KDIR, and the tools
# make install    both, and depmod; respects DESTDIR
# make demo       shows it at work on a distribution's kernel, in a guest
# make check      everything that must pass before a change is merged
# make check-long the same, and what takes long: all kernels, KCSAN, long fuzzing
# make bench      every number that the project quotes
# make clean
#
# The module is built in a mirror of the sources, build/kmod/RELEASE, so that
# builds for several kernels don't get in each other's way.

KVER	?= $(shell uname -r)
KDIR	?= /lib/modules/$(KVER)/build
PREFIX	?= /usr/local
DESTDIR	?=
INSTALL_MOD_PATH ?= $(DESTDIR)
export INSTALL_MOD_PATH

MODDIR	:= $(CURDIR)/build/kmod/$(KVER)
TOOLDIR	:= $(CURDIR)/build/user
KMAKE	= $(MAKE) -C $(KDIR) M=$(MODDIR)

all: modules tools

modules:
	@test -e $(KDIR)/Makefile || { \
		echo "no kernel to build for in $(KDIR): install its headers" \
		     "or name another with KDIR=" >&2; exit 1; }
	lab/mirror $(MODDIR)
	+$(KMAKE) modules

tools:
	@if test -e user/CMakeLists.txt; then lab/tools; fi

install: modules_install tools_install

modules_install: modules
	+$(KMAKE) modules_install
	$(if $(DESTDIR)$(INSTALL_MOD_PATH),,depmod $(KVER))

tools_install: tools
	@if test -e $(TOOLDIR)/CMakeCache.txt; then \
		DESTDIR=$(DESTDIR) cmake --install $(TOOLDIR) \
			--prefix $(PREFIX); fi

demo:
	lab/run -k stock -- selftests/demo.sh

check:
	selftests/check

check-long:
	selftests/check -l

bench:
	bench/run

clean:
	rm -rf build

.PHONY: all modules tools install modules_install tools_install \
	demo check check-long bench clean
