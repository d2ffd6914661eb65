bsdnet-y += kmod/ip/default_ifl.o
bsdnet-y += kmod/ip/deliver.o
bsdnet-y += kmod/ip/limit.o
bsdnet-y += kmod/ip/reasm.o
bsdnet-y += kmod/ip/source.o
