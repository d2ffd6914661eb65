/* SPDX-License-Identifier: GPL-2.0 */
/* Included before everything else, as in the kernel */
#define IS_ENABLED(option) 0
