# Every file here but room.c and the policies of parameters is an encapsulation and ends with
# an array of them, bn_encaps_FILE.
encap-files := $(filter-out room encap_nl %_kunit, \
	$(patsubst %.c,%,$(notdir $(wildcard $(src)/kmod/encap/*.c))))

bsdnet-y += kmod/encap/room.o kmod/encap/encap_nl.o $(encap-files:%=kmod/encap/%.o)

encap-open := (
encap-close := )
CFLAGS_kmod/encap/room.o := \
	-D'BN_ENCAPS=$(encap-files:%=BN_ENCAP$(encap-open)%$(encap-close))'
