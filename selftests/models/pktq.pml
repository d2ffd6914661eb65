/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pktq - several producers, one consumer that sleeps (Q-4)
 *
 * Checked: no item is lost, none comes twice, each producer's items come in its
 * order with their contents, no link is touched after its item was handed out,
 * and no wakeup is lost. Every producer sends ROUNDS items, of which it has
 * but ITEMS / PRODUCERS: it takes one again as soon as it has been consumed.
 *
 * The consumer goes to sleep as pktq.h demands: not while busy, and with one
 * more look at the queue under the lock that producers take to signal it.
 *
 * Config: PRODUCERS=2 OWN=2 ROUNDS=3
 * Config: PRODUCERS=3 OWN=1 ROUNDS=2
 * Mutation: XCHG_RELAXED		the swap does not wait for item->next = NULL
 * Mutation: XCHG_RELAXED LINK_RELAXED	nor do swap and link for the contents
 * Mutation: STUB_LATE			the stub's link is cleared when it is in the tail already
 * Mutation: BLIND_SWAP			the stub is put into the tail whoever is there
 * Mutation: SIGNAL_EARLY		a producer signals before it has linked
 * Mutation: SLEEP_BUSY			the consumer sleeps though an item is at the head
 * Mutation: NO_LAST_LOOK		the consumer does not look again under the lock
 */
#ifndef PRODUCERS
#define PRODUCERS 2
#define OWN 2			/* items of a producer */
#define ROUNDS 3
#endif
#define ITEMS (PRODUCERS * OWN)

#include "pktq.inc"

bool asleep = true;		/* under the lock */
byte received = 0;

#define owner_of(item) ((item - 1) / OWN)

/* The queue was empty: under the lock, see that the consumer runs */
#define signal() asleep = false

proctype producer(byte id)
{
	byte n, item, prev = NONE;
	bool wrote, nulled, swapped, linked, first;

	for (n : 0 .. ROUNDS - 1) {
		item = id * OWN + 1 + n % OWN;
		out[item];
#ifdef SIGNAL_EARLY
		/* what is known of the queue before the link */
		if
		:: tail == STUB -> signal()
		:: else -> skip
		fi;
#endif
		enqueue(item, n, prev, first);
#ifndef SIGNAL_EARLY
		if
		:: first -> signal()
		:: else -> skip
		fi
#endif
	}
}

proctype consumer()
{
	byte expect[PRODUCERS];
	byte got = NONE, here, after;

end_asleep:
	do
	:: !asleep ->
		do
		:: true ->
			dequeue(got, here, after);
			if
			:: got != NONE ->
				atomic {
					assert(!out[got]);
					assert(seq[got] == expect[owner_of(got)]);
					expect[owner_of(got)]++;
					received++;
					out[got] = true
				}
#ifdef SLEEP_BUSY
			:: got == NONE -> break
#else
			:: got == NONE && !busy() -> break
			:: got == NONE && busy() -> come_again()
#endif
			fi
		od;
		/* the lock */
		atomic {
			if
#ifdef NO_LAST_LOOK
			:: true -> asleep = true
#elif defined(SLEEP_BUSY)
			:: head != STUB || next[STUB] == NONE -> asleep = true
			:: else -> skip
#else
			:: empty() -> asleep = true
			:: else -> skip
#endif
			fi
		}
	od
}

/* When nobody can go on, everything must have arrived */
proctype end()
{
	timeout -> assert(received == PRODUCERS * ROUNDS && asleep)
}

init {
	byte p;

	atomic {
		queue_init();
		for (p : 0 .. PRODUCERS - 1) {
			run producer(p)
		}
		run consumer();
		run end()
	}
}
