// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Visibility of symbols of the shared libraries.
#pragma once

/// Marks functions that programs call and types that they catch.
#define BSDNET_API __attribute__((visibility("default")))
