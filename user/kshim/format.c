// SPDX-License-Identifier: GPL-2.0
/*
 * format - what the kernel's vsnprintf() has beyond the C library's: addresses
 *
 * %pI4, %pI6, %pI6c: pointers to addresses in network order. Each conversion is
 * passed to snprintf() separately, with an argument of the type that it names.
 */
#include <stdarg.h>

#include "shim.h"

#undef snprintf	/* here the C library's */

/* What is written, and what would be */
struct text {
	char *buf;
	size_t size;
	size_t length;
};

static char *text_end(const struct text *text)
{
	return text->length < text->size ? text->buf + text->length : NULL;
}

static size_t text_room(const struct text *text)
{
	return text->length < text->size ? text->size - text->length : 0;
}

static void put_address(struct text *text, const char *spec, const void *address)
{
	const u8 *b = address;
	char out[INET6_ADDRSTRLEN];
	int i, n = 0;

	if (spec[2] == '4' || spec[3] == 'c') {
		inet_ntop(spec[2] == '4' ? AF_INET : AF_INET6, address, out, sizeof(out));
	} else {
		for (i = 0; i < 16; i += 2)
			n += snprintf(out + n, sizeof(out) - (size_t)n, "%s%02x%02x",
				      i ? ":" : "", b[i], b[i + 1]);
	}
	text->length += (size_t)snprintf(text_end(text), text_room(text), "%s", out);
}

/* The conversion: flags, width, precision, size, letter. -1: none of ours */
static int spec_length(const char *spec)
{
	size_t n = 1 + strspn(spec + 1, "-+ #0123456789.*");

	n += strspn(spec + n, "hlz");
	return spec[n] && strchr("diuxXocsp", spec[n]) ? (int)n + 1 : -1;
}

/* Up to two of them: width and precision */
struct stars {
	int n;
	int value[2];
};

#define PUT(text, spec, stars, arg) do {				\
	char *__end = text_end(text);					\
	size_t __room = text_room(text);				\
	int __n = (stars)->n == 0 ? snprintf(__end, __room, spec, arg) : \
		(stars)->n == 1 ? snprintf(__end, __room, spec, (stars)->value[0], arg) : \
		snprintf(__end, __room, spec, (stars)->value[0], (stars)->value[1], arg); \
									\
	(text)->length += __n > 0 ? (size_t)__n : 0;			\
} while (0)

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

static void put_conversion(struct text *text, const char *spec, const struct stars *stars,
			   va_list *args)
{
	size_t n = strlen(spec);
	char letter = spec[n - 1];

	if (letter == 's' || letter == 'p')
		PUT(text, spec, stars, va_arg(*args, void *));
	else if (spec[n - 2] == 'l' && spec[n - 3] == 'l')
		PUT(text, spec, stars, va_arg(*args, long long));
	else if (spec[n - 2] == 'l' || spec[n - 2] == 'z')
		PUT(text, spec, stars, va_arg(*args, long));
	else
		PUT(text, spec, stars, va_arg(*args, int));
}

static const char *put_spec(struct text *text, const char *at, va_list *args)
{
	struct stars stars = { 0 };
	int n = spec_length(at);
	char spec[24];
	int i;

	if (n < 0 || (size_t)n >= sizeof(spec)) {
		text->length += (size_t)snprintf(text_end(text), text_room(text), "%%");
		return at + (at[1] == '%' ? 2 : 1);
	}
	if (!strncmp(at, "%pI4", 4) || !strncmp(at, "%pI6", 4)) {
		put_address(text, at + 1, va_arg(*args, const void *));
		return at + 4 + (at[3] == '6' && at[4] == 'c');
	}
	for (i = 0; i < n; i++)
		if (at[i] == '*' && stars.n < 2)
			stars.value[stars.n++] = va_arg(*args, int);
	memcpy(spec, at, (size_t)n);
	spec[n] = '\0';
	put_conversion(text, spec, &stars, args);
	return at + n;
}

/**
 * shim_snprintf() - snprintf() with the kernel's address conversions
 * @buf: where to write
 * @size: its size (bytes); the text is cut there and ends with a NUL
 * @fmt: d i u x X o c s p with the usual flags, and pI4, pI6, pI6c
 *
 * Return: length of the text if there is room for it (bytes).
 * Context: any.
 */
int shim_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	struct text text = { buf, size, 0 };
	va_list args;
	size_t plain;

	if (size)
		*buf = '\0';
	va_start(args, fmt);
	while (*fmt) {
		plain = strcspn(fmt, "%");
		if (plain)
			text.length += (size_t)snprintf(text_end(&text), text_room(&text), "%.*s",
							(int)plain, fmt);
		fmt += plain;
		if (*fmt)
			fmt = put_spec(&text, fmt, &args);
	}
	va_end(args);
	return (int)text.length;
}
