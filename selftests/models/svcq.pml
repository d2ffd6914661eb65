/* SPDX-License-Identifier: GPL-2.0 */
/*
 * svcq - one consumer at a time: a worker, or a system call (Q-5)
 *
 * kmod/queues/svcq.c on the packet queue of pktq.inc. What it does under its
 * lock is one step here. The packet queue signals producers when to
 * signal; a worker comes when it is scheduled; system calls become the consumer
 * or wait for it.
 *
 * Checked: never two consumers; each item is consumed once, in its producer's
 * order; no wakeup is lost, neither the worker's nor that of a system call that
 * waits; after everything the queue is idle and empty.
 *
 * Config: PRODUCERS=2 OWN=1 ROUNDS=2 CALLERS=1 BUDGET=2
 * Config: PRODUCERS=1 OWN=2 ROUNDS=3 CALLERS=2 BUDGET=1
 * Mutation: NO_LAST_LOOK	release does not look at the queue under the lock
 * Mutation: BUSY_IS_EMPTY	release takes a producer in the gap for an empty queue
 * Mutation: KEEP_SCHEDULED	a worker that came is still thought to be on its way
 * Mutation: NO_WAKE		release does not wake the waiter
 * Mutation: WORKER_BARGES	the worker does not ask whether there is a consumer
 */
#ifndef PRODUCERS
#define PRODUCERS 2
#define OWN 1			/* items of a producer */
#define ROUNDS 2
#define CALLERS 1
#define BUDGET 2
#endif
#define ITEMS (PRODUCERS * OWN)

#include "pktq.inc"

mtype = { IDLE, SCHEDULED, ACTIVE };

mtype state = IDLE;
bool scheduled;			/* bn_svcq::scheduled: a worker will come */
bool work;			/* the workqueue has it */
byte waiters = 0;
byte woken = 0;			/* wake-ups that nobody has taken yet */
byte consumers = 0;
byte received = 0;
byte served = 0;		/* system calls that have been the consumer */
byte expect[PRODUCERS];

#define owner_of(item) ((item - 1) / OWN)

inline schedule_worker()
{
	state = SCHEDULED;
	if
	:: scheduled -> skip
	:: else ->
		scheduled = true;
		work = true
	fi
}

inline signal_consumer()
{
	atomic {
		if
		:: state == IDLE && waiters == 0 -> schedule_worker()
		:: else -> skip
		fi
	}
}

inline release()
{
	atomic {
		assert(state == ACTIVE && consumers == 1);
		consumers--;
		state = (scheduled -> SCHEDULED : IDLE);
		if
		:: waiters > 0 ->
#ifndef NO_WAKE
			/* exclusive: one of them */
			woken = (woken < waiters -> woken + 1 : woken)
#else
			skip
#endif
#if defined(NO_LAST_LOOK)
		:: waiters == 0 -> skip
#elif defined(BUSY_IS_EMPTY)
		:: waiters == 0 && next[head] != NONE -> schedule_worker()
		:: waiters == 0 && next[head] == NONE -> skip
#else
		:: waiters == 0 && !empty() -> schedule_worker()
		:: waiters == 0 && empty() -> skip
#endif
		fi
	}
}

inline be_consumer()
{
	consumers++;
	assert(state == ACTIVE && consumers == 1)
}

inline consume(got)
{
	atomic {
		assert(!out[got]);
		assert(seq[got] == expect[owner_of(got)]);
		expect[owner_of(got)]++;
		received++;
		out[got] = true
	}
}

proctype producer(byte id)
{
	byte n, item, prev = NONE;
	bool wrote, nulled, swapped, linked, first;

	for (n : 0 .. ROUNDS - 1) {
		item = id * OWN + 1 + n % OWN;
		out[item];
		enqueue(item, n, prev, first);
		if
		:: first -> signal_consumer()
		:: else -> skip
		fi
	}
}

proctype worker()
{
	byte got = NONE, here, after, n;
	bool may_run;

end_idle:
	do
	:: atomic { work -> work = false };
		atomic {
#ifndef KEEP_SCHEDULED
			scheduled = false;
#endif
#ifdef WORKER_BARGES
			may_run = true;
			state = ACTIVE;
#else
			may_run = false;
			if
			:: state == ACTIVE -> skip
			:: state != ACTIVE && waiters > 0 -> state = IDLE
			:: else -> state = ACTIVE; may_run = true
			fi;
#endif
			if
			:: may_run -> be_consumer()
			:: else -> skip
			fi
		}
		if
		:: may_run ->
			n = 0;
			do
			:: n == BUDGET || waiters > 0 -> break
			:: else ->
				dequeue(got, here, after);
				if
				:: got != NONE -> consume(got); n++
				:: else -> break
				fi
			od;
			release()
		:: else -> skip
		fi
	od
}

/* bn_svcq_acquire(), bn_svcq_release() */
proctype caller()
{
	byte got = NONE, here, after, n;
	bool mine;

	atomic {
		mine = (state != ACTIVE && waiters == 0);
		if
		:: mine -> state = ACTIVE; be_consumer()
		:: else -> waiters++
		fi
	}
	if
	:: mine -> skip
	:: else ->
		do
		:: mine -> break
		:: !mine ->
			/* asleep until woken, or the consumer is gone before it sleeps */
			atomic {
				woken > 0 -> woken--;
				if
				:: state != ACTIVE ->
					waiters--;
					state = ACTIVE;
					mine = true;
					be_consumer()
				:: else -> skip
				fi
			}
		od
	fi;
	n = 0;
	do
	:: n == BUDGET -> break
	:: else ->
		dequeue(got, here, after);
		if
		:: got != NONE -> consume(got); n++
		:: else -> break
		fi
	od;
	served++;
	release()
}

/* When nobody can go on, all has been consumed and all calls have returned */
proctype end()
{
	timeout -> assert(received == PRODUCERS * ROUNDS && served == CALLERS &&
			  state == IDLE && waiters == 0 && !scheduled && empty())
}

init {
	byte p;

	atomic {
		queue_init();
		for (p : 0 .. PRODUCERS - 1) {
			run producer(p)
		}
		for (p : 1 .. CALLERS) {
			run caller()
		}
		run worker();
		run end()
	}
}
