bsdnet-y += kmod/transport/room.o
bsdnet-y += kmod/transport/udp.o
