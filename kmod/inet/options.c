// SPDX-License-Identifier: GPL-2.0
/*
 * options - IP options: checked on input, recorded in by a router, made for senders
 *
 * Pure functions over a header. Which options are refused, and where exactly
 * a malformed one is wrong, is as on a Linux host with its default settings
 * (source routes are not followed). A sender may give one, as there.
 *
 * Serves IN-2, SK-1 (RFC 791 3.1, RFC 1122 3.2.1.8, RFC 1812 4.2.2.1, 5.3.13).
 */
#include <linux/inetdevice.h>
#include <linux/timekeeping.h>
#include <net/ip.h>

#include "inet/private.h"

struct seen {
	bool record;
	bool timestamp;
};

/* Each checks one option of @len bytes; returns the offset of what is wrong
 * within the option, or -1
 */
static int check_record_route(const u8 *opt, unsigned int len, struct seen *seen)
{
	if (seen->record)
		return 0;
	seen->record = true;
	if (len < 3)
		return 1;
	if (opt[2] < 4 || (opt[2] <= len && opt[2] + 3 > len))
		return 2;
	return -1;
}

static int check_timestamp(const u8 *opt, unsigned int len, struct seen *seen)
{
	unsigned int need;

	if (seen->timestamp)
		return 0;
	seen->timestamp = true;
	if (len < 4)
		return 1;
	if (opt[2] < 5)
		return 2;
	need = (opt[3] & 0xf) == IPOPT_TS_TSANDADDR || (opt[3] & 0xf) == IPOPT_TS_PRESPEC ? 8 : 4;
	if (opt[2] <= len) {
		if (opt[2] + 3 > len)
			return 2;
		if (need == 8 && opt[2] + 7 > len)
			return 2;
		return -1;
	}
	/* full: the overflow counter must not overflow itself */
	if ((opt[3] & 0xf) != IPOPT_TS_PRESPEC && opt[3] >> 4 == 15)
		return 3;
	return -1;
}

static int check_router_alert(const u8 *opt, unsigned int len, u16 *flags)
{
	if (len < 4)
		return 1;
	if (!opt[2] && !opt[3])
		*flags |= BN_PKT_RA;
	return -1;
}

/* -EACCES: refused; -1: fine; else offset of what is wrong */
static int check_option(const u8 *opt, unsigned int len, struct seen *seen, u16 *flags)
{
	switch (opt[0]) {
	case IPOPT_LSRR:
	case IPOPT_SSRR:
		return -EACCES;
	case IPOPT_RR:
		return check_record_route(opt, len, seen);
	case IPOPT_TIMESTAMP:
		return check_timestamp(opt, len, seen);
	case IPOPT_RA:
		return check_router_alert(opt, len, flags);
	case IPOPT_SEC:
	case IPOPT_SID:
	case IPOPT_CIPSO:
		return -1;
	default:
		/* RFC 1122 3.2.1.8: unknown options are ignored */
		return -1;
	}
}

/**
 * bn_options_check() - check the options of a received header
 * @iph: the header, all of it linear, with ihl > 5
 * @flags: BN_PKT_OPTIONS and, if there is a Router Alert, BN_PKT_RA are set
 *
 * Return: 0; or the offset from @iph (bytes) of the octet that is wrong, for
 *	the parameter problem message; or -EACCES for a source route.
 * Context: any.
 */
int bn_options_check(const struct iphdr *iph, u16 *flags)
{
	const u8 *start = (const u8 *)iph;
	const u8 *opt = start + sizeof(*iph), *end = start + iph->ihl * 4;
	struct seen seen = {};
	unsigned int len;
	int wrong;

	*flags |= BN_PKT_OPTIONS;
	while (opt < end && *opt != IPOPT_END) {
		if (*opt == IPOPT_NOOP) {
			opt++;
			continue;
		}
		len = opt + 1 < end ? opt[1] : 0;
		if (len < 2 || len > end - opt)
			return opt - start;
		wrong = check_option(opt, len, &seen, flags);
		if (wrong == -EACCES)
			return wrong;
		if (wrong >= 0)
			return opt - start + wrong;
		opt += len;
	}
	return 0;
}

/**
 * bn_options_timestamp() - time of day in the format of RFC 791
 *
 * Return: milliseconds since midnight UT.
 */
__be32 bn_options_timestamp(void)
{
	struct timespec64 now;
	u32 seconds;

	ktime_get_real_ts64(&now);
	div_u64_rem(now.tv_sec, 24 * 60 * 60, &seconds);
	return htonl(seconds * MSEC_PER_SEC + now.tv_nsec / NSEC_PER_MSEC);
}

static void record_route(u8 *opt, __be32 addr)
{
	unsigned int at = opt[2];

	if (at > opt[1])
		return;
	memcpy(opt + at - 1, &addr, sizeof(addr));
	opt[2] += 4;
}

static bool is_ours(__be32 wanted, __be32 addr, const struct bn_rt_table *table)
{
	if (wanted == addr || !table)
		return wanted == addr;
	return bn_nh_type(bn_rt_lookup(table, &wanted, &wanted)->nh) == BSDNET_NEXTHOP_TYPE_LOCAL;
}

/* @sender: of the packet, whom an option without room does not count */
static void record_time(u8 *opt, __be32 addr, const struct bn_rt_table *table, bool sender)
{
	__be32 now = bn_options_timestamp(), wanted;
	unsigned int kind = opt[3] & 0xf;
	u8 *at = opt + opt[2] - 1;

	if (opt[2] > opt[1]) {
		if (kind != IPOPT_TS_PRESPEC && !sender)
			opt[3] += 0x10;
		return;
	}
	if (kind == IPOPT_TS_TSONLY) {
		memcpy(at, &now, sizeof(now));
		opt[2] += 4;
		return;
	}
	if (kind == IPOPT_TS_TSANDADDR) {
		memcpy(at, &addr, sizeof(addr));
	} else if (kind == IPOPT_TS_PRESPEC) {
		memcpy(&wanted, at, sizeof(wanted));
		if (!is_ours(wanted, addr, table))
			return;
	} else {
		return;
	}
	memcpy(at + 4, &now, sizeof(now));
	opt[2] += 8;
}

static void record_all(struct iphdr *iph, __be32 addr, const struct bn_rt_table *table,
		       bool sender)
{
	u8 *opt = (u8 *)(iph + 1), *end = (u8 *)iph + iph->ihl * 4;

	while (opt < end && *opt != IPOPT_END) {
		if (*opt == IPOPT_NOOP) {
			opt++;
			continue;
		}
		if (*opt == IPOPT_RR)
			record_route(opt, addr);
		else if (*opt == IPOPT_TIMESTAMP)
			record_time(opt, addr, table, sender);
		opt += opt[1];
	}
	ip_send_check(iph);
}

/**
 * bn_options_record() - do what Record Route and Timestamp ask a router for
 * @iph: the header, checked by bn_options_check(), linear and writable; its
 *	checksum is made anew
 * @addr: address to record
 * @table: tells which addresses are ours; NULL: only @addr
 *
 * Context: RCU read side (RFC 1812 5.3.13.5, 5.3.13.6).
 */
void bn_options_record(struct iphdr *iph, __be32 addr, const struct bn_rt_table *table)
{
	record_all(iph, addr, table, false);
}

/* ---- options of senders --------------------------------------------------------- */

/* The first address of a source route is where the packet is sent to; false: malformed */
static bool make_source_route(struct bn_ip4_options *out, const u8 *opt, unsigned int len)
{
	if (out->route || len < 7 || (len - 3) % 4 || opt[2] != 4)
		return false;
	out->route = opt - out->data + 1;
	out->strict = opt[0] == IPOPT_SSRR;
	memcpy(&out->first, opt + 3, sizeof(out->first));
	return true;
}

static bool make_option(struct bn_ip4_options *out, const u8 *opt, unsigned int len,
			bool privileged, struct seen *seen)
{
	u16 flags = 0;

	switch (opt[0]) {
	case IPOPT_LSRR:
	case IPOPT_SSRR:
		return make_source_route(out, opt, len);
	case IPOPT_RR:
		return check_record_route(opt, len, seen) < 0;
	case IPOPT_TIMESTAMP:
		return check_timestamp(opt, len, seen) < 0 &&
		       (privileged || (opt[3] & 0xf) == IPOPT_TS_TSONLY ||
			(opt[3] & 0xf) == IPOPT_TS_TSANDADDR ||
			(opt[3] & 0xf) == IPOPT_TS_PRESPEC);
	case IPOPT_RA:
		return check_router_alert(opt, len, &flags) < 0;
	default:
		return privileged;
	}
}

/**
 * bn_ip4_options_make() - check the options that a user gives
 * @out: filled in; the user's options are in @out->data, padded
 * @data: the options
 * @len: length of @data in bytes
 * @privileged: the user may send options that are unknown here
 *
 * Return: 0 or -EINVAL.
 * Context: any (RFC 791 3.1; the same checks as in Linux).
 */
int bn_ip4_options_make(struct bn_ip4_options *out, const u8 *data, unsigned int len,
			bool privileged)
{
	u8 *opt = out->data, *end = out->data + len;
	struct seen seen = {};
	unsigned int size;

	memset(out, 0, sizeof(*out));
	if (len > sizeof(out->data))
		return -EINVAL;
	memcpy(out->data, data, len);
	while (opt < end && *opt != IPOPT_END) {
		size = 1;
		if (*opt != IPOPT_NOOP) {
			size = opt + 1 < end ? opt[1] : 0;
			if (size < 2 || size > end - opt ||
			    !make_option(out, opt, size, privileged, &seen))
				return -EINVAL;
		}
		opt += size;
	}
	memset(opt, IPOPT_END, out->data + sizeof(out->data) - opt);
	out->len = round_up(len, 4);
	return 0;
}

/**
 * bn_ip4_options_send() - put a sender's options behind an IP header
 * @iph: the header, complete but for ihl and checksum, with room for the options
 * @options: the options; those with a source route have the final destination
 * @table: tells which addresses are ours
 *
 * Records this host where the options ask for it.
 *
 * Context: RCU read side.
 */
void bn_ip4_options_send(struct iphdr *iph, const struct bn_ip4_options *options,
			 const struct bn_rt_table *table)
{
	u8 *data = (u8 *)(iph + 1), *route;

	memcpy(data, options->data, options->len);
	if (options->route) {
		route = data + options->route - 1;
		memmove(route + 3, route + 7, route[1] - 7);
		memcpy(route + route[1] - 4, &options->final, sizeof(options->final));
	}
	iph->ihl = (sizeof(*iph) + options->len) / 4;
	record_all(iph, iph->saddr, table, true);
}

/* Append an option, if it is there; return the length of @out then */
static unsigned int append_option(u8 *out, unsigned int at, const u8 *opt)
{
	if (!opt)
		return at;
	memcpy(out + at, opt, opt[1]);
	return at + opt[1];
}

/**
 * bn_ip4_options_received() - the options of a packet, with this host recorded in them
 * @iph: its header, checked by bn_options_check(), with ihl > 5
 * @all: set to the options; 40 bytes
 * @reply: set to those that a reply has; 40 bytes
 * @reply_len: set to the length of @reply (bytes)
 *
 * Return: length of @all (bytes).
 * Context: any (RFC 1122 3.2.1.8).
 */
unsigned int bn_ip4_options_received(const struct iphdr *iph, u8 *all, u8 *reply,
				     unsigned int *reply_len)
{
	u8 copy[BN_IP4_OPTIONS_MAX + sizeof(*iph)] __aligned(4);
	const u8 *record = NULL, *time = NULL, *label = NULL;
	unsigned int len = iph->ihl * 4 - sizeof(*iph), at;
	const u8 *opt = copy + sizeof(*iph), *end = opt + len;

	memcpy(copy, iph, iph->ihl * 4);
	bn_options_record((struct iphdr *)copy, iph->daddr, NULL);
	memcpy(all, opt, len);
	for (; opt < end && *opt != IPOPT_END; opt += *opt == IPOPT_NOOP ? 1 : opt[1]) {
		if (*opt == IPOPT_RR)
			record = opt;
		else if (*opt == IPOPT_TIMESTAMP)
			time = opt;
		else if (*opt == IPOPT_CIPSO)
			label = opt;
	}
	at = append_option(reply, 0, record);
	at = append_option(reply, at, time);
	at = append_option(reply, at, label);
	*reply_len = round_up(at, 4);
	memset(reply + at, IPOPT_END, *reply_len - at);
	return len;
}

/**
 * bn_options_strip_uncopied() - what only the first fragment carries becomes NOOP
 * @iph: the header, checked by bn_options_check(), linear and writable; the
 *	checksum is left to the caller
 *
 * Context: any (RFC 791 3.1: the copied flag).
 */
void bn_options_strip_uncopied(struct iphdr *iph)
{
	u8 *opt = (u8 *)(iph + 1), *end = (u8 *)iph + iph->ihl * 4;
	unsigned int len;

	while (opt < end && *opt != IPOPT_END) {
		len = *opt == IPOPT_NOOP ? 1 : opt[1];
		if (!IPOPT_COPIED(*opt))
			memset(opt, IPOPT_NOOP, len);
		opt += len;
	}
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "options_kunit.c"
#endif
