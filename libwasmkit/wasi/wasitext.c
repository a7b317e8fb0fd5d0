#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libwasmkit/wasi/wasiwork.h"

enum {
	MAX_STRING = 32, /* bytes of a buffer that are shown */
	MAX_PATH = 256,
	MAX_VECTORS = 4,
	MAX_RIGHTS = 4, /* that are named */
};

/* The text grows beyond size unwritten, as with snprintf(). */
struct text {
	const struct wk_wasi_call *call;
	char *out;
	size_t size, length;
	bool is_done; /* results are there to be shown */
};

static void WK_PRINTF(2, 3) add(struct text *t, const char *format, ...)
{
	size_t room = t->length < t->size ? t->size - t->length : 0;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(room > 0 ? t->out + t->length : NULL, room, format, args);
	va_end(args);
	t->length += n > 0 ? (size_t)n : 0;
}

static const uint8_t *
bytes(const struct text *t, uint32_t address, uint64_t size)
{
	return t->call->memory == NULL ?
		   NULL :
		   wk_memory_view(t->call->memory, address, size);
}

/* A string as in C, of which the beginning is shown. */
static void
add_string(struct text *t, uint32_t address, uint32_t size, uint32_t most)
{
	static const char named[] = "\aa\bb\tt\nn\vv\ff\rr\"\"\\\\";
	const uint8_t *at = bytes(t, address, size);

	if (at == NULL) {
		add(t, "0x%" PRIx32, address);
		return;
	}
	add(t, "\"");
	for (uint32_t i = 0; i < size && i < most; i++) {
		const char *name = NULL;

		for (const char *p = named; *p != '\0'; p += 2)
			if ((uint8_t)*p == at[i])
				name = p;
		if (name != NULL)
			add(t, "\\%c", name[1]);
		else if (at[i] >= 0x20 && at[i] != 0x7F)
			add(t, "%c", at[i]);
		else
			add(t, "\\%03o", at[i]);
	}
	add(t, size > most ? "\"..." : "\"");
}

/* Buffers, with their contents when shows is set, at most size bytes. */
static void
add_vectors(
    struct text *t, uint32_t array, uint32_t count, bool shows, uint32_t size)
{
	const uint8_t *at = bytes(t, array, (uint64_t)count * 8);

	if (at == NULL) {
		add(t, "0x%" PRIx32 ", %" PRIu32, array, count);
		return;
	}
	add(t, "[");
	for (uint32_t i = 0; i < count && i < MAX_VECTORS; i++, at += 8) {
		uint32_t address = (uint32_t)wk_wasi_get(at, 4);
		uint32_t room = (uint32_t)wk_wasi_get(at + 4, 4);
		uint32_t n = room < size ? room : size;

		add(t, i > 0 ? ", {" : "{");
		if (shows)
			add_string(t, address, n, MAX_STRING);
		else
			add(t, "0x%" PRIx32, address);
		add(t, ", %" PRIu32 "}", room);
		size -= n;
	}
	add(t, count > MAX_VECTORS ? ", ...], %" PRIu32 : "], %" PRIu32, count);
}

/* Names of the bits that are set, joined by "|"; the rest as a number. */
static void
add_bits(
    struct text *t, const char *const *names, unsigned count, uint64_t bits)
{
	const char *between = "";

	if (bits == 0)
		add(t, "0");
	for (unsigned i = 0; i < count; i++) {
		if ((bits >> i & 1) == 0)
			continue;
		add(t, "%s%s", between, names[i]);
		between = "|";
		bits &= ~((uint64_t)1 << i);
	}
	if (bits != 0)
		add(t, "%s0x%" PRIx64, between, bits);
}

static void
add_rights(struct text *t, uint64_t rights)
{
	static const char *const names[WK_WASI_RIGHT_COUNT] = {
#define RIGHT(name, bit) [bit] = #name,
#include "libwasmkit/wasi/rights.def"
#undef RIGHT
	};
	unsigned count = 0;

	for (uint64_t left = rights; left != 0; left &= left - 1)
		count++;
	if (count > MAX_RIGHTS)
		add(t, "0x%" PRIx64, rights);
	else
		add_bits(t, names, WK_WASI_RIGHT_COUNT, rights);
}

/* A name out of a list, else the number. */
static void
add_name(struct text *t, const char *const *names, unsigned count, uint32_t n)
{
	if (n < count)
		add(t, "%s", names[n]);
	else
		add(t, "%" PRIu32, n);
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void
add_enum(struct text *t, char letter, uint32_t n)
{
	static const char *const clocks[] = {
	    "REALTIME", "MONOTONIC", "PROCESS_CPUTIME", "THREAD_CPUTIME"};
	static const char *const whences[2][3] = {
	    {"SET", "CUR", "END"}, {"CUR", "END", "SET"}};
	static const char *const advices[] = {"NORMAL", "SEQUENTIAL", "RANDOM",
	    "WILLNEED", "DONTNEED", "NOREUSE"};

	if (letter == 'c')
		add_name(t, clocks, COUNT(clocks), n);
	else if (letter == 'e')
		add_name(t, whences[t->call->is_unstable], 3, n);
	else
		add_name(t, advices, COUNT(advices), n);
}

static void
add_flags(struct text *t, char letter, uint32_t bits)
{
	static const char *const open[] = {
	    "CREAT", "DIRECTORY", "EXCL", "TRUNC"};
	static const char *const fd[] = {
	    "APPEND", "DSYNC", "NONBLOCK", "RSYNC", "SYNC"};
	static const char *const lookup[] = {"SYMLINK_FOLLOW"};
	static const char *const times[] = {
	    "ATIM", "ATIM_NOW", "MTIM", "MTIM_NOW"};
	static const char *const receive[] = {"PEEK", "WAITALL"};
	static const char *const how[] = {"RD", "WR"};

	switch (letter) {
	case 'o':
		add_bits(t, open, COUNT(open), bits);
		break;
	case 'f':
		add_bits(t, fd, COUNT(fd), bits);
		break;
	case 'l':
		add_bits(t, lookup, COUNT(lookup), bits);
		break;
	case 'm':
		add_bits(t, times, COUNT(times), bits);
		break;
	case 'h':
		add_bits(t, how, COUNT(how), bits);
		break;
	default:
		add_bits(t, receive, COUNT(receive), bits);
		break;
	}
}

/* A result: its address, and what is there afterwards. */
static void
add_result(struct text *t, char letter, uint32_t address)
{
	static const char *const types[] = {"unknown", "block device",
	    "character device", "directory", "regular file", "datagram socket",
	    "stream socket", "symbolic link"};
	unsigned links = t->call->is_unstable ? 4 : 8;
	const uint8_t *at = bytes(t, address, 64);

	if (at == NULL)
		at = bytes(t, address, letter == 'S' ? 24 : 8);
	add(t, "0x%" PRIx32, address);
	if (!t->is_done || t->call->result != 0 || at == NULL)
		return;
	add(t, " = ");
	switch (letter) {
	case 'F':
		add(t, "{ino %" PRIu64 ", ", wk_wasi_get(at + 8, 8));
		add_name(t, types, COUNT(types), at[16]);
		add(t, ", size %" PRIu64 "}",
		    wk_wasi_get(at + 16 + 2 * links, 8));
		break;
	case 'S':
		add(t, "{");
		add_name(t, types, COUNT(types), at[0]);
		add(t, ", ");
		add_flags(t, 'f', (uint32_t)wk_wasi_get(at + 2, 2));
		add(t, "}");
		break;
	case 'P':
		add(t, "{dir, %" PRIu64 "}", wk_wasi_get(at + 4, 4));
		break;
	case 'G':
		add(t, "%" PRIu64, wk_wasi_get(at, 2));
		break;
	case 'T':
		add(t, "%" PRIu64, wk_wasi_get(at, 8));
		break;
	default:
		add(t, "%" PRIu64, wk_wasi_get(at, 4));
		break;
	}
}

/* How many bytes a call that fills buffers says it has filled. */
static uint32_t
filled(const struct text *t)
{
	const char *params = wk_wasi_params(t->call->index);
	const union wk_value *arg = t->call->args;
	const uint8_t *at;

	for (; *params != '\0' && *params != 'N'; params++)
		arg += wk_wasi_arg_size(*params);
	at = *params == 'N' ? bytes(t, arg->i32, 4) : NULL;
	return at == NULL ? UINT32_MAX : (uint32_t)wk_wasi_get(at, 4);
}

static void
add_arg(struct text *t, char letter, const union wk_value *arg)
{
	bool is_good = t->is_done && t->call->result == 0;

	switch (letter) {
	case 'p':
		add_string(t, arg[0].i32, arg[1].i32, MAX_PATH);
		break;
	case 'I':
		add_vectors(t, arg[0].i32, arg[1].i32, is_good,
		    is_good ? filled(t) : UINT32_MAX);
		break;
	case 'O':
		add_vectors(t, arg[0].i32, arg[1].i32, true, UINT32_MAX);
		break;
	case 'b':
	case '*':
		add(t, "0x%" PRIx32, arg[0].i32);
		if (letter == 'b')
			add(t, ", %" PRIu32, arg[1].i32);
		break;
	case 'd':
	case 'u':
	case 'x':
	case 'g':
		add(t, "%" PRId32, (int32_t)arg[0].i32);
		break;
	case 'U':
	case 't':
		add(t, "%" PRIu64, arg[0].i64);
		break;
	case 's':
		add(t, "%" PRId64, (int64_t)arg[0].i64);
		break;
	case 'r':
		add_rights(t, arg[0].i64);
		break;
	case 'c':
	case 'e':
	case 'a':
		add_enum(t, letter, arg[0].i32);
		break;
	default:
		if (strchr("NDTFSPG", letter) != NULL)
			add_result(t, letter, arg[0].i32);
		else
			add_flags(t, letter, arg[0].i32);
		break;
	}
}

size_t
wk_wasi_call_text(
    const struct wk_wasi_call *call, bool is_done, char *out, size_t size)
{
	struct text t = {
	    .call = call, .out = out, .size = size, .is_done = is_done};
	const union wk_value *arg = call->args;
	const char *between = "";

	add(&t, "%s(", call->name);
	for (const char *p = wk_wasi_params(call->index); *p != '\0'; p++) {
		add(&t, "%s", between);
		add_arg(&t, *p, arg);
		arg += wk_wasi_arg_size(*p);
		between = ", ";
	}
	add(&t, ")");
	if (is_done && call->index != WK_WASI_CALL_proc_exit)
		add(&t, " = %s", wk_wasi_errno_name(call->result));
	return t.length;
}
