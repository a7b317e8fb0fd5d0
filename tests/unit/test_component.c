#include <stdlib.h>
#include <string.h>

#include "libwasmkit/component.h"
#include "tests/unit/unit.h"

#define HEADER "\0asm\015\0\1\0"

/* A string literal and its size, which may hold zeros. */
#define BYTES(text) text, sizeof(text) - 1

/* Something of each kind. */
static const char sample[] = HEADER
    /* core module */
    "\001\010\000asm\001\000\000\000"
    /* core type */
    "\003\031\002P\003\001`\001\177\000\000\001e\001"
    "f\000\000\003\001m\002\001\001\002`\000\000"
    /* type */
    "\007\032\001B\004\001p}\004\000\001r\003\001"
    "\001@\001\001a\000\000s\004\000\001f\001\002"
    /* import */
    "\012\006\001\000\001i\005\000"
    /* alias */
    "\006\006\001\003\000\000\001r"
    /* core instance */
    "\002\016\002\000\000\001\001e\022\000\001\001\001x"
    "\000\000"
    /* alias */
    "\006\007\001\000\000\001\000\001f"
    /* type */
    "\007X\017i\001ktr\002\001x}\001y"
    "\003q\002\001n\000\000\001s\001y\000n\002"
    "\001r\001wm\002\001r\001go\002}x"
    "j\000\001sf\001}e\000g}\004cs"
    "}\077\177\001\000C\001\001a}\001\000A\003"
    "\001A\001\003\000\001x\002}\002\003\002\001\002"
    "\004\000\001c\004\000"
    /* canon */
    "\010!\010\002\016\000\000\000\003\001\006\007\000\017"
    "\001\000\000\000\011\000}\000\017\011\001\006\021\011"
    "\001\012\177\000'\000\000"
    /* component */
    "\004\027\000asm\015\000\001\000\007\003\001p"
    "}\004\010\000asm\015\000\001\000"
    /* instance */
    "\005\017\002\000\000\001\001a\001\000\001\001\000\001"
    "f\001\000"
    /* export */
    "\013\031\002\000\001f\001\000\001\001\017\000\013a"
    ":b/c@1.0.0\005\001\000"
    /* custom */
    "\000:\016component-n"
    "ame\000\007\006sample\001\012"
    "\001\001\000\006lifted\001\011\000\000"
    "\001\001\004make\001\011\003\001\004\005p"
    "oint";

static bool
read_component(const char *bytes, size_t size, struct wk_source *source,
    struct wk_component **component, struct wk_error *err)
{
	*err = (struct wk_error){0};
	ck_assert(wk_source_copy("test", bytes, size, source, err));
	return wk_component_read(source, component, err);
}

static struct wk_component *
read_good(const char *bytes, size_t size, struct wk_source *source)
{
	struct wk_component *component;
	struct wk_error err;

	ck_assert_msg(read_component(bytes, size, source, &component, &err),
	    "%s", err.message);
	return component;
}

static bool
is(struct wk_str text, const char *expected)
{
	return text.size == strlen(expected) &&
	       memcmp(text.data, expected, text.size) == 0;
}

START_TEST(read_finds_what_is_defined)
{
	struct wk_source source;
	struct wk_component *c = read_good(BYTES(sample), &source);
	const struct wk_component_item *item;

	for (uint32_t i = 0; i < c->section_count; i++)
		ck_assert_ptr_null(c->sections[i].damage);
	ck_assert(is(c->scopes[0].name, "sample"));
	ck_assert(is(wk_component_name(c, 0, WK_SORT_FUNC, 0), "lifted"));
	ck_assert(is(wk_component_name(c, 0, WK_SORT_CORE_FUNC, 1), "make"));
	ck_assert_ptr_null(wk_component_name(c, 0, WK_SORT_FUNC, 1).data);
	ck_assert_ptr_null(wk_component_find(c, 0, WK_SORT_FUNC, 2));
	ck_assert_ptr_null(wk_component_find(c, 0, WK_SORT_NONE, 0));

	item = wk_component_find(c, 0, WK_SORT_TYPE, 4);
	ck_assert_uint_eq(item->type.kind, WK_COMPONENT_TYPE_RECORD);
	ck_assert_uint_eq(item->type.count, 2);
	ck_assert(is(item->type.fields[1].name, "y"));
	ck_assert_uint_eq(item->type.fields[1].type, 3);
	ck_assert_str_eq(
	    wk_component_primitive_text(item->type.fields[0].type), "u8");

	item = wk_component_find(c, 0, WK_SORT_FUNC, 0);
	ck_assert_uint_eq(item->canon.code, WK_CANON_LIFT);
	ck_assert_uint_eq(item->canon.option_count, 3);
	ck_assert_uint_eq(item->canon.options[0].code, WK_CANON_OPTION_UTF16);
	ck_assert_uint_eq(item->canon.type, 15);

	item = wk_component_find(c, 0, WK_SORT_INSTANCE, 3);
	ck_assert_uint_eq(item->kind, WK_COMPONENT_EXPORT);
	ck_assert(is(item->external.name, "a:b/c@1.0.0"));
	ck_assert_uint_eq(item->external.index, 1);
	wk_component_free(c);
	wk_source_close(&source);
}
END_TEST

/* What is defined inside follows, in a scope of its own. */
START_TEST(scopes_follow_what_opens_them)
{
	struct wk_source source;
	struct wk_component *c = read_good(BYTES(sample), &source);
	const struct wk_component_item *outer, *item;

	outer = wk_component_find(c, 0, WK_SORT_TYPE, 16);
	ck_assert_uint_eq(
	    c->scopes[outer->opens].kind, WK_SCOPE_COMPONENT_TYPE);
	ck_assert_uint_eq(
	    c->scopes[outer->opens].item, (uint32_t)(outer - c->items));
	item = wk_component_find(c, outer->opens, WK_SORT_TYPE, 0);
	ck_assert_ptr_eq(item, outer + 1);
	ck_assert_uint_eq(c->scopes[item->opens].depth, 2);
	ck_assert_uint_eq(outer[2].kind, WK_COMPONENT_IMPORT);
	ck_assert_uint_eq(outer[2].scope, item->opens);
	ck_assert_uint_eq(outer[3].alias.target, WK_ALIAS_OUTER);

	outer = wk_component_find(c, 0, WK_SORT_COMPONENT, 0);
	ck_assert_uint_eq(c->scopes[outer->opens].span.size, 23);
	ck_assert_ptr_nonnull(
	    wk_component_find(c, outer->opens, WK_SORT_COMPONENT, 0));
	wk_component_free(c);
	wk_source_close(&source);
}
END_TEST

/* Reading goes on behind a damaged section, which says what is wrong. */
START_TEST(damaged_sections_are_left_out)
{
	static const char bytes[] = HEADER
	    "\7\3\1\160\175"     /* list<u8> */
	    "\7\5\2\175\160\1\1" /* u8, list<type 1>, and one byte more */
	    "\6\5\1\1\1\0\1"     /* cut alias of a function */
	    "\10\3\1\44\0"       /* backpressure.inc, and one byte more */
	    "\7\2\1\175"         /* u8 */
	    "\16\0"              /* no such section */
	    "\13\5\1\0\1x\1";    /* cut export */
	static const struct {
		const char *message;
		uint64_t offset;
	} expected[] = {
	    {NULL, 0},
	    {"section size mismatch: 1 bytes behind the contents of the type",
		19},
	    {"length out of bounds: 1 bytes, but only 0 are left", 27},
	    {"section size mismatch", 31},
	    {NULL, 0},
	    {"malformed section id 0x0e", 36},
	    {"unexpected end", 45},
	};
	struct wk_source source;
	struct wk_component *c = read_good(BYTES(bytes), &source);

	ck_assert_uint_eq(c->section_count, 7);
	for (uint32_t i = 0; i < c->section_count; i++) {
		const struct wk_error *err = c->sections[i].damage;

		if (expected[i].message == NULL) {
			ck_assert_ptr_null(err);
			continue;
		}
		ck_assert_ptr_nonnull(err);
		ck_assert_msg(strncmp(err->message, expected[i].message,
				  strlen(expected[i].message)) == 0,
		    "%s", err->message);
		ck_assert_uint_eq(err->offset, expected[i].offset);
	}
	/* The last type has an index that is not known. */
	ck_assert_uint_eq(c->items[0].index, 0);
	ck_assert_uint_eq(c->items[c->item_count - 1].index, WK_NONE);
	wk_component_free(c);
	wk_source_close(&source);
}
END_TEST

START_TEST(read_refuses_what_is_no_component)
{
	struct wk_source source;
	struct wk_component *c;
	struct wk_error err;

	ck_assert(!read_component(BYTES("\0asm\1\0\0\0"), &source, &c, &err));
	ck_assert_str_eq(err.message,
	    "unknown binary version: this is a module, not a component");
	wk_source_close(&source);
	ck_assert(!read_component(BYTES("\0asm\15\0\1"), &source, &c, &err));
	ck_assert_uint_eq(err.offset, 7);
	wk_source_close(&source);
}
END_TEST

/* Types inside types, and components inside components. */
START_TEST(depth_costs_no_stack)
{
	enum { DEPTH = 200000 };
	static char bytes[16 + 3 * DEPTH];
	size_t size = 3 * DEPTH + 2, at = 14;
	struct wk_source source;
	struct wk_component *c;

	memcpy(bytes, HEADER "\7", 9);
	for (int i = 0; i < 4; i++)
		bytes[9 + i] =
		    (char)((size >> 7 * i & 0x7F) | (i < 3 ? 0x80 : 0));
	bytes[13] = 1;
	for (int i = 0; i < DEPTH; i++, at += 3)
		memcpy(bytes + at, "\101\1\1", 3);
	bytes[at++] = 0x7F;
	c = read_good(bytes, at, &source);
	ck_assert_ptr_null(c->sections[0].damage);
	ck_assert_uint_eq(c->scope_count, DEPTH + 1);
	ck_assert_uint_eq(c->item_count, DEPTH + 1);
	wk_component_free(c);
	wk_source_close(&source);
}
END_TEST

/* Looks at all there is. */
static void
look(const char *bytes, size_t size)
{
	struct wk_source source;
	struct wk_component *c;
	struct wk_error err;

	if (!read_component(bytes, size, &source, &c, &err)) {
		ck_assert_uint_ne(err.code, WK_E_NONE);
		ck_assert_ptr_null(c);
		wk_source_close(&source);
		return;
	}
	for (uint32_t i = 0; i < c->item_count; i++) {
		const struct wk_component_item *item = &c->items[i];

		ck_assert_uint_lt(item->scope, c->scope_count);
		if (item->index == WK_NONE)
			continue;
		ck_assert_ptr_eq(wk_component_find(c, item->scope,
				     (enum wk_sort)item->sort, item->index),
		    item);
		ck_assert_ptr_eq(
		    wk_component_find(c, item->scope, (enum wk_sort)item->sort,
			item->index + item->count - 1),
		    item);
	}
	for (uint32_t i = 0; i < c->section_count; i++) {
		const struct wk_error *damage = c->sections[i].damage;

		if (damage != NULL)
			ck_assert_uint_le(damage->offset, size);
	}
	wk_component_free(c);
	wk_source_close(&source);
}

/* Every prefix, and every component with one bit turned. */
START_TEST(damage_gives_a_clean_verdict)
{
	char *damaged = malloc(sizeof(sample));

	ck_assert_ptr_nonnull(damaged);
	for (size_t size = 0; size < sizeof(sample); size++)
		look(sample, size);
	for (size_t bit = 0; bit < (sizeof(sample) - 1) * 8; bit++) {
		memcpy(damaged, sample, sizeof(sample));
		damaged[bit / 8] = (char)(damaged[bit / 8] ^ 1 << bit % 8);
		look(damaged, sizeof(sample) - 1);
	}
	free(damaged);
}
END_TEST

TCase *
wk_test_component(void)
{
	TCase *tc = tcase_create("component");

	tcase_add_test(tc, read_finds_what_is_defined);
	tcase_add_test(tc, scopes_follow_what_opens_them);
	tcase_add_test(tc, damaged_sections_are_left_out);
	tcase_add_test(tc, read_refuses_what_is_no_component);
	tcase_add_test(tc, depth_costs_no_stack);
	tcase_add_test(tc, damage_gives_a_clean_verdict);
	return tc;
}
