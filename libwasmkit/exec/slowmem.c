/*
 * Linear memories (specification 4.6.5), in the form that suits all of them:
 * every access is checked against the memory's size.
 */
#include "libwasmkit/exec/hook.h"
#include "libwasmkit/exec/slowop.h"

/*
 * A load of a type, whose value, widened as an expression says, becomes a
 * slot's.
 */
#define LOAD(name, type, widened) \
	SLOW(name) \
	{ \
		type value; \
		const uint8_t *at = wk_slow_at( \
		    t, imm[0].memory, sp[0].u64, imm[1].u64, sizeof(value)); \
\
		if (at == NULL) \
			return NULL; \
		memcpy(&value, at, sizeof(value)); \
		sp[0].u64 = (widened); \
		return imm + 2; \
	}

LOAD(I32_LOAD, uint32_t, value)
LOAD(I64_LOAD, uint64_t, value)
LOAD(F32_LOAD, uint32_t, value)
LOAD(F64_LOAD, uint64_t, value)
LOAD(I32_LOAD8_S, int8_t, wk_slow_extended((uint32_t)value, 1))
LOAD(I32_LOAD8_U, uint8_t, value)
LOAD(I32_LOAD16_S, int16_t, wk_slow_extended((uint32_t)value, 2))
LOAD(I32_LOAD16_U, uint16_t, value)
LOAD(I64_LOAD8_S, int8_t, (uint64_t)value)
LOAD(I64_LOAD8_U, uint8_t, value)
LOAD(I64_LOAD16_S, int16_t, (uint64_t)value)
LOAD(I64_LOAD16_U, uint16_t, value)
LOAD(I64_LOAD32_S, int32_t, (uint64_t)value)
LOAD(I64_LOAD32_U, uint32_t, value)

/* A store of the low bytes of a slot. */
#define STORE(name, type) \
	SLOW(name) \
	{ \
		type value = (type)sp[1].u64; \
		uint8_t *at = wk_slow_at( \
		    t, imm[0].memory, sp[0].u64, imm[1].u64, sizeof(value)); \
\
		if (at == NULL) \
			return NULL; \
		memcpy(at, &value, sizeof(value)); \
		return imm + 2; \
	}

STORE(I32_STORE, uint32_t)
STORE(I64_STORE, uint64_t)
STORE(F32_STORE, uint32_t)
STORE(F64_STORE, uint64_t)
STORE(I32_STORE8, uint8_t)
STORE(I32_STORE16, uint16_t)
STORE(I64_STORE8, uint8_t)
STORE(I64_STORE16, uint16_t)
STORE(I64_STORE32, uint32_t)

SLOW(MEMORY_SIZE)
{
	const struct wk_meminst *memory = imm[0].memory;

	sp[0].u64 = memory->size >> memory->type.page_log2;
	return imm + 1;
}

SLOW(MEMORY_GROW)
{
	struct wk_meminst *memory = imm[0].memory;
	uint64_t old;

	if (!wk_hook_grow(t, memory, sp[0].u64))
		return NULL;
	if (!wk_memory_grow(memory, sp[0].u64, &old))
		old = memory->type.is_64 ? UINT64_MAX : UINT32_MAX;
	sp[0].u64 = old;
	return imm + 1;
}

SLOW(MEMORY_FILL)
{
	uint64_t size = sp[2].u64;
	uint8_t *to = wk_slow_at(t, imm[0].memory, sp[0].u64, 0, size);

	if (to == NULL)
		return NULL;
	memset(to, sp[1].i32, size);
	return imm + 1;
}

SLOW(MEMORY_COPY)
{
	uint64_t size = sp[2].u64;
	uint8_t *to = wk_slow_at(t, imm[0].memory, sp[0].u64, 0, size);
	const uint8_t *from;

	if (to == NULL)
		return NULL;
	from = wk_slow_at(t, imm[1].memory, sp[1].u64, 0, size);
	if (from == NULL)
		return NULL;
	memmove(to, from, size);
	return imm + 2;
}

SLOW(MEMORY_INIT)
{
	const struct wk_datainst *data = imm[0].data;
	uint32_t from = sp[1].u32, size = sp[2].u32;
	uint8_t *to = wk_slow_at(t, imm[1].memory, sp[0].u64, 0, size);

	if (to == NULL)
		return NULL;
	if (!wk_slow_inside(from, size, data->size))
		return wk_thread_trap(t, WK_E_MEMORY_BOUNDS,
		    ": %u bytes from %u on, the data segment has %u", size,
		    from, data->size);
	if (size > 0)
		memcpy(to, data->data + from, size);
	return imm + 2;
}

SLOW(DATA_DROP)
{
	*imm[0].data = (struct wk_datainst){NULL, 0};
	return imm + 1;
}
