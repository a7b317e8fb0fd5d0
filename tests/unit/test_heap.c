#include <stdlib.h>
#include <string.h>

#include "libwasmkit/runtime/heapspace.h"
#include "tests/unit/unit.h"

#define REF (WK_TYPE_REF | WK_TYPE_NULL | (wk_valtype)WK_HEAP_ANY)

/* A list's node, arrays, an exception of two parameters, a continuation. */
static const struct wk_place_of_field node_fields[] = {
    {.offset = 8, .width = 8, .is_ref = true, .storage = REF},
    {.offset = 16, .width = 8, .storage = WK_I64},
};
static const struct wk_rtype node_type = {
    .kind = WK_TYPE_STRUCT,
    .aggregate = {.size = 24,
	.ref_count = 1,
	.refs = 1 << 1,
	.count = 2,
	.fields = node_fields},
};
static const struct wk_place_of_field ref_element[] = {
    {.offset = WK_ARRAY_OFFSET, .width = 8, .is_ref = true, .storage = REF},
};
static const struct wk_rtype refs_type = {
    .kind = WK_TYPE_ARRAY,
    .aggregate = {.size = WK_ARRAY_OFFSET,
	.ref_count = 1,
	.count = 1,
	.fields = ref_element},
};
static const struct wk_place_of_field byte_element[] = {
    {.offset = WK_ARRAY_OFFSET, .width = 1, .storage = WK_I8},
};
static const struct wk_rtype bytes_type = {
    .kind = WK_TYPE_ARRAY,
    .aggregate = {.size = WK_ARRAY_OFFSET, .count = 1, .fields = byte_element},
};
static const struct wk_rtype exn_type = {.kind = WK_OBJECT_EXN};
static const struct wk_rtype cont_type = {.kind = WK_TYPE_CONT};
static const wk_valtype tag_params[] = {WK_V128, REF};
static const struct wk_rtype tag_type = {
    .kind = WK_TYPE_FUNC,
    .func = {.param_count = 2, .param_slots = 3, .types = tag_params},
};

struct node {
	struct wk_object object;
	wk_ref next;
	uint64_t number;
};

static union wk_slot frames[64];
static unsigned dropped;

static void
mark_frames(struct wk_store *store)
{
	wk_heap_mark_slots(store->heap, frames, frames + 64);
}

static void
mark_cont(struct wk_store *store, struct wk_object *cont)
{
	wk_heap_mark(store->heap, ((struct node *)cont)->next);
}

static void
drop_cont(struct wk_object *cont)
{
	(void)cont;
	dropped++;
}

static const struct wk_heap_hooks hooks = {mark_frames, mark_cont, drop_cont};

static struct wk_store *
new_store(uint64_t max_heap)
{
	struct wk_store *store = calloc(1, sizeof(*store));

	ck_assert_ptr_nonnull(store);
	store->options.max_heap = max_heap;
	store->held.size = sizeof(wk_ref);
	store->heap = wk_heap_new();
	ck_assert_ptr_nonnull(store->heap);
	wk_heap_set_hooks(store->heap, &hooks);
	memset(frames, 0, sizeof(frames));
	dropped = 0;
	return store;
}

static void
free_store(struct wk_store *store)
{
	wk_heap_free(store->heap);
	wk_vec_free(&store->held);
	free(store);
}

static struct node *
new_node(struct wk_store *store, wk_ref next, uint64_t number)
{
	struct node *node = wk_heap_alloc(store, &node_type, sizeof(*node));

	ck_assert_ptr_nonnull(node);
	ck_assert_uint_eq(node->next, 0);
	ck_assert_uint_eq(node->number, 0);
	node->next = next;
	node->number = number;
	return node;
}

static struct wk_array *
new_array(struct wk_store *store, const struct wk_rtype *type, uint32_t length)
{
	struct wk_array *array = wk_heap_alloc(store, type,
	    WK_ARRAY_OFFSET +
		(uint64_t)length * type->aggregate.fields[0].width);

	ck_assert_ptr_nonnull(array);
	array->length = length;
	return array;
}

static wk_ref *
elements(struct wk_array *array)
{
	return (wk_ref *)(void *)((uint8_t *)array + WK_ARRAY_OFFSET);
}

START_TEST(classes_of_sizes)
{
	for (uint32_t size = 1; size <= WK_HEAP_SMALL; size++) {
		unsigned class = wk_heap_class(size);

		ck_assert_uint_lt(class, WK_HEAP_CLASSES);
		ck_assert_uint_ge(wk_heap_cell(class), size);
		ck_assert_uint_eq(wk_heap_cell(class) % WK_HEAP_GRANULE, 0);
		if (class > 0)
			ck_assert_uint_lt(wk_heap_cell(class - 1), size);
	}
}
END_TEST

START_TEST(lists_live_as_long_as_they_are_reached)
{
	struct wk_store *store = new_store((uint64_t)1 << 30);
	uint64_t size = wk_heap_cell(wk_heap_class(sizeof(struct node)));

	for (uint64_t i = 0; i < 1000000; i++) {
		frames[0].ref = wk_object_ref(
		    new_node(store, i % 100000 == 0 ? 0 : frames[0].ref, i));
	}
	ck_assert_uint_gt(wk_heap_cycles(store->heap), 1);
	wk_heap_collect(store);
	ck_assert_uint_eq(wk_heap_used(store->heap), 100000 * size);
	for (uint64_t i = 0, ref = frames[0].ref; i < 100000; i++) {
		const struct node *node = (struct node *)wk_ref_object(ref);

		ck_assert_uint_eq(node->number, 999999 - i);
		ref = node->next;
	}
	frames[0].ref = 0;
	wk_heap_collect(store);
	ck_assert_uint_eq(wk_heap_used(store->heap), 0);
	free_store(store);
}
END_TEST

START_TEST(words_of_frames_that_are_no_objects)
{
	struct wk_store *store = new_store((uint64_t)1 << 30);
	struct node *node = new_node(store, 0, 0);
	struct wk_array *large = new_array(store, &bytes_type, 200000);
	uint64_t at = wk_object_ref(node), far = wk_object_ref(large);

	for (uint64_t i = 1; i < 32; i++)
		ck_assert(!wk_heap_has(store->heap, at + i));
	for (uint64_t i = 1; i < 200000; i++)
		ck_assert(!wk_heap_has(store->heap, far + i));
	ck_assert(wk_heap_has(store->heap, at));
	ck_assert(wk_heap_has(store->heap, far));
	ck_assert(!wk_heap_has(store->heap, 0));
	ck_assert(!wk_heap_has(store->heap, UINT64_MAX));
	/* Cells that are made but not yet used. */
	ck_assert(!wk_heap_has(store->heap, at + 32));
	frames[0].u64 = at + 8;
	frames[1].u64 = far + 16;
	wk_heap_collect(store);
	ck_assert_uint_eq(wk_heap_used(store->heap), 0);
	ck_assert(!wk_heap_has(store->heap, at));
	ck_assert(!wk_heap_has(store->heap, far));
	free_store(store);
}
END_TEST

START_TEST(every_kind_of_root_and_object)
{
	struct wk_store *store = new_store((uint64_t)1 << 30);
	struct wk_taginst tag = {.type = &tag_type};
	struct wk_globalinst global = {.type = REF}, *globals = &global;
	wk_ref items[3] = {0}, held;
	struct wk_tableinst table = {.items = items, .size = 3};
	struct wk_tableinst *tables = &table;
	struct wk_eleminst elem = {.items = items + 2, .count = 1};
	struct wk_module module = {.elem_count = 1};
	struct wk_instance instance = {.module = &module, .elems = &elem};
	struct wk_exn *exn;
	struct node *cont;

	wk_heap_stress(store->heap, true);
	store->globals = (struct wk_vec){.data = &globals, .count = 1};
	store->tables = (struct wk_vec){.data = &tables, .count = 1};
	table.size = 2;
	store->instances = &instance;
	exn = wk_heap_alloc(store, &exn_type, sizeof(*exn) + 24);
	ck_assert_ptr_nonnull(exn);
	exn->tag = &tag;
	global.value[0].ref = wk_object_ref(exn);
	exn->slots[2] = wk_object_ref(new_node(store, 0, 1));
	exn->slots[0] = wk_object_ref(new_node(store, 0, 2));
	items[1] = wk_object_ref(new_array(store, &refs_type, 3));
	elements((struct wk_array *)wk_ref_object(items[1]))[2] =
	    wk_object_ref(new_node(store, 0, 3));
	cont = wk_heap_alloc(store, &cont_type, sizeof(*cont));
	ck_assert_ptr_nonnull(cont);
	items[2] = wk_object_ref(cont);
	cont->next = wk_object_ref(new_node(store, 0, 4));
	ck_assert_ptr_nonnull(wk_heap_alloc(store, &cont_type, sizeof(*cont)));
	held = wk_object_ref(new_node(store, 0, 5));
	ck_assert_ptr_nonnull(wk_vec_push(&store->held));
	*(wk_ref *)store->held.data = held;
	wk_heap_collect(store);
	ck_assert_uint_eq(dropped, 1);
	ck_assert(wk_heap_has(store->heap, exn->slots[2]));
	ck_assert(wk_heap_has(store->heap,
	    elements((struct wk_array *)wk_ref_object(items[1]))[2]));
	ck_assert(wk_heap_has(store->heap, cont->next));
	ck_assert(wk_heap_has(store->heap, held));
	/* exn 40, array 40, cont 24, four nodes 24 */
	ck_assert_uint_eq(wk_heap_used(store->heap), 48 + 48 + 32 + 4 * 32);
	items[2] = 0;
	wk_heap_collect(store);
	ck_assert_uint_eq(dropped, 2);
	free_store(store);
}
END_TEST

START_TEST(limits_are_kept)
{
	struct wk_store *store = new_store((uint64_t)1 << 20);
	struct wk_error err = {0};
	struct node *node;
	uint64_t count = 0;

	/* Garbage does not count. */
	for (int i = 0; i < 200000; i++)
		new_node(store, 0, 1);
	for (int i = 0; i < 1000; i++)
		new_array(store, &bytes_type, 500000);
	while (
	    (node = wk_heap_alloc(store, &node_type, sizeof(*node))) != NULL) {
		node->next = frames[0].ref;
		frames[0].ref = wk_object_ref(node);
		count++;
	}
	ck_assert_uint_gt(count, ((1 << 20) - (1 << 16)) / 32);
	ck_assert_uint_le(count, (1 << 20) / 32);
	ck_assert_uint_le(wk_heap_used(store->heap), 1 << 20);
	ck_assert(!wk_heap_error(store, sizeof(*node), &err));
	ck_assert_int_eq(err.code, WK_E_LIMIT);
	ck_assert_ptr_null(wk_heap_alloc(store, &bytes_type, UINT64_MAX));
	ck_assert_ptr_null(wk_heap_alloc(store, &bytes_type, 1 << 20));
	frames[0].ref = 0;
	ck_assert_ptr_nonnull(
	    wk_heap_alloc(store, &bytes_type, (1 << 20) - (1 << 16)));
	free_store(store);
}
END_TEST

static uint64_t
draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/*
 * Arrays of arrays: each has its number in its first element (an i31), the
 * others are copied from the others at random.
 */
static void
shuffle(struct wk_store *store, unsigned rounds, uint32_t longest)
{
	uint64_t state = 7;

	for (unsigned i = 0; i < rounds; i++) {
		uint32_t length = (uint32_t)(1 + draw(&state) % longest);
		struct wk_array *array = new_array(store, &refs_type, length);

		elements(array)[0] = (uint64_t)length << 1 | 1;
		for (uint32_t k = 1; k < length && k < 20; k++) {
			ck_assert_uint_eq(elements(array)[k], 0);
			elements(array)[k] = frames[draw(&state) % 64].ref;
		}
		frames[draw(&state) % 64].ref = wk_object_ref(array);
		frames[draw(&state) % 64].ref = 0;
	}
}

static void
check_graph(struct wk_store *store, wk_ref ref, unsigned depth)
{
	struct wk_array *array;

	if (ref == 0 || depth == 0)
		return;
	ck_assert(wk_heap_has(store->heap, ref));
	array = (struct wk_array *)wk_ref_object(ref);
	ck_assert_ptr_eq(array->object.type, &refs_type);
	ck_assert_uint_eq(elements(array)[0], (uint64_t)array->length << 1 | 1);
	for (uint32_t i = 1; i < array->length && i < 20; i++)
		check_graph(store, elements(array)[i], depth - 1);
}

static void
shuffle_and_check(
    bool stress, uint32_t stack_limit, unsigned rounds, uint32_t longest)
{
	struct wk_store *store = new_store((uint64_t)1 << 32);

	wk_heap_stress(store->heap, stress);
	if (stack_limit != 0) {
		store->heap->stack_capacity = stack_limit;
		store->heap->stack_limit = stack_limit;
	}
	shuffle(store, rounds, longest);
	for (unsigned i = 0; i < 64; i++)
		check_graph(store, frames[i].ref, 4);
	wk_heap_collect(store);
	for (unsigned i = 0; i < 64; i++)
		check_graph(store, frames[i].ref, 4);
	memset(frames, 0, sizeof(frames));
	wk_heap_collect(store);
	ck_assert_uint_eq(wk_heap_used(store->heap), 0);
	free_store(store);
}

START_TEST(graphs_survive)
{
	shuffle_and_check(false, 0, 100000, 40);
	shuffle_and_check(false, 0, 3000, 20000);
	shuffle_and_check(true, 0, 1000, 40);
	shuffle_and_check(true, 0, 100, 20000);
}
END_TEST

START_TEST(graphs_survive_a_short_stack)
{
	shuffle_and_check(false, 3, 20000, 40);
	shuffle_and_check(true, 1, 200, 4000);
}
END_TEST

TCase *
wk_test_heap(void)
{
	TCase *tcase = tcase_create("heap");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, classes_of_sizes);
	tcase_add_test(tcase, lists_live_as_long_as_they_are_reached);
	tcase_add_test(tcase, words_of_frames_that_are_no_objects);
	tcase_add_test(tcase, every_kind_of_root_and_object);
	tcase_add_test(tcase, limits_are_kept);
	tcase_add_test(tcase, graphs_survive);
	tcase_add_test(tcase, graphs_survive_a_short_stack);
	return tcase;
}
