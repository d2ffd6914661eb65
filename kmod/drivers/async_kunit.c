// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of async.c: framing of RFC 1662, and corrupted octets
 */
#include <kunit/test.h>

#define ROOM	64	/* longest frame and FCS */

/* LCP Echo-Request, without FCS and flags */
static const u8 echo_frame[] = { 0xff, 0x03, 0xc0, 0x21, 0x09, 0x00, 0x00, 0x08, 1, 2, 3, 4 };

struct line {
	struct bn_async async;
	u8 buf[ROOM];
	u8 frame[ROOM];
	unsigned int len;
	unsigned int events[BN_ASYNC_BAD_FCS + 1];
};

static void line_init(struct line *line)
{
	memset(line, 0, sizeof(*line));
	bn_async_init(&line->async, line->buf, sizeof(line->buf));
}

/* Pass the octets to the reader, @step at a time, and count events */
static void line_put(struct line *line, const void *data, size_t len, size_t step)
{
	const u8 *octets = data;
	enum bn_async_event event;
	const u8 *at;
	size_t n;

	for (; len; octets += step, len -= step) {
		step = min(step, len);
		at = octets;
		n = step;
		do {
			event = bn_async_read(&line->async, &at, &n);
			line->events[event]++;
			if (event != BN_ASYNC_FRAME)
				continue;
			line->len = line->async.len;
			memcpy(line->frame, line->async.buf, line->len);
		} while (event != BN_ASYNC_MORE);
	}
}

static void expect_only(struct kunit *test, const struct line *line, enum bn_async_event event,
			unsigned int times)
{
	unsigned int i;

	for (i = BN_ASYNC_FRAME; i <= BN_ASYNC_BAD_FCS; i++)
		KUNIT_EXPECT_EQ_MSG(test, line->events[i], i == event ? times : 0, "event %u", i);
}

/* Shows: IF-17 */
static void octets_are_those_of_the_standard(struct kunit *test)
{
	/* LCP Configure-Ack without options */
	static const u8 frame[] = { 0xff, 0x03, 0xc0, 0x21, 0x02, 0x01, 0x00, 0x04 };
	static const u8 want[] = {
		0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x21, 0x7d, 0x22, 0x7d, 0x21, 0x7d, 0x20, 0x7d, 0x24,
		0x7d, 0x3c, 0x90, 0x7e,
	};
	u8 octets[BN_ASYNC_ROOM(sizeof(frame))];

	KUNIT_ASSERT_EQ(test, bn_async_write(octets, frame, sizeof(frame)), sizeof(want));
	KUNIT_EXPECT_MEMEQ(test, octets, want, sizeof(want));
}

/* Shows: IF-17 */
static void every_octet_comes_through(struct kunit *test)
{
	u8 frame[5], octets[BN_ASYNC_ROOM(sizeof(frame))];
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	unsigned int value, i;
	size_t n;

	KUNIT_ASSERT_NOT_NULL(test, line);
	for (value = 0; value < 256; value++) {
		memset(frame, value, sizeof(frame));
		n = bn_async_write(octets, frame, sizeof(frame));
		KUNIT_ASSERT_LE(test, n, sizeof(octets));
		for (i = 1; i < n - 1; i++)
			KUNIT_EXPECT_TRUE(test, octets[i] >= 0x20 && octets[i] != 0x7e);
		line_init(line);
		line_put(line, octets, n, 1);
		expect_only(test, line, BN_ASYNC_FRAME, 1);
		KUNIT_EXPECT_EQ(test, line->len, sizeof(frame));
		KUNIT_EXPECT_MEMEQ(test, line->frame, frame, sizeof(frame));
	}
}

/* Shows: IF-17 */
static void frames_may_be_split_anywhere(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	u8 octets[BN_ASYNC_ROOM(sizeof(echo_frame))];
	size_t n = bn_async_write(octets, echo_frame, sizeof(echo_frame));
	size_t step, at;

	KUNIT_ASSERT_NOT_NULL(test, line);
	for (step = 1; step <= n; step++) {
		line_init(line);
		line_put(line, octets, n, step);
		expect_only(test, line, BN_ASYNC_FRAME, 1);
		KUNIT_EXPECT_MEMEQ(test, line->frame, echo_frame, sizeof(echo_frame));
	}
	for (at = 1; at < n; at++) {
		line_init(line);
		line_put(line, octets, at, at);
		line_put(line, octets + at, n - at, n);
		expect_only(test, line, BN_ASYNC_FRAME, 1);
		KUNIT_EXPECT_EQ(test, line->len, sizeof(echo_frame));
	}
}

/* Shows: IF-17 */
static void flags_between_frames(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	u8 octets[BN_ASYNC_ROOM(sizeof(echo_frame))];
	size_t n = bn_async_write(octets, echo_frame, sizeof(echo_frame));

	KUNIT_ASSERT_NOT_NULL(test, line);
	line_init(line);
	line_put(line, "garbage", 7, 7);	/* before the first flag */
	line_put(line, octets, n, n);
	line_put(line, "\x7e\x7e\x7e\x7e", 4, 1);
	line_put(line, octets + 1, n - 1, n);	/* one flag between two frames */
	line_put(line, octets + 1, n - 1, n);
	expect_only(test, line, BN_ASYNC_FRAME, 3);
}

/* Shows: IF-17 */
static void characters_of_flow_control_are_left_out(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	u8 octets[BN_ASYNC_ROOM(sizeof(echo_frame))];
	size_t n = bn_async_write(octets, echo_frame, sizeof(echo_frame));
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, line);
	line_init(line);
	for (i = 0; i < n; i++) {
		line_put(line, "\x11", 1, 1);	/* XON, also between escape and octet */
		line_put(line, octets + i, 1, 1);
	}
	expect_only(test, line, BN_ASYNC_FRAME, 1);
	KUNIT_EXPECT_MEMEQ(test, line->frame, echo_frame, sizeof(echo_frame));
}

struct bad_line {
	const char *name;
	u8 octets[16];
	size_t n;
	enum bn_async_event event;
};

static const struct bad_line bad_lines[] = {
	{ "abort", { 0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x7d, 0x7e }, 7, BN_ASYNC_ABORTED },
	{ "abort at once", { 0x7e, 0x7d, 0x7e }, 3, BN_ASYNC_ABORTED },
	{ "one octet", { 0x7e, 0xff, 0x7e }, 3, BN_ASYNC_SHORT },
	{ "three octets", { 0x7e, 0xff, 0x21, 0x22, 0x7e }, 5, BN_ASYNC_SHORT },
	{ "wrong FCS", { 0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x21, 0x7d, 0x29, 0x21, 0x22, 0x7e },
	  11, BN_ASYNC_BAD_FCS },
	{ "wrong FCS, shortest", { 0x7e, 0xff, 0xff, 0xff, 0xfe, 0x7e }, 6, BN_ASYNC_BAD_FCS },
};

/* Shows: IF-17 */
static void bad_frames_are_told_apart(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	u8 octets[BN_ASYNC_ROOM(sizeof(echo_frame))];
	size_t n = bn_async_write(octets, echo_frame, sizeof(echo_frame));
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, line);
	for (i = 0; i < ARRAY_SIZE(bad_lines); i++) {
		line_init(line);
		line_put(line, bad_lines[i].octets, bad_lines[i].n, 1);
		expect_only(test, line, bad_lines[i].event, 1);
		/* the next frame is received */
		line->events[bad_lines[i].event] = 0;
		line_put(line, octets, n, n);
		expect_only(test, line, BN_ASYNC_FRAME, 1);
	}
}

/* Every single-bit error is detected; as another event if it creates or destroys a flag */
/* Shows: IF-17 */
static void changed_bits_are_seen(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	u8 octets[BN_ASYNC_ROOM(sizeof(echo_frame))];
	size_t n = bn_async_write(octets, echo_frame, sizeof(echo_frame));
	size_t at;
	u8 bit;

	KUNIT_ASSERT_NOT_NULL(test, line);
	for (at = 1; at < n - 1; at++) {
		for (bit = 1; bit; bit <<= 1) {
			octets[at] ^= bit;
			line_init(line);
			line_put(line, octets, n, n);
			KUNIT_EXPECT_EQ(test, line->events[BN_ASYNC_FRAME], 0);
			octets[at] ^= bit;
		}
	}
}

/* Shows: IF-17 */
static void frames_fit_or_are_too_long(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	u8 frame[ROOM], octets[BN_ASYNC_ROOM(ROOM)];
	size_t len, n;

	KUNIT_ASSERT_NOT_NULL(test, line);
	memset(frame, 0x7e, sizeof(frame));
	for (len = ROOM - BN_ASYNC_FCS - 1; len <= ROOM; len++) {
		n = bn_async_write(octets, frame, len);
		line_init(line);
		line_put(line, octets, n, n);
		expect_only(test, line,
			    len + BN_ASYNC_FCS <= ROOM ? BN_ASYNC_FRAME : BN_ASYNC_LONG, 1);
		n = bn_async_write(octets, echo_frame, sizeof(echo_frame));
		memset(line->events, 0, sizeof(line->events));
		line_put(line, octets, n, n);
		expect_only(test, line, BN_ASYNC_FRAME, 1);
	}
}

static struct kunit_case async_cases[] = {
	KUNIT_CASE(octets_are_those_of_the_standard),
	KUNIT_CASE(every_octet_comes_through),
	KUNIT_CASE(frames_may_be_split_anywhere),
	KUNIT_CASE(flags_between_frames),
	KUNIT_CASE(characters_of_flow_control_are_left_out),
	KUNIT_CASE(bad_frames_are_told_apart),
	KUNIT_CASE(changed_bits_are_seen),
	KUNIT_CASE(frames_fit_or_are_too_long),
	{}
};

static struct kunit_suite async_suite = {
	.name = "bsdnet_drivers_async",
	.test_cases = async_cases,
};

kunit_test_suite(async_suite);
