/* SPDX-License-Identifier: GPL-2.0 */
/* Memory starts at address 0 */
#ifndef SHIM_MM_H
#define SHIM_MM_H

#include "shim.h"

#define PAGE_OFFSET	0UL

#endif /* SHIM_MM_H */
