/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The C side of libbsdnet: what a program on AF_BSDNET sockets needs (SK-3).
 */
#ifndef BSDNET_BSDNET_H
#define BSDNET_BSDNET_H

#include <linux/bsdnet.h>
#include <linux/bsdnet_socket.h>
#include <stdint.h> /* NOLINT(modernize-deprecated-headers): C reads this, too */

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif

#endif /* BSDNET_BSDNET_H */
