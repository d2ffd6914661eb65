bsdnet-y += kmod/core/debugfs.o
bsdnet-y += kmod/core/drop.o
bsdnet-y += kmod/core/events.o
bsdnet-y += kmod/core/linemap.o
bsdnet-y += kmod/core/objects.o
bsdnet-y += kmod/core/room.o
bsdnet-y += kmod/core/stack.o
bsdnet-y += kmod/core/trace.o
