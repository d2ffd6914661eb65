// SPDX-License-Identifier: GPL-2.0
/*
 * events - notify the control channel of changes in lower rooms (CTL-4)
 */
#include "core/core.h"

static bn_event_fn listener __read_mostly;

/**
 * bn_event_set_listener() - set the function that is called for events
 * @fn: called under the configuration lock or the route lock of the stack; NULL: none
 *
 * Context: module load and unload, while no stack can change.
 */
void bn_event_set_listener(bn_event_fn fn)
{
	WRITE_ONCE(listener, fn);
}

/**
 * bn_event() - notify that an object was added or changed or will be deleted
 * @stack: the stack
 * @event: the event
 * @kind: kind of the object
 * @obj: the object, valid
 *
 * Context: process; configuration lock held, or the route lock for a route or neighbour.
 */
void bn_event(struct bsdnet_stack *stack, enum bn_event event,
	      enum bn_obj kind, const void *obj)
{
	bn_event_fn fn = READ_ONCE(listener);

	if (fn)
		fn(stack, event, kind, obj);
}
