#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/roots.h"
#include "libwasmkit/exec/slow.h"
#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What all instructions below are about. */
static const char fields[] =
    "  (rec (type $d (descriptor $m) (struct (field i64)))"
    "    (type $m (describes $d) (struct (field i32))))"
    "  (type $s (sub (struct (field (mut i8)) (field (mut i16))"
    "    (field (mut i32)) (field (mut i64)) (field (mut f32))"
    "    (field (mut f64)) (field (mut v128)) (field (mut anyref)))))"
    "  (type $t (sub $s (struct (field (mut i8)) (field (mut i16))"
    "    (field (mut i32)) (field (mut i64)) (field (mut f32))"
    "    (field (mut f64)) (field (mut v128)) (field (mut anyref))"
    "    (field i32))))"
    "  (type $i8 (array (mut i8))) (type $i16 (array (mut i16)))"
    "  (type $v (array (mut v128))) (type $r (array (mut anyref)))"
    "  (type $f (array (mut funcref)))"
    "  (memory $m32 1 2) (memory $m64 i64 1 2) (memory $sh 1 1 shared)"
    "  (memory $odd 3 8 (pagesize 1))"
    "  (table $tab 4 8 funcref) (table $t64 i64 2 anyref)"
    "  (data $data \"\\01\\02\\03\\04\\ff\\fe\\80\\7f\")"
    "  (elem $elem funcref (ref.func 0) (ref.null func) (ref.func 0))";

static const char *const instructions[] = {
    "i32.load $m32",
    "i32.load8_s $m32",
    "i32.load16_u $m64 offset=1",
    "i64.load $m64",
    "i64.load $odd",
    "i64.load32_s $m32",
    "i64.load $m64 offset=0xffffffffffffffff",
    "i32.store $m32",
    "i64.store8 $m64",
    "i64.store $odd",
    "memory.size $m32",
    "memory.size $odd",
    "memory.grow $m32",
    "memory.grow $m64",
    "memory.grow $odd",
    "memory.fill $m32",
    "memory.copy $m64 $m32",
    "memory.copy $m32 $m32",
    "memory.init $m32 $data",
    "data.drop $data",
    "table.get $tab",
    "table.get $t64",
    "table.set $tab",
    "table.size $t64",
    "table.grow $tab",
    "table.grow $t64",
    "table.fill $tab",
    "table.copy $tab $tab",
    "table.init $tab $elem",
    "elem.drop $elem",
    "i64.add128",
    "i64.sub128",
    "i64.mul_wide_s",
    "i64.mul_wide_u",
    "i32.atomic.rmw8.add_u $sh",
    "i64.atomic.rmw.cmpxchg $sh",
    "i32.atomic.rmw16.cmpxchg_u $sh",
    "i64.atomic.store32 $sh",
    "i32.atomic.load $sh",
    "memory.atomic.wait32 $sh",
    "memory.atomic.wait64 $m32",
    "memory.atomic.notify $sh",
    "ref.i31",
    "ref.test (ref i31)",
    "ref.test (ref null $s)",
    "ref.cast (ref $t)",
    "ref.cast (ref null $t)",
    "struct.new $s",
    "struct.new $t",
    "struct.new_default $s",
    "struct.get_s $s 0",
    "struct.get_u $s 0",
    "struct.get_s $s 1",
    "struct.get $s 2",
    "struct.get $s 3",
    "struct.get $s 6",
    "struct.get $s 7",
    "struct.set $s 0",
    "struct.set $s 6",
    "struct.set $s 7",
    "struct.new_desc $d",
    "struct.new_default_desc $d",
    "ref.get_desc $d",
    "ref.cast_desc_eq (ref $d)",
    "ref.cast_desc_eq (ref null $d)",
    "struct.new $m",
    "array.new $v",
    "array.new $i16",
    "array.new_default $r",
    "array.new_fixed $v 2",
    "array.new_fixed $i8 3",
    "array.new_data $i16 $data",
    "array.new_elem $f $elem",
    "array.get $v",
    "array.get_s $i16",
    "array.get_u $i8",
    "array.get $r",
    "array.set $v",
    "array.set $r",
    "array.fill $i16",
    "array.copy $i8 $i8",
    "array.init_data $i8 $data",
    "array.init_elem $f $elem",
};

static struct wk_source source;
static struct wk_module *module;
static struct wk_store *store;
static struct wk_instance *instance;
static struct wk_thread *thread;
static union wk_slot slots[64];

static void
set_up(void)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_store_options limits = {.max_heap = 1 << 20};
	struct wk_error err = {0};
	struct wk_thread **place;
	char text[16384] = {0};
	size_t size = (size_t)snprintf(text, sizeof(text), "%s (func", fields);

	/* Behind unreachable an instruction finds any operands it likes. */
	for (size_t i = 0; i < COUNT(instructions); i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size,
		    " unreachable %s", instructions[i]);
	size += (size_t)snprintf(text + size, sizeof(text) - size, ")");
	ck_assert_uint_lt(size, sizeof(text));
	wk_source_copy("slow.wat", text, size, &source, &err);
	if (!wk_wat_parse(&source, &options, &module, &err) ||
	    !wk_validate(module, &rules, &err))
		ck_abort_msg("%s", err.message);
	store = wk_store_new(&limits, &err);
	ck_assert_ptr_nonnull(store);
	wk_roots_attach(store);
	wk_heap_stress(store->heap, true);
	if (!wk_instantiate(store, module, NULL, &instance, &err))
		ck_abort_msg("%s", err.message);
	thread = calloc(1, sizeof(*thread));
	ck_assert_ptr_nonnull(thread);
	thread->store = store;
	thread->stack.base = slots;
	thread->stack.limit = thread->top = slots + 64;
	place = wk_vec_push(&store->threads);
	ck_assert_ptr_nonnull(place);
	*place = thread;
	memset(slots, 0, sizeof(slots));
}

static void
tear_down(void)
{
	wk_store_free(store);
	free(thread);
	wk_module_free(module);
	wk_source_close(&source);
}

/* Executes the nth instruction of a kind on the slots from sp on. */
static bool
run_at(enum wk_op op, unsigned nth, union wk_slot *sp)
{
	struct wk_span locals, body;
	struct wk_instr in;
	union wk_cell imm[4];
	uint32_t pos = 0;

	ck_assert(wk_instr_body(module->funcs[0].body, &locals, &body, NULL));
	do {
		ck_assert_uint_lt(pos, body.size);
		ck_assert(wk_instr_decode(body, &pos, &in, NULL));
	} while (in.op != op || nth-- > 0);
	wk_slow_imm(instance, &in, imm);
	memset(&thread->err, 0, sizeof(thread->err));
	return wk_slow_table[op](thread, sp, imm) != NULL;
}

/* The same with operands in the first slots. */
static bool
run(enum wk_op op, unsigned nth, uint64_t a, uint64_t b, uint64_t c)
{
	slots[0].u64 = a;
	slots[1].u64 = b;
	slots[2].u64 = c;
	return run_at(op, nth, slots);
}

#define RUN(name, nth, a, b, c) ck_assert(run(WK_OP_##name, nth, a, b, c))
#define GIVES(value) ck_assert_uint_eq(slots[0].u64, value)
#define TRAPS(error, name, nth, a, b, c) \
	do { \
		ck_assert(!run(WK_OP_##name, nth, a, b, c)); \
		ck_assert_int_eq(thread->err.code, WK_E_##error); \
	} while (0)

START_TEST(memories)
{
	uint8_t *m = instance->memories[0]->base;

	RUN(I32_STORE, 0, 100, 0x81828384, 0);
	ck_assert_mem_eq(m + 100, "\x84\x83\x82\x81", 4);
	RUN(I32_LOAD, 0, 100, 0, 0);
	GIVES(0x81828384);
	RUN(I32_LOAD8_S, 0, 100, 0, 0);
	GIVES(0xFFFFFF84);
	RUN(I64_LOAD32_S, 0, 100, 0, 0);
	GIVES(0xFFFFFFFF81828384);
	RUN(I32_LOAD, 0, 65532, 0, 0);
	TRAPS(MEMORY_BOUNDS, I32_LOAD, 0, 65533, 0, 0);
	TRAPS(MEMORY_BOUNDS, I32_LOAD, 0, 0xFFFFFFFF, 0, 0);
	TRAPS(MEMORY_BOUNDS, I32_STORE, 0, 65533, 0, 0);
	RUN(I64_STORE8, 0, 65535, 0x1234, 0);
	RUN(I32_LOAD16_U, 0, 65533, 0, 0);
	GIVES(0x3400);
	TRAPS(MEMORY_BOUNDS, I32_LOAD16_U, 0, 65534, 0, 0);
	TRAPS(MEMORY_BOUNDS, I32_LOAD16_U, 0, UINT64_MAX, 0, 0);
	TRAPS(MEMORY_BOUNDS, I64_LOAD, 0, UINT64_MAX - 7, 0, 0);
	TRAPS(MEMORY_BOUNDS, I64_LOAD, 2, 1, 0, 0);
	TRAPS(MEMORY_BOUNDS, I64_LOAD, 2, 0, 0, 0);
	/* A memory of three bytes. */
	TRAPS(MEMORY_BOUNDS, I64_LOAD, 1, 0, 0, 0);
	RUN(MEMORY_SIZE, 1, 0, 0, 0);
	GIVES(3);
	RUN(MEMORY_GROW, 2, 5, 0, 0);
	GIVES(3);
	RUN(I64_STORE, 0, 0, 0x1122334455667788, 0);
	RUN(I64_LOAD, 1, 0, 0, 0);
	GIVES(0x1122334455667788);
	RUN(MEMORY_GROW, 2, 1, 0, 0);
	GIVES(0xFFFFFFFF);
	RUN(MEMORY_GROW, 1, 9, 0, 0);
	GIVES(UINT64_MAX);
	RUN(MEMORY_GROW, 0, 1, 0, 0);
	GIVES(1);
	RUN(MEMORY_SIZE, 0, 0, 0, 0);
	GIVES(2);
}
END_TEST

START_TEST(memories_in_bulk)
{
	uint8_t *m = instance->memories[0]->base;

	RUN(MEMORY_FILL, 0, 10, 0x1AB, 5);
	ck_assert_mem_eq(m + 9, "\0\xAB\xAB\xAB\xAB\xAB\0", 7);
	RUN(MEMORY_FILL, 0, 65536, 1, 0);
	TRAPS(MEMORY_BOUNDS, MEMORY_FILL, 0, 65536, 1, 1);
	TRAPS(MEMORY_BOUNDS, MEMORY_FILL, 0, 65537, 1, 0);
	RUN(MEMORY_INIT, 0, 0, 4, 4);
	ck_assert_mem_eq(m, "\xFF\xFE\x80\x7F", 5);
	RUN(MEMORY_COPY, 1, 1, 0, 4);
	ck_assert_mem_eq(m, "\xFF\xFF\xFE\x80\x7F", 5);
	RUN(MEMORY_COPY, 0, 65531, 0, 5);
	ck_assert_mem_eq(
	    instance->memories[1]->base + 65531, "\xFF\xFF\xFE\x80\x7F", 5);
	TRAPS(MEMORY_BOUNDS, MEMORY_COPY, 0, 65532, 0, 5);
	TRAPS(MEMORY_BOUNDS, MEMORY_COPY, 0, UINT64_MAX, 0, 5);
	TRAPS(MEMORY_BOUNDS, MEMORY_COPY, 0, 0, 65532, 5);
	TRAPS(MEMORY_BOUNDS, MEMORY_INIT, 0, 0, 5, 4);
	TRAPS(MEMORY_BOUNDS, MEMORY_INIT, 0, 65535, 0, 4);
	RUN(DATA_DROP, 0, 0, 0, 0);
	RUN(MEMORY_INIT, 0, 65536, 0, 0);
	TRAPS(MEMORY_BOUNDS, MEMORY_INIT, 0, 0, 0, 1);
}
END_TEST

START_TEST(tables)
{
	wk_ref func = wk_func_ref(instance->funcs[0]);

	RUN(TABLE_SET, 0, 3, func, 0);
	RUN(TABLE_GET, 0, 3, 0, 0);
	GIVES(func);
	TRAPS(TABLE_BOUNDS, TABLE_GET, 0, 4, 0, 0);
	TRAPS(TABLE_BOUNDS, TABLE_GET, 1, (uint64_t)1 << 32, 0, 0);
	TRAPS(TABLE_BOUNDS, TABLE_SET, 0, 4, 0, 0);
	RUN(TABLE_GROW, 0, func, 4, 0);
	GIVES(4);
	RUN(TABLE_GROW, 0, func, 1, 0);
	GIVES(0xFFFFFFFF);
	RUN(TABLE_GROW, 1, 7, UINT64_MAX, 0);
	GIVES(UINT64_MAX);
	RUN(TABLE_SIZE, 0, 0, 0, 0);
	GIVES(2);
	RUN(TABLE_GET, 0, 7, 0, 0);
	GIVES(func);
	RUN(TABLE_FILL, 0, 0, 0, 8);
	RUN(TABLE_GET, 0, 7, 0, 0);
	GIVES(0);
	TRAPS(TABLE_BOUNDS, TABLE_FILL, 0, 1, 0, 8);
	RUN(TABLE_INIT, 0, 5, 1, 2);
	RUN(TABLE_COPY, 0, 0, 5, 3);
	RUN(TABLE_GET, 0, 0, 0, 0);
	GIVES(0);
	RUN(TABLE_GET, 0, 1, 0, 0);
	GIVES(func);
	TRAPS(TABLE_BOUNDS, TABLE_INIT, 0, 0, 2, 2);
	TRAPS(TABLE_BOUNDS, TABLE_INIT, 0, 7, 0, 2);
	TRAPS(TABLE_BOUNDS, TABLE_COPY, 0, 7, 0, 2);
	TRAPS(TABLE_BOUNDS, TABLE_COPY, 0, 0, 7, 2);
	RUN(ELEM_DROP, 0, 0, 0, 0);
	RUN(TABLE_INIT, 0, 0, 0, 0);
	TRAPS(TABLE_BOUNDS, TABLE_INIT, 0, 0, 0, 1);
}
END_TEST

START_TEST(numbers)
{
	slots[3].u64 = 7;
	RUN(I64_ADD128, 0, UINT64_MAX, 1, 1);
	GIVES(0);
	ck_assert_uint_eq(slots[1].u64, 9);
	RUN(I64_SUB128, 0, 0, 9, 1);
	GIVES(UINT64_MAX);
	ck_assert_uint_eq(slots[1].u64, 1);
	RUN(I64_MUL_WIDE_S, 0, UINT64_MAX, 5, 0);
	GIVES((uint64_t)-5);
	ck_assert_uint_eq(slots[1].u64, UINT64_MAX);
	RUN(I64_MUL_WIDE_U, 0, UINT64_MAX, 5, 0);
	GIVES((uint64_t)-5);
	ck_assert_uint_eq(slots[1].u64, 4);
}
END_TEST

START_TEST(atomics)
{
	RUN(I64_ATOMIC_STORE32, 0, 8, 0x1234567811111111, 0);
	RUN(I32_ATOMIC_RMW8_ADD_U, 0, 9, 0x1FF, 0);
	GIVES(0x11);
	RUN(I32_ATOMIC_LOAD, 0, 8, 0, 0);
	GIVES(0x11111011);
	RUN(I32_ATOMIC_RMW16_CMPXCHG_U, 0, 8, 0xAAAA1011, 0xBBBB2222);
	GIVES(0x1011);
	RUN(I64_ATOMIC_RMW_CMPXCHG, 0, 8, 0x11112222, 0x77);
	GIVES(0x11112222);
	RUN(I64_ATOMIC_RMW_CMPXCHG, 0, 8, 0x11112222, 0x78);
	GIVES(0x77);
	TRAPS(UNALIGNED_ATOMIC, I32_ATOMIC_LOAD, 0, 2, 0, 0);
	TRAPS(UNALIGNED_ATOMIC, I64_ATOMIC_RMW_CMPXCHG, 0, 4, 0, 0);
	TRAPS(MEMORY_BOUNDS, I32_ATOMIC_LOAD, 0, 65536, 0, 0);
	RUN(MEMORY_ATOMIC_WAIT32, 0, 8, 0x78, 0);
	GIVES(1);
	RUN(MEMORY_ATOMIC_WAIT32, 0, 8, 0x77, 0);
	GIVES(2);
	/* The thread has to stop, until it is woken. */
	ck_assert(!run(WK_OP_MEMORY_ATOMIC_WAIT32, 0, 8, 0x77, UINT64_MAX));
	ck_assert(thread->waiting.is_on);
	RUN(MEMORY_ATOMIC_NOTIFY, 0, 8, 1, 0);
	GIVES(1);
	ck_assert(!thread->waiting.is_on);
	TRAPS(EXPECTED_SHARED, MEMORY_ATOMIC_WAIT64, 0, 8, 0x77, 0);
	TRAPS(UNALIGNED_ATOMIC, MEMORY_ATOMIC_NOTIFY, 0, 7, 1, 0);
	RUN(MEMORY_ATOMIC_NOTIFY, 0, 8, 1, 0);
	GIVES(0);
}
END_TEST

START_TEST(references)
{
	uint64_t small, string;

	RUN(REF_I31, 0, 0xC0000001, 0, 0);
	small = slots[0].u64;
	RUN(REF_TEST, 0, small, 0, 0);
	GIVES(1);
	RUN(REF_TEST, 0, 0, 0, 0);
	GIVES(0);
	RUN(REF_TEST_NULL, 0, 0, 0, 0);
	GIVES(1);
	RUN(REF_TEST_NULL, 0, small, 0, 0);
	GIVES(0);
	RUN(STRUCT_NEW_DEFAULT, 0, 0, 0, 0);
	string = slots[0].u64;
	slots[8].u64 = string;
	RUN(REF_TEST_NULL, 0, string, 0, 0);
	GIVES(1);
	TRAPS(CAST_FAILURE, REF_CAST, 0, string, 0, 0);
	TRAPS(CAST_FAILURE, REF_CAST, 0, 0, 0, 0);
	RUN(REF_CAST_NULL, 0, 0, 0, 0);
	memset(slots, 0, sizeof(slots));
	RUN(STRUCT_NEW, 1, 0, 0, 0);
	RUN(REF_CAST, 0, slots[0].u64, 0, 0);
	RUN(REF_TEST_NULL, 0, slots[0].u64, 0, 0);
	GIVES(1);
}
END_TEST

START_TEST(structures)
{
	uint64_t object;

	for (unsigned i = 0; i < 9; i++)
		slots[i].u64 = 0x8081828384858687 + i;
	slots[8].u64 = 5; /* i31 */
	ck_assert(run_at(WK_OP_STRUCT_NEW, 0, slots));
	object = slots[0].u64;
	slots[20].u64 = object;
	RUN(STRUCT_GET_S, 0, object, 0, 0);
	GIVES(0xFFFFFF87);
	RUN(STRUCT_GET_U, 0, object, 0, 0);
	GIVES(0x87);
	RUN(STRUCT_GET_S, 1, object, 0, 0);
	GIVES(0xFFFF8688);
	RUN(STRUCT_GET, 0, object, 0, 0);
	GIVES(0x84858689);
	RUN(STRUCT_GET, 1, object, 0, 0);
	GIVES(0x808182838485868A);
	RUN(STRUCT_GET, 2, object, 0, 0);
	GIVES(0x808182838485868D);
	ck_assert_uint_eq(slots[1].u64, 0x808182838485868E);
	RUN(STRUCT_GET, 3, object, 0, 0);
	GIVES(5);
	RUN(STRUCT_SET, 0, object, 0x123, 0);
	RUN(STRUCT_GET_U, 0, object, 0, 0);
	GIVES(0x23);
	RUN(STRUCT_GET_S, 1, object, 0, 0);
	GIVES(0xFFFF8688);
	RUN(STRUCT_SET, 1, object, 11, 12);
	RUN(STRUCT_GET, 2, object, 0, 0);
	GIVES(11);
	ck_assert_uint_eq(slots[1].u64, 12);
	RUN(STRUCT_NEW_DEFAULT, 0, 0, 0, 0);
	RUN(STRUCT_SET, 2, object, slots[0].u64, 0);
	for (unsigned i = 0; i < 20; i++)
		RUN(STRUCT_NEW_DEFAULT, 0, 0, 0, 0);
	RUN(STRUCT_GET, 3, object, 0, 0);
	RUN(STRUCT_GET, 3, slots[0].u64, 0, 0);
	GIVES(0);
	TRAPS(NULL_STRUCTURE, STRUCT_GET, 0, 0, 0, 0);
	TRAPS(NULL_STRUCTURE, STRUCT_SET, 0, 0, 0, 0);
}
END_TEST

START_TEST(descriptors)
{
	uint64_t meta, other, object;

	RUN(STRUCT_NEW, 2, 1, 0, 0);
	slots[20].u64 = meta = slots[0].u64;
	RUN(STRUCT_NEW, 2, 1, 0, 0);
	slots[21].u64 = other = slots[0].u64;
	TRAPS(NULL_DESCRIPTOR, STRUCT_NEW_DESC, 0, 7, 0, 0);
	TRAPS(NULL_DESCRIPTOR, STRUCT_NEW_DEFAULT_DESC, 0, 0, 0, 0);
	RUN(STRUCT_NEW_DESC, 0, 7, meta, 0);
	slots[22].u64 = object = slots[0].u64;
	RUN(REF_GET_DESC, 0, object, 0, 0);
	GIVES(meta);
	RUN(STRUCT_NEW_DEFAULT_DESC, 0, other, 0, 0);
	RUN(REF_GET_DESC, 0, slots[0].u64, 0, 0);
	GIVES(other);
	TRAPS(NULL_REFERENCE, REF_GET_DESC, 0, 0, 0, 0);
	RUN(REF_CAST_DESC_EQ, 0, object, meta, 0);
	GIVES(object);
	TRAPS(DESCRIPTOR_CAST_FAILURE, REF_CAST_DESC_EQ, 0, object, other, 0);
	TRAPS(DESCRIPTOR_CAST_FAILURE, REF_CAST_DESC_EQ, 0, 0, meta, 0);
	TRAPS(NULL_DESCRIPTOR, REF_CAST_DESC_EQ, 0, object, 0, 0);
	TRAPS(NULL_DESCRIPTOR, REF_CAST_DESC_EQ_NULL, 0, 0, 0, 0);
	RUN(REF_CAST_DESC_EQ_NULL, 0, 0, meta, 0);
	TRAPS(DESCRIPTOR_CAST_FAILURE, REF_CAST_DESC_EQ_NULL, 0, 1, meta, 0);
	TRAPS(DESCRIPTOR_CAST_FAILURE, REF_CAST_DESC_EQ_NULL, 0, meta, meta, 0);
}
END_TEST

static uint64_t
length_of(wk_ref array)
{
	struct wk_debug_object object;

	wk_debug_object(store, array, &object);
	return object.count;
}

START_TEST(arrays)
{
	uint64_t v, words, refs, bytes, funcs;

	RUN(ARRAY_NEW, 0, 1, 2, 3);
	slots[20].u64 = v = slots[0].u64;
	RUN(ARRAY_GET, 0, v, 2, 0);
	GIVES(1);
	ck_assert_uint_eq(slots[1].u64, 2);
	slots[3].u64 = 10;
	RUN(ARRAY_SET, 0, v, 1, 9);
	RUN(ARRAY_GET, 0, v, 1, 0);
	GIVES(9);
	ck_assert_uint_eq(slots[1].u64, 10);
	TRAPS(ARRAY_BOUNDS, ARRAY_GET, 0, v, 3, 0);
	TRAPS(NULL_ARRAY, ARRAY_GET, 0, 0, 3, 0);
	slots[3].u64 = 4;
	RUN(ARRAY_NEW_FIXED, 0, 1, 2, 3);
	slots[21].u64 = v = slots[0].u64;
	RUN(ARRAY_GET, 0, v, 1, 0);
	GIVES(3);
	ck_assert_uint_eq(slots[1].u64, 4);
	RUN(ARRAY_NEW, 1, 0x18000, 70000, 0);
	slots[22].u64 = words = slots[0].u64;
	RUN(ARRAY_GET_S, 0, words, 69999, 0);
	GIVES(0xFFFF8000);
	slots[3].u64 = 2;
	RUN(ARRAY_FILL, 0, words, 69998, 5);
	RUN(ARRAY_GET_S, 0, words, 69997, 0);
	GIVES(0xFFFF8000);
	RUN(ARRAY_GET_S, 0, words, 69999, 0);
	GIVES(5);
	slots[3].u64 = 2;
	TRAPS(ARRAY_BOUNDS, ARRAY_FILL, 0, words, 69999, 5);
	RUN(ARRAY_NEW_DEFAULT, 0, 5, 0, 0);
	slots[23].u64 = refs = slots[0].u64;
	RUN(ARRAY_SET, 1, refs, 4, words);
	slots[22].u64 = 0;
	RUN(ARRAY_NEW_FIXED, 1, 1, 2, 3);
	slots[22].u64 = bytes = slots[0].u64;
	RUN(ARRAY_GET, 1, refs, 4, 0);
	GIVES(words);
	ck_assert_uint_eq(length_of(words), 70000);
	slots[3].u64 = 0;
	slots[4].u64 = 2;
	RUN(ARRAY_COPY, 0, bytes, 1, bytes);
	RUN(ARRAY_GET_U, 0, bytes, 2, 0);
	GIVES(2);
	slots[3].u64 = 2;
	slots[4].u64 = 2;
	TRAPS(ARRAY_BOUNDS, ARRAY_COPY, 0, bytes, 1, bytes);
	TRAPS(NULL_ARRAY, ARRAY_COPY, 0, bytes, 1, 0);
	slots[3].u64 = 3;
	RUN(ARRAY_INIT_DATA, 0, bytes, 0, 4);
	RUN(ARRAY_GET_U, 0, bytes, 1, 0);
	GIVES(0xFE);
	slots[3].u64 = 3;
	TRAPS(MEMORY_BOUNDS, ARRAY_INIT_DATA, 0, bytes, 0, 6);
	TRAPS(ARRAY_BOUNDS, ARRAY_INIT_DATA, 0, bytes, 1, 0);
	RUN(ARRAY_NEW_DATA, 0, 2, 3, 0);
	RUN(ARRAY_GET_S, 0, slots[0].u64, 2, 0);
	GIVES(0x7F80);
	TRAPS(MEMORY_BOUNDS, ARRAY_NEW_DATA, 0, 2, 4, 0);
	TRAPS(MEMORY_BOUNDS, ARRAY_NEW_DATA, 0, 0, 0x80000001, 0);
	RUN(ARRAY_NEW_ELEM, 0, 1, 2, 0);
	slots[20].u64 = funcs = slots[0].u64;
	RUN(ARRAY_GET, 1, funcs, 1, 0);
	GIVES(wk_func_ref(instance->funcs[0]));
	TRAPS(TABLE_BOUNDS, ARRAY_NEW_ELEM, 0, 1, 3, 0);
	slots[3].u64 = 1;
	RUN(ARRAY_INIT_ELEM, 0, funcs, 1, 1);
	RUN(ARRAY_GET, 1, funcs, 1, 0);
	GIVES(0);
	slots[3].u64 = 1;
	TRAPS(TABLE_BOUNDS, ARRAY_INIT_ELEM, 0, funcs, 1, 3);
	TRAPS(ARRAY_BOUNDS, ARRAY_INIT_ELEM, 0, funcs, 2, 0);
	TRAPS(LIMIT, ARRAY_NEW_DEFAULT, 0, UINT32_MAX, 0, 0);
}
END_TEST

TCase *
wk_test_slow(void)
{
	TCase *tcase = tcase_create("slow");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, memories);
	tcase_add_test(tcase, memories_in_bulk);
	tcase_add_test(tcase, tables);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, atomics);
	tcase_add_test(tcase, references);
	tcase_add_test(tcase, structures);
	tcase_add_test(tcase, descriptors);
	tcase_add_test(tcase, arrays);
	return tcase;
}
