/*
 * Atomic access to memories. Threads of a store run one at a time and change
 * only at ticks, so that every access is atomic; what is left is that
 * addresses have to be aligned.
 */
#include "libwasmkit/exec/slowop.h"
#include "libwasmkit/exec/wait.h"

/* The bytes at an address, which has to be aligned; NULL after a trap. */
static uint8_t *
atomic_at(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint64_t offset, uint32_t size)
{
	if ((address + offset) % size != 0) {
		wk_thread_trap(t, WK_E_UNALIGNED_ATOMIC,
		    ": address %llu of an access of %u bytes",
		    (unsigned long long)(address + offset), size);
		return NULL;
	}
	return wk_slow_at(t, memory, address, offset, size);
}

/* Memory's value of a type, zero-extended. */
#define LOAD(name, type) \
	SLOW(name) \
	{ \
		type value; \
		const uint8_t *at = atomic_at( \
		    t, imm[0].memory, sp[0].u64, imm[1].u64, sizeof(value)); \
\
		if (at == NULL) \
			return NULL; \
		memcpy(&value, at, sizeof(value)); \
		sp[0].u64 = value; \
		return imm + 2; \
	}

#define STORE(name, type) \
	SLOW(name) \
	{ \
		type value = (type)sp[1].u64; \
		uint8_t *at = atomic_at( \
		    t, imm[0].memory, sp[0].u64, imm[1].u64, sizeof(value)); \
\
		if (at == NULL) \
			return NULL; \
		memcpy(at, &value, sizeof(value)); \
		return imm + 2; \
	}

/* Leaves `changed` in memory, from old and the operand arg; gives old. */
#define CHANGE(name, type, changed) \
	SLOW(name) \
	{ \
		type old, new, arg = (type)sp[1].u64; \
		uint8_t *at = atomic_at( \
		    t, imm[0].memory, sp[0].u64, imm[1].u64, sizeof(old)); \
\
		if (at == NULL) \
			return NULL; \
		memcpy(&old, at, sizeof(old)); \
		new = (type)(changed); \
		memcpy(at, &new, sizeof(new)); \
		sp[0].u64 = old; \
		return imm + 2; \
	}

/* All instructions that load, store, or change in one way. */
#define LOADS \
	LOAD(I32_ATOMIC_LOAD, uint32_t) \
	LOAD(I64_ATOMIC_LOAD, uint64_t) \
	LOAD(I32_ATOMIC_LOAD8_U, uint8_t) \
	LOAD(I32_ATOMIC_LOAD16_U, uint16_t) \
	LOAD(I64_ATOMIC_LOAD8_U, uint8_t) \
	LOAD(I64_ATOMIC_LOAD16_U, uint16_t) \
	LOAD(I64_ATOMIC_LOAD32_U, uint32_t)

#define STORES \
	STORE(I32_ATOMIC_STORE, uint32_t) \
	STORE(I64_ATOMIC_STORE, uint64_t) \
	STORE(I32_ATOMIC_STORE8, uint8_t) \
	STORE(I32_ATOMIC_STORE16, uint16_t) \
	STORE(I64_ATOMIC_STORE8, uint8_t) \
	STORE(I64_ATOMIC_STORE16, uint16_t) \
	STORE(I64_ATOMIC_STORE32, uint32_t)

#define CHANGES(op, changed) \
	CHANGE(I32_ATOMIC_RMW_##op, uint32_t, changed) \
	CHANGE(I64_ATOMIC_RMW_##op, uint64_t, changed) \
	CHANGE(I32_ATOMIC_RMW8_##op##_U, uint8_t, changed) \
	CHANGE(I32_ATOMIC_RMW16_##op##_U, uint16_t, changed) \
	CHANGE(I64_ATOMIC_RMW8_##op##_U, uint8_t, changed) \
	CHANGE(I64_ATOMIC_RMW16_##op##_U, uint16_t, changed) \
	CHANGE(I64_ATOMIC_RMW32_##op##_U, uint32_t, changed)

LOADS
STORES
CHANGES(ADD, old + arg)
CHANGES(SUB, old - arg)
CHANGES(AND, old &arg)
CHANGES(OR, old | arg)
CHANGES(XOR, old ^ arg)
CHANGES(XCHG, arg)
/* The operand is what is expected, wrapped to the type; then what replaces. */
CHANGES(CMPXCHG, old == arg ? sp[2].u64 : old)

SLOW(ATOMIC_FENCE)
{
	return imm;
}

/* Waits, unless memory does not hold what is expected. */
static const union wk_cell *
wait(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm,
    uint32_t size)
{
	const struct wk_meminst *memory = imm[0].memory;
	const uint8_t *at = atomic_at(t, memory, sp[0].u64, imm[1].u64, size);
	union wk_slot held = {0};

	if (at == NULL)
		return NULL;
	if (!memory->type.is_shared)
		return wk_thread_trap(t, WK_E_EXPECTED_SHARED, "");
	memcpy(&held, at, size);
	if (held.u64 != sp[1].u64) {
		sp[0].u64 = WK_WAIT_NOT_EQUAL;
		return imm + 2;
	}
	if (sp[2].i64 == 0) {
		sp[0].u64 = WK_WAIT_TIMED_OUT;
		return imm + 2;
	}
	wk_wait_begin(
	    t, memory, sp[0].u64 + imm[1].u64, sp[2].i64, sp, imm + 2);
	return NULL;
}

SLOW(MEMORY_ATOMIC_WAIT32)
{
	return wait(t, sp, imm, 4);
}

SLOW(MEMORY_ATOMIC_WAIT64)
{
	return wait(t, sp, imm, 8);
}

SLOW(MEMORY_ATOMIC_NOTIFY)
{
	const struct wk_meminst *memory = imm[0].memory;

	if (atomic_at(t, memory, sp[0].u64, imm[1].u64, 4) == NULL)
		return NULL;
	sp[0].u64 =
	    memory->type.is_shared ?
		wk_wait_notify(t, memory, sp[0].u64 + imm[1].u64, sp[1].u32) :
		0;
	return imm + 2;
}
