/* SPDX-License-Identifier: GPL-2.0 */
/*
 * devq - a device queue goes idle while producers schedule it (Q-2, Q-4)
 *
 * kmod/queues/devq.c on the packet queue of pktq.inc, with the two bits of NAPI
 * on which it relies, as net/core/dev.c changes them, each by one
 * compare-and-exchange: napi_schedule_prep() sets SCHED, and MISSED as well if
 * SCHED was set; napi_complete_done() clears both, and keeps SCHED and polls
 * again if MISSED was set. Two processors run the softirq; what is scheduled is
 * polled on the one that scheduled it, so that a consumer may start while the
 * one before it is still on its way out of its poll.
 *
 * A producer may also skip the queue and process its frame, beside the consumer and other
 * producers. That the count of frames is 0 keeps the order.
 *
 * Checked: one consumer of the queue at a time; each frame is processed once, in its
 * producer's order; no wakeup is lost, also when the budget runs out.
 *
 * Config: PRODUCERS=2 OWN=2 ROUNDS=2 BUDGET=2
 * Config: PRODUCERS=3 OWN=1 ROUNDS=1 BUDGET=1
 * Mutation: NO_MISSED		NAPI forgets producers that come during a poll
 * Mutation: COMPLETE_BUSY	a busy queue is completed
 * Mutation: SIGNAL_NEVER	producers rely on another one to schedule
 * Mutation: OVERTAKE		a producer skips the queue without looking at the count
 * Mutation: SUBTRACT_EARLY	a frame no longer counts while it is processed
 * Mutation: TOUCH_LATE		the poll looks at the queue after it has completed
 */
#ifndef PRODUCERS
#define PRODUCERS 2
#define OWN 2			/* frames of a producer */
#define ROUNDS 2
#define BUDGET 2
#endif
#define ITEMS (PRODUCERS * OWN)
#define CPUS 2

#include "pktq.inc"

bool sched, missed;		/* NAPI's bits */
bool listed[CPUS];		/* on the processor's poll list */
byte consumers = 0;		/* that are at the queue */
byte received = 0;
byte waiting = 0;		/* bn_queue_stats::len */
byte expect[PRODUCERS];

#define owner_of(item) ((item - 1) / OWN)

inline napi_schedule(cpu)
{
	atomic {
		if
		:: !sched ->
			sched = true;
			listed[cpu] = true
		:: else ->
#ifdef NO_MISSED
			skip
#else
			missed = true
#endif
		fi
	}
}

/* true in @over: the consumer has ceased to be it */
inline napi_complete_done(cpu, over)
{
	atomic {
		if
		:: missed ->
			missed = false;
			over = false
		:: else ->
			sched = false;
			over = true
		fi
	}
}

inline start_consuming()
{
	consumers++;
	assert(sched && consumers == 1)
}

/* bn_devq_begin_direct() and the frame's processing: true in @first if it skips the queue */
inline skip_queue(item, value)
{
	first = false;
	if
#ifdef OVERTAKE
	:: true ->
#else
	/* what this producer has sent before was processed, or it would count */
	:: waiting > 0 -> skip
	:: waiting == 0 ->
#endif
		atomic {
			assert(value == expect[owner_of(item)]);
			expect[owner_of(item)]++;
			received++;
			first = true
		}
	fi
}

proctype producer(byte id)
{
	byte n, item, prev = NONE;
	bool wrote, nulled, swapped, linked, first;

	for (n : 0 .. ROUNDS - 1) {
		item = id * OWN + 1 + n % OWN;
		out[item];
		first = false;
		if
		:: skip_queue(item, n)
		:: skip
		fi;
		if
		:: first -> goto next_frame
		:: else -> skip
		fi;
		waiting++;
		enqueue(item, n, prev, first);
		if
#ifdef SIGNAL_NEVER
		:: first && n == 0 && id == 0 -> napi_schedule(id % CPUS)
#else
		:: first -> napi_schedule(id % CPUS)
#endif
		:: else -> skip
		fi;
next_frame:
		skip
	}
}

proctype softirq(byte cpu)
{
	byte got = NONE, here, after, done;
	bool over;

end_idle:
	do
	:: listed[cpu] ->
		/* devq_poll() */
		atomic {
			listed[cpu] = false;
			done = 0;
			start_consuming()
		}
		do
		:: done == BUDGET -> break
		:: done < BUDGET ->
			dequeue(got, here, after);
			if
			:: got != NONE ->
#ifdef SUBTRACT_EARLY
				waiting--;
#endif
				atomic {
					assert(!out[got]);
					assert(seq[got] == expect[owner_of(got)]);
					expect[owner_of(got)]++;
					received++;
					out[got] = true;
#ifndef SUBTRACT_EARLY
					waiting--;
#endif
					done++
				}
			:: else -> break
			fi
		od;
		over = false;
		if
		:: done == BUDGET -> consumers--; listed[cpu] = true
#ifndef COMPLETE_BUSY
		:: done < BUDGET && busy() ->
			come_again();
			atomic { consumers--; listed[cpu] = true }
		:: done < BUDGET && !busy() ->
#else
		:: done < BUDGET ->
#endif
#ifndef TOUCH_LATE
			consumers--;
#endif
			napi_complete_done(cpu, over);
#ifdef TOUCH_LATE
			consumers--;
#endif
			if
			:: over -> skip
			:: else -> listed[cpu] = true
			fi
		fi
	od
}

/* When nobody can go on, everything must have arrived */
proctype end()
{
	timeout -> assert(received == PRODUCERS * ROUNDS && !sched)
}

init {
	byte p;

	atomic {
		queue_init();
		for (p : 0 .. PRODUCERS - 1) {
			run producer(p)
		}
		for (p : 0 .. CPUS - 1) {
			run softirq(p)
		}
		run end()
	}
}
