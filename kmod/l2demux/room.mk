bsdnet-y += kmod/l2demux/few.o
bsdnet-y += kmod/l2demux/key.o
bsdnet-y += kmod/l2demux/lens.o
bsdnet-y += kmod/l2demux/table.o
