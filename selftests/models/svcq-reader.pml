/* SPDX-License-Identifier: GPL-2.0 */
/*
 * svcq-reader - packets that are left to callers (Q-5, Q-6)
 *
 * kmod/queues/svcq.c for a queue with bn_svcq::notify, on the packet queue of pktq.inc, and its
 * readers as in kmod/sock/rx.c. A producer notifies after its item is linked, or leaves that
 * to the end of a vector (VECTOR); it takes the queue's lock only for a backlog. A reader
 * consumes for a turn, takes from the receive queue, registers as a waiter, tests both queues
 * again, and sleeps. A message is for the worker. What is done under the lock is one
 * step here.
 *
 * Checked: never two consumers; each item is consumed once, in its producer's order; no reader
 * sleeps for ever while there is something for it; a message does not wait for a reader;
 * the worker comes if BACKLOG packets wait and no reader does.
 *
 * Config: PRODUCERS=2 OWN=1 ROUNDS=2 READERS=1 READS=4 TURN=1 BACKLOG=9 VECTOR=1
 * Config: PRODUCERS=1 OWN=2 ROUNDS=3 READERS=1 READS=3 TURN=2 BACKLOG=2 VECTOR=2
 * Config: PRODUCERS=2 OWN=1 ROUNDS=1 READERS=2 READS=1 TURN=1 BACKLOG=9 VECTOR=1
 * Config: PRODUCERS=2 OWN=1 ROUNDS=1 READERS=0 READS=0 TURN=1 BACKLOG=2 VECTOR=1
 * Config: PRODUCERS=1 OWN=2 ROUNDS=2 READERS=1 READS=2 TURN=1 BACKLOG=9 VECTOR=2 MESSAGE=1
 * Mutation: NO_SECOND_LOOK	a reader does not test the service queue before it sleeps
 * Mutation: NO_LAST_NOTIFY MESSAGE=1	release does not notify of what it leaves
 * Mutation: READER_BARGES READERS=2 READS=1	a reader does not ask whether there is a consumer
 * Mutation: LEFT_MESSAGE MESSAGE=1 READERS=0 READS=0	a message is left to readers, too
 * Mutation: NO_BACKLOG READERS=0 READS=0 BACKLOG=2	a backlog schedules nobody
 * Mutation: BACKLOG_ONCE PRODUCERS=2 OWN=1 ROUNDS=1 READERS=0 READS=0 BACKLOG=2	only the producer
 *	that makes the backlog tests for it, whose item may not be linked to the others yet
 */
#ifndef PRODUCERS
#define PRODUCERS 1
#endif
#ifndef OWN
#define OWN 2			/* items of a producer */
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef READERS
#define READERS 1
#endif
#ifndef READS
#define READS 2			/* packets that each of them wants */
#endif
#ifndef TURN
#define TURN 1
#endif
#ifndef BACKLOG
#define BACKLOG 9
#endif
#ifndef VECTOR
#define VECTOR 1
#endif
#ifndef MESSAGE
#define MESSAGE 0
#endif
#define MSG (PRODUCERS * OWN + 1)	/* the item that is a message */
#define ITEMS MSG

#include "pktq.inc"

mtype = { IDLE, SCHEDULED, ACTIVE };

mtype state = IDLE;
bool scheduled;
bool work;
byte messages = 0;
byte queued = 0;			/* packets */
byte consumers = 0;
byte delivered = 0;		/* in the receive queue, ever */
byte taken = 0;			/* from it */
byte served = 0;		/* messages */
byte expect[PRODUCERS];
byte finished = 0;		/* readers */

/* A wait queue: exclusive waiters. A woken one is not in it any more */
#define NOBODY 0
#define WAITS 1
#define WOKEN 2
byte sleeper[2] = NOBODY;

#define owner_of(item) ((item - 1) / OWN)

inline wake()
{
	if
	:: sleeper[0] == WAITS -> sleeper[0] = WOKEN
	:: sleeper[0] != WAITS && sleeper[1] == WAITS -> sleeper[1] = WOKEN
	:: else -> skip
	fi
}

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

inline run_worker()
{
	atomic {
		if
		:: state == IDLE -> schedule_worker()
		:: else -> skip
		fi
	}
}

inline be_consumer()
{
	state = ACTIVE;
	consumers++;
	assert(consumers == 1)
}

inline consume(got)
{
	atomic {
		assert(!out[got]);
		out[got] = true;
		if
		:: got == MSG ->
			messages--;
			served++
		:: else ->
			assert(seq[got] == expect[owner_of(got)]);
			expect[owner_of(got)]++;
			queued--;
			delivered++
		fi
	};
	/* sk_data_ready() */
	if
	:: got != MSG -> atomic { wake() }
	:: else -> skip
	fi
}

/* as the consumer */
inline take_turn(got, here, after, n, tell)
{
	n = 0;
	do
	:: n == TURN -> break
	:: else ->
		dequeue(got, here, after);
		if
		:: got != NONE -> consume(got); n++
		:: else -> break
		fi
	od;
	atomic {
		assert(state == ACTIVE && consumers == 1);
		consumers--;
		tell = false;
		state = (scheduled -> SCHEDULED : IDLE);
		if
		:: empty() -> skip
#ifdef LEFT_MESSAGE
		:: !empty() && queued < BACKLOG -> tell = true
		:: !empty() && queued >= BACKLOG -> schedule_worker()
#else
		:: !empty() && queued < BACKLOG && messages == 0 -> tell = true
		:: !empty() && (queued >= BACKLOG || messages > 0) -> schedule_worker()
#endif
		fi
	};
#ifndef NO_LAST_NOTIFY
	if
	:: tell -> atomic { wake() }
	:: else -> skip
	fi
#endif
}

proctype producer(byte id)
{
	byte n, item, prev = NONE, was;
	bool wrote, nulled, swapped, linked, first, held = false;

	for (n : 0 .. ROUNDS - 1) {
		item = id * OWN + 1 + n % OWN;
		out[item];
		atomic {
			queued++;
			was = queued
		};
		enqueue(item, n, prev, first);
		held = held || first;
		if
		:: held && (n % VECTOR == VECTOR - 1 || n == ROUNDS - 1) ->
			held = false;
#ifndef BACKLOG_ONCE
			if
			:: queued >= BACKLOG -> run_worker()
			:: else -> skip
			fi;
#endif
			atomic { wake() }
		:: else -> skip
		fi;
#ifndef NO_BACKLOG
		if
		:: was == BACKLOG -> run_worker()
		:: else -> skip
		fi
#endif
	}
}

proctype poster()
{
	byte prev = NONE;
	bool wrote, nulled, swapped, linked, first;

	messages++;
	enqueue(MSG, 0, prev, first);
#ifdef LEFT_MESSAGE
	if
	:: first -> run_worker()
	:: else -> skip
	fi
#else
	run_worker()
#endif
}

proctype worker()
{
	byte got = NONE, here, after, n;
	bool may_run, tell;

end_idle:
	do
	:: atomic { work -> work = false };
		atomic {
			scheduled = false;
			may_run = (state != ACTIVE);
			if
			:: may_run -> be_consumer()
			:: else -> skip
			fi
		}
		if
		:: may_run -> take_turn(got, here, after, n, tell)
		:: else -> skip
		fi
	od
}

/* rx_next(), rx_wait() */
proctype reader(byte id)
{
	byte got = NONE, here, after, n, mine = 0;
	bool may_run, tell, last;

	do
	:: mine == READS -> break
	:: else ->
		/* rx_take_turn() */
		may_run = false;
		if
		:: queued > 0 ->
			atomic {
#ifdef READER_BARGES
				may_run = true;
#else
				may_run = (state != ACTIVE);
#endif
				if
				:: may_run -> be_consumer()
				:: else -> skip
				fi
			}
		:: else -> skip
		fi;
		if
		:: may_run -> take_turn(got, here, after, n, tell)
		:: else -> skip
		fi;
		atomic {
			if
			:: taken < delivered -> taken++; mine++; last = true
			:: else -> last = false
			fi
		};
		if
		:: last -> skip
		:: else ->
			sleeper[id] = WAITS;
			/* the receive queue, then bn_svcq_may_sleep() */
			last = (taken < delivered);
#ifndef NO_SECOND_LOOK
			if
			:: !last && queued > 0 ->
				atomic {
					last = (state != ACTIVE)
				}
			:: else -> skip
			fi;
#endif
			if
			:: last -> skip
			/* nothing to be had, and nobody wakes it: see end() */
			:: !last -> sleeper[id] != WAITS
			fi;
			/* it may have been woken all the same, and takes what there is */
			sleeper[id] = NOBODY
		fi
	od;
	finished++
}

/* When nobody can go on */
proctype end()
{
	timeout -> assert(finished == READERS && taken == READERS * READS &&
			  served == MESSAGE && messages == 0 && !scheduled &&
			  state == IDLE && consumers == 0 &&
			  queued < BACKLOG && (queued == 0) == empty())
}

init {
	byte p;

	atomic {
		queue_init();
		for (p : 0 .. PRODUCERS - 1) {
			run producer(p)
		}
#if READERS
		for (p : 1 .. READERS) {
			run reader(p - 1)
		}
#endif
		if
		:: MESSAGE -> run poster()
		:: else -> skip
		fi;
		run worker();
		run end()
	}
}
