# Every file here but room.c is an encapsulation and ends with an array of them,
# bn_encaps_FILE; that it is here is all that it takes to be part of the module.
encap-files := $(filter-out room %_kunit, \
	$(patsubst %.c,%,$(notdir $(wildcard $(src)/kmod/encap/*.c))))

bsdnet-y += kmod/encap/room.o $(encap-files:%=kmod/encap/%.o)

encap-open := (
encap-close := )
CFLAGS_kmod/encap/room.o := \
	-D'BN_ENCAPS=$(encap-files:%=BN_ENCAP$(encap-open)%$(encap-close))'
