bsdnet-y += kmod/l3demux/early.o
bsdnet-y += kmod/l3demux/group.o
bsdnet-y += kmod/l3demux/table.o
