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
 * A producer may also skip the queue: if nobody consumes it sets SCHED itself, is
 * the consumer for its frame if nothing waits, and completes. An empty queue is
 * no proof that nothing waits (a frame may be linked behind one that is not): that
 * the count of frames is 0 keeps the order.
 *
 * Checked: one consumer at a time; each frame is consumed once, in its
 * producer's order; no wakeup is lost, also when the budget runs out.
 *
 * Config: PRODUCERS=2 OWN=2 ROUNDS=2 BUDGET=2
 * Config: PRODUCERS=3 OWN=1 ROUNDS=1 BUDGET=1
 * Mutation: NO_MISSED		NAPI forgets who came during a poll
 * Mutation: COMPLETE_BUSY	a busy queue is completed
 * Mutation: SIGNAL_NEVER	producers rely on somebody else to schedule
 * Mutation: OVERTAKE		a producer skips the queue without looking at the count
 * Mutation: SKIP_UNASKED		a producer skips the queue without asking NAPI
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

/* become_consumer(), consume_direct(): true in @first if the frame has been consumed */
inline skip_queue(cpu, item, value)
{
	first = false;
	mine = false;
	if
#ifdef OVERTAKE
	:: sched -> skip
	:: !sched ->
#else
	/* what this producer has sent before was consumed, or it would count */
	:: waiting > 0 || sched -> skip
	:: waiting == 0 && !sched ->
#endif
		/* napi_schedule_prep() */
		atomic {
#ifdef SKIP_UNASKED
			mine = true
#else
			if
			:: sched -> missed = true
			:: else -> sched = true; mine = true
			fi
#endif
		}
	fi;
	if
	:: !mine -> skip
	:: mine && !empty() -> listed[cpu] = true
	:: mine && empty() ->
		atomic {
			start_consuming();
			assert(value == expect[owner_of(item)]);
			expect[owner_of(item)]++;
			received++;
			first = true
		}
		consumers--;
		napi_complete_done(cpu, over);
		if
		:: over -> skip
		:: else -> listed[cpu] = true
		fi
	fi
}

proctype producer(byte id)
{
	byte n, item, prev = NONE;
	bool wrote, nulled, swapped, linked, first, mine, over;

	for (n : 0 .. ROUNDS - 1) {
		item = id * OWN + 1 + n % OWN;
		out[item];
		first = false;
		if
		:: skip_queue(id % CPUS, item, n)
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
				atomic {
					assert(!out[got]);
					assert(seq[got] == expect[owner_of(got)]);
					expect[owner_of(got)]++;
					received++;
					out[got] = true;
					done++;
					waiting--
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
