#include "libwasmkit/validate/fast.h"

#include <string.h>

#include "libwasmkit/model/typecode.h"
#include "libwasmkit/validate/step.h"

enum { FETCH_AHEAD = 2048 /* bytes */ };

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define COLD __attribute__((noinline, cold))
#define INLINE static inline __attribute__((always_inline))

/*
 * A handler's head; what it needs to go on is in scope by these names. Each
 * begins a line of the cache, where the processor fetches it at once.
 */
#define HANDLER(name) \
	static const uint8_t *WK_FAST_CALL __attribute__((aligned(64))) name( \
	    const uint8_t *p, wk_valtype *sp, struct wk_body *b, \
	    __attribute__((unused)) const struct wk_dispatch *table, \
	    __attribute__((unused)) struct wk_ahead ahead, \
	    __attribute__((unused)) struct wk_beyond beyond)

/*
 * JUMP calls another handler for the same instruction; GO does so for the
 * instruction at a place that is in the body. NEXT is the same for a place
 * not before p. AT is the handler of the byte at a place.
 */
#if WK_FAST_CHAINED
#define AT(place) table->slots[*(place)]
#define CALL(handler, p, sp, ahead, behind, beyond) \
	__attribute__((musttail)) return (handler)(p, sp, b, table, \
	    (struct wk_ahead){ahead, behind}, (struct wk_beyond){beyond})
#define JUMP(handler, p) CALL(handler, p, sp, AT(p), AT((p) + 1), AT((p) + 2))
#define GO(next, top) \
	CALL(AT(next), (next) + 1, top, AT((next) + 1), AT((next) + 2), \
	    AT((next) + 3))
#define NEXT(next, top) \
	do { \
		if ((next) == p) \
			CALL(ahead.at, p + 1, top, ahead.behind, beyond.at, \
			    AT(p + 3)); \
		if ((next) == p + 1) \
			CALL(ahead.behind, p + 2, top, beyond.at, AT(p + 3), \
			    AT(p + 4)); \
		if ((next) == p + 2) \
			CALL(beyond.at, p + 3, top, AT(p + 3), AT(p + 4), \
			    AT(p + 5)); \
		GO(next, top); \
	} while (0)
#else
#define JUMP(handler, p) return (handler)(p, sp, b, table, ahead, beyond)
#define GO(next, top) return b->sp = (top), (next)
#define NEXT(next, top) GO(next, top)
#endif

/* Leaves the instruction to its step. */
#define STEP() JUMP(step_plain, p)

/* Steps over the instruction at start and goes on. */
#define GO_STEPPING(start) \
	do { \
		b->sp = sp; \
		p = wk_step(b, start); \
		if (p == NULL || b->frame_count == 0) \
			return p; \
		sp = b->sp; \
		if (p >= b->end) \
			return wk_step(b, p); \
		GO(p, sp); \
	} while (0)

COLD
HANDLER(step_plain)
{
	GO_STEPPING(p - 1);
}

COLD
HANDLER(step_prefixed)
{
	GO_STEPPING(b->start);
}

/*
 * Skips a LEB128 of `bits` bits, which ends in the body. False where it has
 * its full length, so that its last byte needs a look.
 */
INLINE bool
skip_leb(const uint8_t **p, unsigned bits)
{
	const uint8_t *q = *p;

	for (unsigned i = 0; i < bits / 7; i++) {
		if (*q++ < 0x80) {
			*p = q;
			return true;
		}
	}
	return false;
}

/* Eight bytes, the first one lowest. */
INLINE uint64_t
read_word(const uint8_t *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Whether the bits that the last byte has beyond a value copy its sign. */
INLINE bool
copies_sign(unsigned byte, unsigned bits)
{
	const unsigned used = bits % 7; /* of the last byte */

	return (byte >> (used - 1) == 0) |
	       (byte >> (used - 1) == 0x7Fu >> (used - 1));
}

/*
 * Skips a signed one. When it has more than one byte, how many is hardly to be
 * guessed, so that they are counted without a branch.
 */
INLINE bool
skip_signed(const uint8_t **p, const struct wk_body *b, unsigned bits)
{
	const unsigned full = bits / 7; /* bytes behind the first at most */
	const uint8_t *q = *p;
	uint64_t word, ends;
	unsigned behind;

	if (*q++ < 0x80) {
		*p = q;
		return true;
	}
	if (b->end - q <= (ptrdiff_t)sizeof(word))
		return false;
	word = read_word(q);
	ends = ~word & (0x8080808080808080 >> (full < 8 ? 64 - 8 * full : 0));
	if (ends == 0) {
		*p = q + full;
		return full > 8 && copies_sign(q[8], bits);
	}
	behind = (unsigned)__builtin_ctzll(ends) / 8 + 1;
	*p = q + behind;
	return (behind != full) |
	       copies_sign((unsigned)(word >> (8 * behind - 8)) & 0xFF, bits);
}

/* Reads an index of at most three bytes. */
INLINE bool
read_index(const uint8_t **p, uint32_t *index)
{
	const uint8_t *q = *p;

	if (LIKELY(q[0] < 0x80)) {
		*index = q[0];
		*p = q + 1;
		return true;
	}
	if (LIKELY(q[1] < 0x80)) {
		*index = (q[0] & 0x7Fu) | (uint32_t)q[1] << 7;
		*p = q + 2;
		return true;
	}
	if (LIKELY(q[2] < 0x80)) {
		*index =
		    (q[0] & 0x7Fu) | (q[1] & 0x7Fu) << 7 | (uint32_t)q[2] << 14;
		*p = q + 3;
		return true;
	}
	return false;
}

/* Skips alignment and offset of memory 0 where they are plain. */
INLINE bool
skip_memarg(
    const uint8_t **p, const struct wk_body *b, unsigned width, bool atomic)
{
	unsigned natural = (unsigned)__builtin_ctz(width);
	unsigned align = *(*p)++;

	if (atomic ? align != natural : align > natural)
		return false;
	return *p < b->end && skip_leb(p, 32);
}

INLINE bool
skip_bytes(const uint8_t **p, const struct wk_body *b, ptrdiff_t n)
{
	if (b->end - *p < n)
		return false;
	*p += n;
	return true;
}

/*
 * Skips the immediates of an ordinary row. False when they are not the
 * everyday ones, or nothing of the body follows.
 */
INLINE bool
skip_immediates(const uint8_t **p, const struct wk_body *b, enum wk_imm imm,
    unsigned width, bool atomic)
{
	bool ok;

	switch (imm) {
	case WK_IMM_NONE:
		/* What is not the last byte has another one behind it. */
		return true;
	case WK_IMM_I32:
		ok = skip_signed(p, b, 32);
		break;
	case WK_IMM_I64:
		ok = skip_signed(p, b, 64);
		break;
	case WK_IMM_F32:
		ok = skip_bytes(p, b, 4);
		break;
	case WK_IMM_F64:
		ok = skip_bytes(p, b, 8);
		break;
	case WK_IMM_V128:
		ok = skip_bytes(p, b, 16);
		break;
	case WK_IMM_MEMARG:
		ok = skip_memarg(p, b, width, atomic);
		break;
	case WK_IMM_MEMARG_LANE:
		ok = skip_memarg(p, b, width, atomic) && *p < b->end &&
		     *(*p)++ < 16 / width;
		break;
	case WK_IMM_MEMORY:
		ok = *(*p)++ == 0;
		break;
	case WK_IMM_MEMORY_MEMORY:
		ok = (*p)[0] == 0 && *p + 1 < b->end && (*p)[1] == 0;
		*p += 2;
		break;
	case WK_IMM_LANE:
		ok = *(*p)++ < width;
		break;
	case WK_IMM_SHUFFLE:
		ok = skip_bytes(p, b, 16);
		for (int i = 1; ok && i <= 16; i++)
			ok = (*p)[-i] < 2 * width;
		break;
	default:
		return false;
	}
	return ok && LIKELY(*p < b->end);
}

/* Whether a letter's type is known without a look at what is named. */
INLINE bool
is_plain(char letter)
{
	return letter == 'i' || letter == 'I' || letter == 'f' ||
	       letter == 'F' || letter == 'v' || letter == 'p' ||
	       letter == 'q' || letter == 'm';
}

INLINE wk_valtype
letter_type(const struct wk_body *b, char letter)
{
	wk_valtype type = wk_typecode_of_letter(letter);

	return type != WK_BOT ? type : b->address;
}

/* Whether the two words at sp are of types. */
INLINE bool
match_pair(const wk_valtype *sp, wk_valtype first, wk_valtype second)
{
	const wk_valtype pair[2] = {first, second};
	uint64_t is, wanted;

	memcpy(&is, sp, sizeof(is));
	memcpy(&wanted, pair, sizeof(wanted));
	return is == wanted;
}

/* Whether the operands are just of the types that letters say. */
INLINE bool
match(const wk_valtype *sp, const struct wk_body *b, const char *params)
{
	size_t n = __builtin_strlen(params);

	for (size_t i = 0; i < n; i++) {
		if (!is_plain(params[i]))
			return false;
	}
	if (n % 2 == 1 && sp[-(ptrdiff_t)n] != letter_type(b, params[0]))
		return false;
	for (size_t i = n % 2; i < n; i += 2) {
		if (!match_pair(sp - n + i, letter_type(b, params[i]),
			letter_type(b, params[i + 1])))
			return false;
	}
	return true;
}

/* The case that a row of the table allows without further ado. */
INLINE bool
ordinary(const uint8_t **p, wk_valtype **sp, const struct wk_body *b,
    enum wk_imm imm, const char *params, const char *results, unsigned width,
    bool atomic)
{
	size_t n = __builtin_strlen(params), m = __builtin_strlen(results);

	if (!skip_immediates(p, b, imm, width, atomic) ||
	    !LIKELY(match(*sp, b, params)))
		return false;
	*sp -= n;
	for (size_t i = 0; i < m; i++) {
		if (!is_plain(results[i]) ||
		    (results[i] == 'p' && b->address == WK_NO_MEMORY))
			return false;
		if (i >= n || params[i] != results[i])
			(*sp)[i] = letter_type(b, results[i]);
	}
	*sp += m;
	return true;
}

/* Whether an immediate has a number of several bytes. */
INLINE bool
is_long(const uint8_t *p, enum wk_imm imm)
{
	switch (imm) {
	case WK_IMM_I32:
	case WK_IMM_I64:
		return p[0] >= 0x80;
	case WK_IMM_MEMARG:
		return p[1] >= 0x80;
	default:
		return false;
	}
}

/*
 * Where the next instruction is, is known for a short immediate, and not to be
 * guessed for a long one.
 */
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	HANDLER(fast_##name) \
	{ \
		const bool atomic = \
		    WK_FEATURE_##feature == WK_FEATURE_THREADS; \
		const uint8_t *next = p; \
		wk_valtype *top = sp; \
\
		if (is_long(p, WK_IMM_##imm)) { \
			if (LIKELY(ordinary(&next, &top, b, WK_IMM_##imm, \
				params, results, width, atomic))) \
				GO(next, top); \
		} else if (LIKELY(ordinary(&next, &top, b, WK_IMM_##imm, \
			       params, results, width, atomic))) { \
			NEXT(next, top); \
		} \
		JUMP((prefix) == 0 ? step_plain : step_prefixed, p); \
	}
#define SPECIAL(name, text, prefix, code, imm, feature)
#include "libwasmkit/model/opcodes.def"
#undef OP

/* The slot of the first opcode behind a prefix, or of all without one. */
INLINE unsigned
page_slot(unsigned prefix)
{
	return prefix == 0 ? 0 : 0x100 + (prefix - 0xFB) * WK_FAST_PAGE;
}

#define PREFIX(prefix) \
	HANDLER(prefix_##prefix) \
	{ \
		const uint8_t *next = p; \
		uint32_t code; \
\
		if (!read_index(&next, &code) || code >= WK_FAST_PAGE || \
		    next >= b->end) \
			STEP(); \
		b->start = p - 1; \
		JUMP(table->slots[page_slot(0x##prefix) + code], next); \
	}
PREFIX(FB)
PREFIX(FC)
PREFIX(FD)
PREFIX(FE)
#undef PREFIX

HANDLER(fast_UNREACHABLE)
{
	b->frame->unreachable = true;
	sp = b->frame->base;
	NEXT(p, sp);
}

HANDLER(fast_DROP)
{
	if (!LIKELY(sp[-1] != WK_BARRIER))
		STEP();
	NEXT(p, sp - 1);
}

HANDLER(fast_SELECT)
{
	wk_valtype type = sp[-2];

	if (!LIKELY(sp[-1] == WK_I32 && type == sp[-3] && type >= WK_V128 &&
		    type <= WK_I32))
		STEP();
	NEXT(p, sp - 2);
}

/*
 * Handlers of instructions with one index, and what each does: false, with
 * nothing done, when that is not the everyday case.
 */
#define INDEXED(name, apply) \
	HANDLER(fast_##name) \
	{ \
		const uint8_t *next = p; \
		wk_valtype *top = sp; \
		uint32_t index; \
\
		if (LIKELY(p[0] < 0x80)) { \
			if (LIKELY(p + 1 < b->end && apply(b, p[0], &top))) \
				NEXT(p + 1, top); \
		} else if (LIKELY(read_index(&next, &index) && \
				  next < b->end && apply(b, index, &top))) { \
			NEXT(next, top); \
		} \
		STEP(); \
	}

INLINE bool
get_local(struct wk_body *b, uint32_t local, wk_valtype **sp)
{
	if (local >= b->local_count)
		return false;
	*(*sp)++ = b->locals[local];
	return true;
}
INDEXED(LOCAL_GET, get_local)

INLINE bool
tee_local(struct wk_body *b, uint32_t local, wk_valtype **sp)
{
	return local < b->local_count && (*sp)[-1] == b->locals[local];
}
INDEXED(LOCAL_TEE, tee_local)

INLINE bool
set_local(struct wk_body *b, uint32_t local, wk_valtype **sp)
{
	if (!tee_local(b, local, sp))
		return false;
	--*sp;
	return true;
}
INDEXED(LOCAL_SET, set_local)

INLINE bool
get_global(struct wk_body *b, uint32_t global, wk_valtype **sp)
{
	if (global >= b->global_count)
		return false;
	*(*sp)++ = b->global_types[global];
	return true;
}
INDEXED(GLOBAL_GET, get_global)

INLINE bool
set_global(struct wk_body *b, uint32_t global, wk_valtype **sp)
{
	if (global >= b->global_count || (*sp)[-1] != b->global_types[global] ||
	    !b->module->globals[global].is_mutable)
		return false;
	--*sp;
	return true;
}
INDEXED(GLOBAL_SET, set_global)

/*
 * Asks for code before it is come to. That blocks and ends do so is often
 * enough.
 */
INLINE void
fetch_ahead(const uint8_t *p)
{
	__builtin_prefetch(p + FETCH_AHEAD);
}

/*
 * Opens a block without parameters and with at most one result of a number
 * type. False when it is not like that.
 */
INLINE bool
open_block(const uint8_t **p, wk_valtype **sp, struct wk_body *b, uint16_t op)
{
	uint8_t type = *(*p)++;
	struct wk_frame *f;

	fetch_ahead(*p);
	if (!LIKELY(type == 0x40 || (type >= WK_F64 && type <= WK_I32)) ||
	    *p >= b->end || b->frame_count == b->frame_capacity)
		return false;
	f = ++b->frame;
	b->frame_count++;
	*(*sp)++ = WK_BARRIER;
	f->base = *sp;
	f->params = NULL;
	f->results = NULL;
	f->param_count = 0;
	f->result_count = type != 0x40;
	f->single = type == 0x40 ? WK_BARRIER : type;
	f->start = (uint32_t)(*p - 2 - b->begin);
	f->set_count = b->set_count;
	f->op = op;
	f->unreachable = false;
	f->plain_end = op != WK_OP_IF || type == 0x40;
	return true;
}

#define BLOCK(name) \
	HANDLER(fast_##name) \
	{ \
		const uint8_t *next = p; \
		wk_valtype *top = sp; \
\
		if (!open_block(&next, &top, b, WK_OP_##name)) \
			STEP(); \
		NEXT(next, top); \
	}
BLOCK(BLOCK)
BLOCK(LOOP)
BLOCK(TRY)
#undef BLOCK

HANDLER(fast_IF)
{
	const uint8_t *next = p;
	wk_valtype *top = sp - 1;

	if (!LIKELY(sp[-1] == WK_I32) || !open_block(&next, &top, b, WK_OP_IF))
		STEP();
	NEXT(next, top);
}

/*
 * Whether a frame has just its results, at most one, or the operands of
 * unreachable code in place of it.
 */
INLINE bool
has_results(const struct wk_frame *f, const wk_valtype *sp)
{
	if (f->result_count == 0)
		return sp == f->base;
	if (f->result_count > 1)
		return false;
	return (sp == f->base + 1 && sp[-1] == *wk_frame_results(f)) ||
	       (sp == f->base && f->unreachable);
}

HANDLER(fast_ELSE)
{
	struct wk_frame *f = b->frame;

	if (f->op != WK_OP_IF || f->param_count != 0 || !has_results(f, sp))
		STEP();
	f->op = WK_OP_ELSE;
	f->unreachable = false;
	f->plain_end = true;
	NEXT(p, f->base);
}

HANDLER(fast_END)
{
	const struct wk_frame *f = b->frame;

	fetch_ahead(p);

	if (p >= b->end) {
		if (b->frame_count != 1 || !has_results(f, sp))
			STEP();
		b->frame_count = 0;
		return p;
	}
	/* Without a result, what lies on top is the barrier. */
	if (!LIKELY(f->plain_end && sp == f->base + f->result_count &&
		    sp[-1] == f->single) &&
	    !(f->plain_end && f->unreachable && sp == f->base))
		STEP();
	b->frame--;
	b->frame_count--;
	f->base[-1] = f->single;
	NEXT(p, f->base - 1 + f->result_count);
}

/* Whether the operands at sp are what a label takes, which is at most one. */
INLINE bool
has_label(const struct wk_frame *f, const wk_valtype *sp)
{
	uint32_t n = wk_frame_label_count(f);

	return n == 0 || (n == 1 && sp[-1] == *wk_frame_label(f));
}

INLINE bool
branch(struct wk_body *b, uint32_t depth, wk_valtype **sp)
{
	if (depth >= b->frame_count || !has_label(b->frame - depth, *sp))
		return false;
	b->frame->unreachable = true;
	*sp = b->frame->base;
	return true;
}
INDEXED(BR, branch)

INLINE bool
branch_if(struct wk_body *b, uint32_t depth, wk_valtype **sp)
{
	if (depth >= b->frame_count || (*sp)[-1] != WK_I32 ||
	    !has_label(b->frame - depth, *sp - 1))
		return false;
	--*sp;
	return true;
}
INDEXED(BR_IF, branch_if)

/* The labels of br_table, each of them known and with no operands. */
INLINE bool
skip_labels(const uint8_t **p, const struct wk_body *b)
{
	const uint8_t *q = *p;
	uint32_t count, depth, last = WK_NONE;

	if (!read_index(&q, &count))
		return false;
	for (uint32_t i = 0; i <= count; i++) {
		if (q >= b->end || !read_index(&q, &depth))
			return false;
		if (depth == last)
			continue;
		if (depth >= b->frame_count ||
		    wk_frame_label_count(b->frame - depth) != 0)
			return false;
		last = depth;
	}
	*p = q;
	return q < b->end;
}

HANDLER(fast_BR_TABLE)
{
	const uint8_t *next = p;

	if (!LIKELY(sp[-1] == WK_I32 && skip_labels(&next, b)))
		STEP();
	b->frame->unreachable = true;
	sp = b->frame->base;
	NEXT(next, sp);
}

HANDLER(fast_RETURN)
{
	const struct wk_frame *f = b->frames;

	if (f->result_count > 1 ||
	    (f->result_count == 1 && sp[-1] != *wk_frame_results(f)))
		STEP();
	b->frame->unreachable = true;
	sp = b->frame->base;
	NEXT(p, sp);
}

/* How two words on the stack differ from those wanted; 0 when they do not. */
INLINE uint64_t
difference(const wk_valtype *is, const wk_valtype *wanted, uint64_t mask)
{
	uint64_t a, b;

	memcpy(&a, is, sizeof(a));
	memcpy(&b, wanted, sizeof(b));
	return (a ^ b) & mask;
}

/* Calls a function with operands of just its types, and at most one result. */
INLINE bool
call(const struct wk_sig *sig, wk_valtype **sp)
{
	wk_valtype *top = *sp;
	uint32_t n = sig->param_count;

	if ((difference(top - 2, sig->top + 2, sig->masks[1]) |
		difference(top - 4, sig->top, sig->masks[0])) != 0)
		return false;
	/* The rest, downwards, so that a barrier ends it. */
	for (uint32_t i = n; i > WK_SIG_TOP; i--) {
		uint32_t param = i - 1 - WK_SIG_TOP;

		if (top[(ptrdiff_t)param - (ptrdiff_t)n] != sig->types[param])
			return false;
	}
	top -= n;
	*top = sig->result;
	*sp = top + sig->result_count;
	return true;
}

INLINE bool
call_function(struct wk_body *b, uint32_t func, wk_valtype **sp)
{
	return func < b->func_count && call(&b->sigs[b->func_types[func]], sp);
}
INDEXED(CALL, call_function)
#undef INDEXED

HANDLER(fast_CALL_INDIRECT)
{
	const uint8_t *next = p;
	wk_valtype *top = sp - 1;
	uint32_t type, index;

	if (!LIKELY(read_index(&next, &type) && next < b->end &&
		    read_index(&next, &index) && next < b->end && index == 0 &&
		    sp[-1] == b->table_address &&
		    type < b->module->type_count &&
		    b->module->types[type].kind == WK_TYPE_FUNC &&
		    call(&b->sigs[type], &top)))
		STEP();
	NEXT(next, top);
}

/* What the special rows that have fast handlers use. */
static wk_handler *const fast[WK_OP_COUNT] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	[WK_OP_##name] = fast_##name,
#define SPECIAL(name, text, prefix, code, imm, feature)
#include "libwasmkit/model/opcodes.def"
#undef OP
#define FAST(name) [WK_OP_##name] = fast_##name
    FAST(UNREACHABLE),
    FAST(BLOCK),
    FAST(LOOP),
    FAST(IF),
    FAST(ELSE),
    FAST(TRY),
    FAST(END),
    FAST(BR),
    FAST(BR_IF),
    FAST(BR_TABLE),
    FAST(RETURN),
    FAST(CALL),
    FAST(CALL_INDIRECT),
    FAST(DROP),
    FAST(SELECT),
    FAST(LOCAL_GET),
    FAST(LOCAL_SET),
    FAST(LOCAL_TEE),
    FAST(GLOBAL_GET),
    FAST(GLOBAL_SET),
#undef FAST
};

/*
 * What the handler of an ordinary row depends on, as one number. Rows that
 * agree share a handler: then the processor has fewer jumps to tell apart.
 */
static uint64_t
row_key(const struct wk_op_info *info)
{
	uint64_t key = info->imm;

	key = key << 8 | info->width;
	key = key << 1 | (info->prefix != 0);
	key = key << 1 | (info->feature == WK_FEATURE_THREADS);
	/* Six bits tell the letters apart. */
	for (const char *c = info->params; *c != '\0'; c++)
		key = key << 6 | ((unsigned char)*c & 0x3Fu);
	key <<= 6;
	for (const char *c = info->results; *c != '\0'; c++)
		key = key << 6 | ((unsigned char)*c & 0x3Fu);
	return key;
}

/* Whether an instruction has to do with which locals were set. */
static bool
is_tracking(enum wk_op op)
{
	return op == WK_OP_LOCAL_GET || op == WK_OP_LOCAL_SET ||
	       op == WK_OP_LOCAL_TEE || op == WK_OP_ELSE || op == WK_OP_END;
}

/* The handlers of ordinary rows that differ. */
struct kinds {
	uint64_t keys[WK_OP_COUNT];
	wk_handler *handlers[WK_OP_COUNT];
	unsigned count;
};

/* The handler of the first row that agrees with an ordinary row. */
static wk_handler *
share_handler(struct kinds *kinds, enum wk_op op)
{
	uint64_t key = row_key(&wk_op_table[op]);

	for (unsigned i = 0; i < kinds->count; i++) {
		if (kinds->keys[i] == key)
			return kinds->handlers[i];
	}
	kinds->keys[kinds->count] = key;
	kinds->handlers[kinds->count++] = fast[op];
	return fast[op];
}

void
wk_fast_tables(struct wk_dispatches *tables, wk_features features)
{
	struct kinds kinds;

	kinds.count = 0;
	for (unsigned i = 0; i < WK_FAST_SLOTS; i++)
		tables->fast.slots[i] = i < 0x100 ? step_plain : step_prefixed;
	tables->fast.slots[0xFB] = prefix_FB;
	tables->fast.slots[0xFC] = prefix_FC;
	tables->fast.slots[0xFD] = prefix_FD;
	tables->fast.slots[0xFE] = prefix_FE;
	tables->tracked = tables->fast;
	for (enum wk_op op = 1; op < WK_OP_COUNT; op++) {
		const struct wk_op_info *info = &wk_op_table[op];
		unsigned slot = page_slot(info->prefix) + info->code;
		bool ordinary_row = info->params[0] != '*';

		if (fast[op] == NULL || !wk_op_enabled(op, features))
			continue;
		tables->fast.slots[slot] =
		    ordinary_row ? share_handler(&kinds, op) : fast[op];
		if (!is_tracking(op))
			tables->tracked.slots[slot] = tables->fast.slots[slot];
	}
}

const uint8_t *
wk_fast_run(struct wk_body *b, const struct wk_dispatch *table)
{
	const uint8_t *p = b->begin;
	struct wk_ahead ahead = {table->slots[p[1]], table->slots[p[2]]};
	struct wk_beyond beyond = {table->slots[p[3]]};

#if WK_FAST_CHAINED
	return table->slots[*p](p + 1, b->sp, b, table, ahead, beyond);
#else
	do {
		p = table->slots[*p](p + 1, b->sp, b, table, ahead, beyond);
	} while (p != NULL && b->frame_count > 0);
	return p;
#endif
}
