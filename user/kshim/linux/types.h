/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's own headers include this one too */
#include_next <linux/types.h>
#include "shim.h"
