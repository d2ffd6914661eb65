// SPDX-License-Identifier: GPL-2.0
/*
 * options - IP options: checked on input, recorded in by a router
 *
 * Pure functions over a header. Which options are refused, and where exactly
 * a malformed one is wrong, is as on a Linux host with its default settings
 * (source routes are not followed).
 *
 * Serves IN-2 (RFC 791 3.1, RFC 1812 4.2.2.1, 5.3.13).
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
	need = (opt[3] & 0xf) == IPOPT_TS_TSONLY ? 4 : 8;
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
 * bn_options_timestamp() - time of day as RFC 791 wants it
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

static void record_time(u8 *opt, __be32 addr, const struct bn_rt_table *table)
{
	__be32 now = bn_options_timestamp(), wanted;
	unsigned int kind = opt[3] & 0xf;
	u8 *at = opt + opt[2] - 1;

	if (opt[2] > opt[1]) {
		if (kind != IPOPT_TS_PRESPEC)
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
	u8 *opt = (u8 *)(iph + 1), *end = (u8 *)iph + iph->ihl * 4;

	while (opt < end && *opt != IPOPT_END) {
		if (*opt == IPOPT_NOOP) {
			opt++;
			continue;
		}
		if (*opt == IPOPT_RR)
			record_route(opt, addr);
		else if (*opt == IPOPT_TIMESTAMP)
			record_time(opt, addr, table);
		opt += opt[1];
	}
	ip_send_check(iph);
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
