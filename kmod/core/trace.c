// SPDX-License-Identifier: GPL-2.0
/*
 * trace - the tracepoints' definitions
 */
#define CREATE_TRACE_POINTS
#include "core/trace.h"
