bsdnet-y += kmod/queues/pktq.o
bsdnet-y += kmod/queues/registry.o
bsdnet-y += kmod/queues/devq.o
bsdnet-y += kmod/queues/devqs.o
bsdnet-y += kmod/queues/svcq.o
