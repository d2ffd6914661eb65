/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The C side of libbsdnet: what a program on AF_BSDNET sockets needs (SK-2, SK-3, SK-4, SK-8).
 * Descriptors are closed by the caller with close(). Functions that fail return -1, 0 or NULL
 * as said, with errno set: EAFNOSUPPORT or ENOENT if the module is not loaded.
 */
#ifndef BSDNET_BSDNET_H
#define BSDNET_BSDNET_H

#include <linux/bsdnet.h>
#include <linux/bsdnet_socket.h>
#include <stdint.h> /* NOLINT(modernize-deprecated-headers): C reads this, too */
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ifaddrs;
struct if_nameindex;
struct sockaddr_in;

/** Longest name of a logical interface, with the NUL. */
#define BSDNET_IFL_NAMSIZ (BSDNET_NAME_MAX + 1)

/**
 * Index of the logical interface called @p name in the network namespace of the
 * caller; 0 with errno set where there is none.
 */
uint32_t bsdnet_ifl_nametoindex(const char* name);

/**
 * Name of the logical interface @p index into @p name (BSDNET_IFL_NAMSIZ bytes);
 * returns @p name, or NULL with errno set.
 */
char* bsdnet_ifl_indextoname(uint32_t index, char* name);

/**
 * Number of the socket family of the running module, -1 with errno set where
 * there is none.
 */
int bsdnet_socket_family(void);

/**
 * The logical interfaces of routing instance @p instance (BSDNET_INSTANCE_ANY: all) and their
 * addresses, as getifaddrs(3) has them: an entry of AF_PACKET for each interface, one of AF_INET
 * for each address. The list is the caller's, who gives it to bsdnet_freeifaddrs(). 0, or -1 with
 * errno set.
 */
int bsdnet_getifaddrs(struct ifaddrs** list, uint32_t instance);
void bsdnet_freeifaddrs(struct ifaddrs* list);

/**
 * Indexes and names of these interfaces, as if_nameindex(3) has them; NULL with errno set. The
 * caller gives the array to bsdnet_if_freenameindex().
 */
struct if_nameindex* bsdnet_if_nameindex(uint32_t instance);
void bsdnet_if_freenameindex(struct if_nameindex* list);

/**
 * An IPv4 socket.
 * @param type      SOCK_DGRAM, SOCK_RAW, ..., with SOCK_NONBLOCK and SOCK_CLOEXEC
 * @param protocol  IPPROTO_UDP, IPPROTO_ICMP, ...; 0 is the usual one of the type
 * Returns the descriptor, or -1 with errno set.
 */
int bsdnet_socket(int type, int protocol);

/**
 * A layer-2 socket that is bound to the interface @p ifl and the frames whose protocol begins with
 * the first @p bits bits of @p proto; NULL and 0 are all frames.
 * @param flags  SOCK_NONBLOCK, SOCK_CLOEXEC
 * Returns the descriptor, or -1 with errno set.
 */
int bsdnet_l2_socket(const char* ifl, const uint8_t* proto, unsigned int bits, int flags);

/** Routing instance of @p fd, before bind() and connect(); BSDNET_INSTANCE_ANY serves all. */
int bsdnet_set_instance(int fd, uint32_t instance);
/** Interface by which multicast and broadcast of @p fd leave; 0: the instance's. */
int bsdnet_set_out_ifl(int fd, uint32_t index);
/**
 * Packets of @p fd's protocol and port that are not addressed to this host (SK-6).
 * @param index  interface that they arrive on; 0: any
 * @param what   BSDNET_EARLY_ANY, BSDNET_EARLY_ALERT or BSDNET_EARLY_NONE
 */
int bsdnet_set_early(int fd, uint32_t index, uint32_t what);
/** Whether bsdnet_recvfrom() on @p fd gets the information. */
int bsdnet_set_recvinfo(int fd, int on);

/**
 * As recvfrom(2). @p info, if not NULL, is where the datagram arrived, all zeros without
 * bsdnet_set_recvinfo().
 */
ssize_t bsdnet_recvfrom(int fd, void* data, size_t size, int flags, struct sockaddr_in* from,
                        struct bsdnet_info4* info);
/**
 * As sendto(2). @p info, if not NULL, is what bsdnet_recvfrom() gave with the request: the reply
 * leaves from the address and the instance that it came to.
 */
ssize_t bsdnet_sendto(int fd, const void* data, size_t size, int flags,
                      const struct sockaddr_in* to, const struct bsdnet_info4* info);

#ifdef __cplusplus
}
#endif

#endif /* BSDNET_BSDNET_H */
