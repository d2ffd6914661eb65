// SPDX-License-Identifier: GPL-2.0
/*
 * name - names of interfaces (IF-3, IF-8)
 *
 * "eth0.5.7" is unit 7 on unit 5 on the ifd eth0; as the name of an ifl, "eth0"
 * is "eth0.0". Netdev names may contain dots, so the longest prefix that is the
 * name of an ifd is used.
 */
#include "ifs/private.h"

/**
 * bn_ifl_name() - format the name of an ifl
 * @ifl: the ifl
 * @buf: buffer for the name
 *
 * Unit 0 of an ifd has the name of the ifd. The name fits: see bn_name_check().
 *
 * Return: @buf.
 * Context: configuration lock.
 */
char *bn_ifl_name(const struct bn_ifl *ifl, char buf[BN_NAME_MAX])
{
	const struct bn_ifl *at;
	size_t end = BN_NAME_MAX - 1, len;
	char unit[12];

	/* from the right end of the buffer, innermost unit first */
	buf[end] = '\0';
	for (at = ifl; at && (at->unit || at->parent || at != ifl); at = at->parent) {
		len = snprintf(unit, sizeof(unit), ".%u", at->unit);
		if (len > end)
			break;
		end -= len;
		memcpy(buf + end, unit, len);
	}
	len = min(strlen(ifl->ifd->name), end);
	memmove(buf + len, buf + end, BN_NAME_MAX - end);
	memcpy(buf, ifl->ifd->name, len);
	return buf;
}

/**
 * bn_name_check() - check that the name of a new ifl is not too long
 * @ifl: the ifl, not linked yet
 * @extack: error report
 *
 * A truncated name could be that of another ifl. Netdevs can be renamed, so space for the
 * longest name of a netdev is reserved.
 *
 * Return: 0 or -ENAMETOOLONG.
 * Context: configuration lock.
 */
int bn_name_check(const struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	const struct bn_ifd *ifd = ifl->ifd;
	size_t len = ifd->dev ? IFNAMSIZ - 1 : strlen(ifd->name);
	const struct bn_ifl *at;

	for (at = ifl; at && (at->unit || at->parent || at != ifl); at = at->parent)
		len += snprintf(NULL, 0, ".%u", at->unit);
	if (len < BN_NAME_MAX)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "ifl name too long: up to %zu characters, maximum %u",
			   len, BN_NAME_MAX - 1);
	return -ENAMETOOLONG;
}

/* Find the ifd whose name is the longest prefix of @name that ends at its end or at
 * a dot; set *rest to the remainder ("" or ".5.7").
 */
static struct bn_ifd *find_root(struct bsdnet_stack *stack, const char *name, const char **rest)
{
	struct bn_ifd *best = NULL, *ifd;
	size_t len, best_len = 0;
	u32 index = 0;

	while ((ifd = bn_ifd_next(stack, index))) {
		index = ifd->index;
		len = strlen(ifd->name);
		if (len < best_len || strncmp(ifd->name, name, len))
			continue;
		if (name[len] && name[len] != '.')
			continue;
		best = ifd;
		best_len = len;
	}
	*rest = name + best_len;
	return best;
}

/* Parse ".%u" at *rest and advance it. -EINVAL for anything else */
static int take_unit(const char **rest, u32 *unit)
{
	const char *digits = *rest + 1;
	size_t len = strspn(digits, "0123456789");
	char buf[12];

	if (**rest != '.' || !len || len >= sizeof(buf) || (digits[len] && digits[len] != '.'))
		return -EINVAL;
	memcpy(buf, digits, len);
	buf[len] = '\0';
	*rest = digits + len;
	return kstrtou32(buf, 10, unit);
}

/**
 * bn_ifl_find() - look up an ifl by name
 * @stack: the stack
 * @name: the name; that of an ifd means its unit 0 (IF-3)
 *
 * Return: the ifl or NULL.
 * Context: configuration lock.
 */
struct bn_ifl *bn_ifl_find(struct bsdnet_stack *stack, const char *name)
{
	struct bn_ifl *ifl = NULL;
	struct xarray *set;
	struct bn_ifd *ifd;
	const char *rest;
	u32 unit;

	ifd = find_root(stack, name, &rest);
	if (!ifd)
		return NULL;
	if (!*rest)
		return xa_load(&ifd->ifls, 0);
	for (set = &ifd->ifls; *rest; set = &ifl->children) {
		if (take_unit(&rest, &unit))
			return NULL;
		ifl = xa_load(set, unit);
		if (!ifl)
			return NULL;
	}
	return ifl;
}

/**
 * bn_name_split() - split the name of a new ifl into parent and unit
 * @stack: the stack
 * @name: "eth0", "eth0.5", "eth0.5.7"
 * @ifd: set to the ifd, NULL if no prefix of @name is the name of an ifd
 * @parent: set to the parent ifl, NULL for the ifd itself
 * @unit: set to its unit
 * @extack: error report
 *
 * Return: 0; -ENOENT if an ifl in between does not exist, -EINVAL for an invalid name.
 * Context: configuration lock.
 */
int bn_name_split(struct bsdnet_stack *stack, const char *name, struct bn_ifd **ifd,
		  struct bn_ifl **parent, u32 *unit, struct netlink_ext_ack *extack)
{
	struct xarray *set;
	const char *rest;

	*parent = NULL;
	*unit = 0;
	*ifd = find_root(stack, name, &rest);
	if (!*ifd || !*rest)
		return 0;
	for (set = &(*ifd)->ifls; ; set = &(*parent)->children) {
		if (take_unit(&rest, unit)) {
			NL_SET_ERR_MSG_FMT(extack, "invalid ifl name \"%s\"", name);
			return -EINVAL;
		}
		if (!*rest)
			return 0;
		*parent = xa_load(set, *unit);
		if (!*parent) {
			NL_SET_ERR_MSG_FMT(extack, "ifl %s: parent ifl does not exist", name);
			return -ENOENT;
		}
	}
}

static struct bn_ifd *ensure_ifd(struct bsdnet_stack *stack, const char *name,
				 struct bn_if_made *made, struct netlink_ext_ack *extack)
{
	struct bn_ifd_config config = {};
	struct bn_ifd *ifd;

	if (strscpy(config.name, name, sizeof(config.name)) < 0) {
		NL_SET_ERR_MSG(extack, "interface name too long");
		return ERR_PTR(-ENAMETOOLONG);
	}
	ifd = bn_ifd_add(stack, NULL, &config, extack);
	if (!IS_ERR(ifd))
		made->ifd = ifd;
	return ifd;
}

static struct bn_ifl *ensure_ifl(struct bsdnet_stack *stack, const char *name,
				 struct bn_if_made *made, struct netlink_ext_ack *extack)
{
	struct bn_ifl_config config = {};
	struct bn_ifl *ifl, *parent;
	struct bn_ifd *ifd;
	int err;

	ifl = bn_ifl_find(stack, name);
	if (ifl)
		return ifl;
	err = bn_name_split(stack, name, &ifd, &parent, &config.unit, extack);
	if (err)
		return ERR_PTR(err);
	if (parent || (ifd && config.unit && ifd->type != BSDNET_IFD_TYPE_LOOPBACK)) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s does not exist", name);
		return ERR_PTR(-ENODEV);
	}
	if (!ifd)
		ifd = ensure_ifd(stack, name, made, extack);
	if (IS_ERR(ifd))
		return ERR_CAST(ifd);
	ifl = bn_ifl_add(ifd, NULL, &config, extack);
	if (!IS_ERR(ifl))
		made->ifl = ifl;
	return ifl;
}

/* Get or create the iff of @ifl; on failure delete what was made */
static struct bn_iff *name_ensure_iff(struct bn_ifl *ifl, u8 family, u32 instance,
				      struct bn_if_made *made, struct netlink_ext_ack *extack)
{
	const struct bn_iff_config config = { .instance = instance };
	struct bn_iff *iff;

	iff = bn_iff_get(ifl, family);
	if (iff)
		return iff;
	iff = bn_iff_add(ifl, family, &config, extack);
	if (IS_ERR(iff))
		bn_if_unensure(made);
	else
		made->iff = iff;
	return iff;
}

/**
 * bn_if_ensure() - get an iff by name, creating missing ifd, ifl .0 and iff (IF-8)
 * @stack: the stack
 * @name: name of the ifl
 * @family: AF_INET ...
 * @instance: routing instance if the iff is created
 * @made: set to the created objects, for bn_if_unensure()
 * @extack: error report
 *
 * Return: the iff; ERR_PTR, nothing was created.
 * Context: RTNL and configuration lock.
 */
struct bn_iff *bn_if_ensure(struct bsdnet_stack *stack, const char *name, u8 family,
			    u32 instance, struct bn_if_made *made,
			    struct netlink_ext_ack *extack)
{
	struct bn_ifl *ifl;

	memset(made, 0, sizeof(*made));
	ifl = ensure_ifl(stack, name, made, extack);
	if (!IS_ERR(ifl))
		return name_ensure_iff(ifl, family, instance, made, extack);
	bn_if_unensure(made);
	return ERR_CAST(ifl);
}

/**
 * bn_if_ensure_on() - get the iff of an ifl, creating it if missing
 * @ifl: the ifl
 * @family: AF_INET ...
 * @instance: routing instance if the iff is created
 * @made: set to the created objects, for bn_if_unensure()
 * @extack: error report
 *
 * Return: the iff; ERR_PTR, nothing was created.
 * Context: RTNL and configuration lock.
 */
struct bn_iff *bn_if_ensure_on(struct bn_ifl *ifl, u8 family, u32 instance,
			       struct bn_if_made *made, struct netlink_ext_ack *extack)
{
	memset(made, 0, sizeof(*made));
	return name_ensure_iff(ifl, family, instance, made, extack);
}

/**
 * bn_if_unensure() - delete what bn_if_ensure() created
 * @made: the created objects; zeroed
 *
 * Context: RTNL and configuration lock.
 */
void bn_if_unensure(struct bn_if_made *made)
{
	if (made->iff)
		bn_iff_delete(made->iff);
	if (made->ifl)
		bn_ifl_delete(made->ifl);
	if (made->ifd)
		bn_ifd_delete(made->ifd);
	memset(made, 0, sizeof(*made));
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/name_kunit.c"
#endif
