bsdnet-y += kmod/ip/limit.o
bsdnet-y += kmod/ip/reasm.o
