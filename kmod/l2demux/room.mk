bsdnet-y += kmod/l2demux/key.o
bsdnet-y += kmod/l2demux/table.o
