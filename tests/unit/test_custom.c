#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

#define HEADER "\0asm\1\0\0\0"
#define COMPONENT "\0asm\x0D\0\1\0"

/* A string literal and its size, which may hold zeros. */
#define BYTES(text) text, sizeof(text) - 1

/* Where the sections of these tests stand in a file, allegedly. */
enum { OFFSET = 1000 };

static struct wk_span
span_of(const char *bytes, size_t size)
{
	return (struct wk_span){
	    .data = (const uint8_t *)bytes,
	    .size = (uint32_t)size,
	    .offset = OFFSET,
	};
}

static void
check_str(struct wk_str str, const char *expected)
{
	ck_assert_uint_eq(str.size, strlen(expected));
	ck_assert_mem_eq(str.data, expected, str.size);
}

static void
check_error(const struct wk_error *err, const char *message, uint64_t offset)
{
	ck_assert_msg(strncmp(err->message, message, strlen(message)) == 0,
	    "\"%s\" does not begin with \"%s\"", err->message, message);
	ck_assert_uint_eq(err->offset, offset);
}

/*
 * Reads a section to its end and gives the number of entries that it had;
 * failing with an error of its own.
 */
typedef bool (*section_reader)(
    struct wk_span data, unsigned *entries, struct wk_error *err);

/*
 * Every prefix of a section gives a clean error or is whole, and no more
 * entries than the whole; as does every section with one bit turned, but for
 * the number.
 */
static void
check_damage(const char *bytes, size_t size, section_reader read)
{
	unsigned all, entries;
	struct wk_error err = {0};

	ck_assert_msg(
	    read(span_of(bytes, size), &all, &err), "%s", err.message);
	for (size_t i = 0; i < size * 9; i++) {
		size_t n = i < size ? i : size, bit = i - size;
		/* Of its very size, so that a sanitizer sees its end. */
		char *copy = malloc(n + 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, bytes, n);
		if (n == size)
			copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
		copy = realloc(copy, n > 0 ? n : 1);
		err = (struct wk_error){0};
		if (!read(span_of(copy, n), &entries, &err)) {
			ck_assert_int_eq(
			    wk_error_class(err.code), WK_CLASS_MALFORMED);
			ck_assert_uint_ge(err.offset, OFFSET);
			ck_assert_uint_le(err.offset, OFFSET + n);
		}
		if (n < size)
			ck_assert_uint_le(entries, all);
		free(copy);
	}
}

/* linking */

/* A segment, an init function, a comdat of two, and eight symbols. */
#define LINKING \
	"\2" \
	"\5\x09\1\5.data\2\1" \
	"\6\3\1\x2A\1" \
	"\7\x09\1\1c\0\2\1\3\0\0" \
	"\x08\x2C\x08" \
	"\0\x10\0" \
	"\0\4\1\1f" \
	"\0\x50\0\1g" \
	"\1\2\3buf\0\x10\x80\2" \
	"\1\x10\3ext" \
	"\3\2\7" \
	"\4\0\0\3tag" \
	"\5\x90\1\0" \
	"\x63\2xy"

static bool
read_linking(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_linking *linking;
	bool ok = wk_linking_read(data, &linking, err);

	ck_assert_ptr_nonnull(linking);
	*entries = linking->symbol_count + linking->segment_count +
		   linking->init_count + linking->comdat_count;
	wk_linking_free(linking);
	return ok;
}

static void
check_symbol(const struct wk_linking *linking, uint32_t i, uint8_t kind,
    uint32_t flags, uint32_t index)
{
	ck_assert_uint_lt(i, linking->symbol_count);
	ck_assert_uint_eq(linking->symbols[i].kind, kind);
	ck_assert_uint_eq(linking->symbols[i].flags, flags);
	ck_assert_uint_eq(linking->symbols[i].index, index);
}

START_TEST(linking_gives_symbols)
{
	struct wk_error err = {0};
	struct wk_linking *l;

	ck_assert_msg(wk_linking_read(span_of(BYTES(LINKING)), &l, &err), "%s",
	    err.message);
	ck_assert_uint_eq(l->version, 2);
	ck_assert_uint_eq(l->symbol_count, 8);
	check_symbol(l, 0, WK_SYMBOL_FUNCTION, WK_SYMBOL_UNDEFINED, 0);
	ck_assert_ptr_null(l->symbols[0].name.data);
	ck_assert_uint_eq(l->symbols[0].offset, OFFSET + 31);
	check_symbol(l, 1, WK_SYMBOL_FUNCTION, WK_SYMBOL_HIDDEN, 1);
	check_str(l->symbols[1].name, "f");
	check_symbol(l, 2, WK_SYMBOL_FUNCTION,
	    WK_SYMBOL_UNDEFINED | WK_SYMBOL_EXPLICIT_NAME, 0);
	check_str(l->symbols[2].name, "g");
	check_symbol(l, 3, WK_SYMBOL_DATA, WK_SYMBOL_LOCAL, 0);
	check_str(l->symbols[3].name, "buf");
	ck_assert_uint_eq(l->symbols[3].data_offset, 16);
	ck_assert_uint_eq(l->symbols[3].data_size, 256);
	check_symbol(l, 4, WK_SYMBOL_DATA, WK_SYMBOL_UNDEFINED, 0);
	check_str(l->symbols[4].name, "ext");
	check_symbol(l, 5, WK_SYMBOL_SECTION, WK_SYMBOL_LOCAL, 7);
	check_symbol(l, 6, WK_SYMBOL_TAG, 0, 0);
	check_str(l->symbols[6].name, "tag");
	check_symbol(
	    l, 7, WK_SYMBOL_TABLE, WK_SYMBOL_UNDEFINED | WK_SYMBOL_NO_STRIP, 0);
	wk_linking_free(l);
}
END_TEST

START_TEST(linking_gives_segments_inits_and_comdats)
{
	struct wk_error err = {0};
	struct wk_linking *l;

	ck_assert(wk_linking_read(span_of(BYTES(LINKING)), &l, &err));
	ck_assert_uint_eq(l->segment_count, 1);
	check_str(l->segments[0].name, ".data");
	ck_assert_uint_eq(l->segments[0].align, 2);
	ck_assert_uint_eq(l->segments[0].flags, WK_LINKING_SEGMENT_STRINGS);
	ck_assert_uint_eq(l->init_count, 1);
	ck_assert_uint_eq(l->inits[0].priority, 42);
	ck_assert_uint_eq(l->inits[0].symbol, 1);
	ck_assert_uint_eq(l->comdat_count, 1);
	check_str(l->comdats[0].name, "c");
	ck_assert_uint_eq(l->comdats[0].entry_count, 2);
	ck_assert_uint_eq(l->comdats[0].entries[0].kind, WK_COMDAT_FUNCTION);
	ck_assert_uint_eq(l->comdats[0].entries[0].index, 3);
	ck_assert_uint_eq(l->comdats[0].entries[1].kind, WK_COMDAT_DATA);
	wk_linking_free(l);
}
END_TEST

START_TEST(linking_refuses_damage)
{
	struct wk_error err = {0};
	struct wk_linking *l;

	check_damage(BYTES(LINKING), read_linking);
	/* The first of two symbols stays. */
	ck_assert(!wk_linking_read(
	    span_of(BYTES("\2\x08\x08\2\0\x10\0\6\0\0\0")), &l, &err));
	check_error(&err, "malformed symbol kind 6: at most 5", OFFSET + 7);
	ck_assert_uint_eq(l->symbol_count, 1);
	wk_linking_free(l);
	err = (struct wk_error){0};
	ck_assert(!wk_linking_read(span_of(BYTES("\3\x08\1\0")), &l, &err));
	check_error(&err, "unknown linking version 3: expected 2", OFFSET);
	ck_assert_uint_eq(l->version, 3);
	wk_linking_free(l);
	err = (struct wk_error){0};
	ck_assert(!wk_linking_read(span_of(BYTES("\2\6\1\0\6\1\0")), &l, &err));
	check_error(&err,
	    "unexpected content after last section: a second subsection 6",
	    OFFSET + 4);
	wk_linking_free(l);
	/* A count that no memory must be had for. */
	err = (struct wk_error){0};
	ck_assert(!wk_linking_read(
	    span_of(BYTES("\2\x08\6\xFF\xFF\xFF\xFF\x0F\0")), &l, &err));
	check_error(&err,
	    "unexpected end of section or function: 4294967295 entries, but "
	    "only 1 bytes are left",
	    OFFSET + 3);
	wk_linking_free(l);
}
END_TEST

/* (import "env" "log" (func)) (func) (custom "text") */
#define SYMBOLS_MODULE \
	HEADER "\1\4\1\x60\0\0" \
	       "\2\x0B\1\3env\3log\0\0" \
	       "\3\2\1\0" \
	       "\x0A\4\1\2\0\x0B" \
	       "\0\6\4textx"

START_TEST(symbols_are_named_for_what_they_are)
{
	const struct wk_read_options options = {.features = wk_features_all()};
	const struct wk_symbol symbols[] = {
	    {.kind = WK_SYMBOL_FUNCTION, .index = 0},
	    {.kind = WK_SYMBOL_FUNCTION, .index = 0, .name = {"own", 3}},
	    {.kind = WK_SYMBOL_SECTION, .index = 4},
	    {.kind = WK_SYMBOL_FUNCTION, .index = 1},
	    {.kind = WK_SYMBOL_FUNCTION, .index = 2},
	    {.kind = WK_SYMBOL_SECTION, .index = 3},
	    {.kind = WK_SYMBOL_SECTION, .index = 5},
	    {.kind = WK_SYMBOL_TAG, .index = 0},
	    {.kind = WK_SYMBOL_DATA, .index = 0},
	};
	struct wk_error err = {0};
	struct wk_source source;
	struct wk_module *m;

	ck_assert(wk_source_copy("test", BYTES(SYMBOLS_MODULE), &source, &err));
	ck_assert_msg(
	    wk_read_module(&source, &options, &m, &err), "%s", err.message);
	check_str(wk_symbol_name(m, &symbols[0]), "log");
	check_str(wk_symbol_name(m, &symbols[1]), "own");
	check_str(wk_symbol_name(m, &symbols[2]), "text");
	for (size_t i = 3; i < sizeof(symbols) / sizeof(*symbols); i++)
		ck_assert_ptr_null(wk_symbol_name(m, &symbols[i]).data);
	wk_module_free(m);
	wk_source_close(&source);
}
END_TEST

/* Relocations */

#define RELOCS \
	"\5\4" \
	"\0\x10\1" \
	"\5\x20\2\x7C" \
	"\x10\xA0\1\3\x80\x80\x80\x80\x10" \
	"\x1A\x40\4"

static bool
read_relocs(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_relocs relocs;
	struct wk_reloc reloc;

	*entries = 0;
	wk_relocs_open(data, &relocs, err);
	while (wk_relocs_next(&relocs, &reloc, err))
		++*entries;
	ck_assert(!wk_relocs_next(&relocs, &reloc, NULL));
	return !relocs.failed;
}

static void
check_reloc(struct wk_relocs *relocs, uint8_t type, uint32_t place,
    uint32_t index, int64_t addend)
{
	struct wk_error err = {0};
	struct wk_reloc reloc;

	ck_assert_msg(wk_relocs_next(relocs, &reloc, &err), "%s", err.message);
	ck_assert_uint_eq(reloc.type, type);
	ck_assert_uint_eq(reloc.place, place);
	ck_assert_uint_eq(reloc.index, index);
	ck_assert_int_eq(reloc.addend, addend);
}

START_TEST(relocations_are_read)
{
	struct wk_error err = {0};
	struct wk_relocs relocs;
	struct wk_reloc reloc;

	ck_assert(wk_relocs_open(span_of(BYTES(RELOCS)), &relocs, &err));
	ck_assert_uint_eq(relocs.section, 5);
	ck_assert_uint_eq(relocs.count, 4);
	check_reloc(&relocs, WK_RELOC_FUNCTION_INDEX_LEB, 16, 1, 0);
	check_reloc(&relocs, WK_RELOC_MEMORY_ADDR_I32, 32, 2, -4);
	check_reloc(
	    &relocs, WK_RELOC_MEMORY_ADDR_I64, 160, 3, (int64_t)1 << 32);
	check_reloc(&relocs, WK_RELOC_FUNCTION_INDEX_I32, 64, 4, 0);
	ck_assert(!wk_relocs_next(&relocs, &reloc, &err));
	ck_assert(!relocs.failed);
	ck_assert_int_eq(err.code, WK_E_NONE);
}
END_TEST

START_TEST(relocations_refuse_damage)
{
	struct wk_error err = {0};
	unsigned entries;

	check_damage(BYTES(RELOCS), read_relocs);
	ck_assert(
	    !read_relocs(span_of(BYTES("\0\2\0\0\0\x1B\0\0")), &entries, &err));
	check_error(
	    &err, "malformed relocation type 27: at most 26", OFFSET + 5);
	ck_assert_uint_eq(entries, 1);
	err = (struct wk_error){0};
	ck_assert(!read_relocs(span_of(BYTES("\0\0\0")), &entries, &err));
	check_error(&err,
	    "section size mismatch: 1 bytes behind the relocations",
	    OFFSET + 2);
	/* An addend of 32 bits. */
	err = (struct wk_error){0};
	ck_assert(!read_relocs(
	    span_of(BYTES("\0\1\3\0\0\x80\x80\x80\x80\x10")), &entries, &err));
	check_error(&err, "integer too large", OFFSET + 9);
}
END_TEST

START_TEST(relocations_have_names)
{
	unsigned with_addend = 0;

	for (unsigned type = 0; type <= WK_RELOC_FUNCTION_INDEX_I32; type++) {
		ck_assert_ptr_nonnull(wk_reloc_name((uint8_t)type));
		with_addend += wk_reloc_has_addend((uint8_t)type);
	}
	ck_assert_uint_eq(with_addend, 14);
	ck_assert_str_eq(
	    wk_reloc_name(WK_RELOC_TAG_INDEX_LEB), "R_WASM_TAG_INDEX_LEB");
	ck_assert_ptr_null(wk_reloc_name(27));
	ck_assert_ptr_null(wk_reloc_name(255));
	ck_assert(!wk_reloc_has_addend(255));
}
END_TEST

/* dylink.0 */

#define DYLINK \
	"\1\5\x80\x08\4\3\1" \
	"\2\x0C\2\4a.so\5bb.so" \
	"\3\6\1\3exp\2" \
	"\4\x0B\1\3env\3imp\x90\2" \
	"\5\x08\1\6../lib" \
	"\x63\1x"

static bool
read_dylink(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_dylink *dylink;
	bool ok = wk_dylink_read(data, false, &dylink, err);

	ck_assert_ptr_nonnull(dylink);
	*entries = dylink->needed_count + dylink->export_count +
		   dylink->import_count + dylink->runtime_path_count +
		   dylink->has_memory;
	wk_dylink_free(dylink);
	return ok;
}

static bool
read_old_dylink(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_dylink *dylink;
	bool ok = wk_dylink_read(data, true, &dylink, err);

	ck_assert_ptr_nonnull(dylink);
	*entries = dylink->needed_count + dylink->has_memory;
	wk_dylink_free(dylink);
	return ok;
}

START_TEST(dylink_is_read)
{
	struct wk_error err = {0};
	struct wk_dylink *d;

	ck_assert_msg(wk_dylink_read(span_of(BYTES(DYLINK)), false, &d, &err),
	    "%s", err.message);
	ck_assert(d->has_memory);
	ck_assert_uint_eq(d->memory_size, 1024);
	ck_assert_uint_eq(d->memory_align, 4);
	ck_assert_uint_eq(d->table_size, 3);
	ck_assert_uint_eq(d->table_align, 1);
	ck_assert_uint_eq(d->needed_count, 2);
	check_str(d->needed[0], "a.so");
	check_str(d->needed[1], "bb.so");
	ck_assert_uint_eq(d->export_count, 1);
	check_str(d->exports[0].name, "exp");
	ck_assert_uint_eq(d->exports[0].flags, WK_SYMBOL_LOCAL);
	ck_assert_uint_eq(d->import_count, 1);
	check_str(d->imports[0].module, "env");
	check_str(d->imports[0].name, "imp");
	ck_assert_uint_eq(
	    d->imports[0].flags, WK_SYMBOL_TLS | WK_SYMBOL_UNDEFINED);
	ck_assert_uint_eq(d->runtime_path_count, 1);
	check_str(d->runtime_paths[0], "../lib");
	wk_dylink_free(d);
	check_damage(BYTES(DYLINK), read_dylink);
}
END_TEST

START_TEST(old_dylink_is_read)
{
	struct wk_error err = {0};
	struct wk_dylink *d;

	ck_assert(wk_dylink_read(
	    span_of(BYTES("\x10\4\2\0\1\4a.so")), true, &d, &err));
	ck_assert_uint_eq(d->memory_size, 16);
	ck_assert_uint_eq(d->table_size, 2);
	ck_assert_uint_eq(d->needed_count, 1);
	check_str(d->needed[0], "a.so");
	wk_dylink_free(d);
	check_damage(BYTES("\x10\4\2\0\1\4a.so"), read_old_dylink);
}
END_TEST

/* producers, target_features, strings */

/* A field without values stands between the others. */
#define PRODUCERS \
	"\3" \
	"\x08language\1\1C\2" \
	"11" \
	"\3sdk\0" \
	"\x0Cprocessed-by\2\5clang\2" \
	"22" \
	"\2ld\0"

static bool
read_producers(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_producers producers;
	struct wk_producer producer;

	*entries = 0;
	wk_producers_open(data, &producers, err);
	while (wk_producers_next(&producers, &producer, err))
		++*entries;
	ck_assert(!wk_producers_next(&producers, &producer, NULL));
	return !producers.failed;
}

static void
check_producer(struct wk_producers *producers, const char *field,
    const char *name, const char *version)
{
	struct wk_producer producer;

	ck_assert(wk_producers_next(producers, &producer, NULL));
	check_str(producer.field, field);
	check_str(producer.name, name);
	check_str(producer.version, version);
}

START_TEST(producers_are_read)
{
	struct wk_error err = {0};
	struct wk_producers producers;
	struct wk_producer producer;
	unsigned entries;

	ck_assert(
	    wk_producers_open(span_of(BYTES(PRODUCERS)), &producers, &err));
	ck_assert_uint_eq(producers.field_count, 3);
	check_producer(&producers, "language", "C", "11");
	check_producer(&producers, "processed-by", "clang", "22");
	check_producer(&producers, "processed-by", "ld", "");
	ck_assert(!wk_producers_next(&producers, &producer, &err));
	ck_assert(!producers.failed);
	check_damage(BYTES(PRODUCERS), read_producers);
	ck_assert(
	    read_producers(span_of(BYTES("\2\1a\0\1b\0")), &entries, &err));
	ck_assert_uint_eq(entries, 0);
}
END_TEST

static bool
read_features(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_target_features features;
	struct wk_target_feature feature;

	*entries = 0;
	wk_target_features_open(data, &features, err);
	while (wk_target_features_next(&features, &feature, err))
		++*entries;
	ck_assert(!wk_target_features_next(&features, &feature, NULL));
	return !features.failed;
}

START_TEST(target_features_are_read)
{
	struct wk_error err = {0};
	struct wk_target_features features;
	struct wk_target_feature feature;
	unsigned entries;

	ck_assert(wk_target_features_open(
	    span_of(BYTES("\2+\4simd-\2gc")), &features, &err));
	ck_assert(wk_target_features_next(&features, &feature, &err));
	ck_assert_int_eq(feature.prefix, '+');
	check_str(feature.name, "simd");
	ck_assert(wk_target_features_next(&features, &feature, &err));
	ck_assert_int_eq(feature.prefix, '-');
	check_str(feature.name, "gc");
	ck_assert(!wk_target_features_next(&features, &feature, &err));
	ck_assert(!features.failed);
	check_damage(BYTES("\2+\4simd-\2gc"), read_features);
	ck_assert(!read_features(span_of(BYTES("\1?\1a")), &entries, &err));
	check_error(&err,
	    "malformed feature prefix 0x3f: expected +, - or =", OFFSET + 1);
}
END_TEST

static bool
read_string(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_str string;

	*entries = 1;
	return wk_custom_string(data, &string, err);
}

START_TEST(strings_are_read)
{
	struct wk_str string;

	ck_assert(wk_custom_string(span_of(BYTES("\5a.map")), &string, NULL));
	check_str(string, "a.map");
	/* A build id is no UTF-8. */
	ck_assert(
	    wk_custom_string(span_of(BYTES("\2\xFF\xFE")), &string, NULL));
	ck_assert_uint_eq(string.size, 2);
	check_damage(BYTES("\5a.map"), read_string);
}
END_TEST

/* The walk */

/* A core module with a custom section in a component. */
#define NESTED \
	COMPONENT "\1\x0E" HEADER "\0\4\1axy" \
		  "\x07\1\0"

START_TEST(walk_enters_components)
{
	struct wk_error err = {0};
	struct wk_walk walk, inner;
	struct wk_section section;
	struct wk_str name;
	struct wk_span data;

	ck_assert(wk_walk_open_span(&walk, span_of(BYTES(NESTED)), &err));
	ck_assert(walk.is_component);
	ck_assert(wk_walk_next(&walk, &section, &err));
	ck_assert_uint_eq(section.id, 1);
	ck_assert_uint_eq(section.offset, OFFSET + 8);
	ck_assert_uint_eq(section.payload.offset, OFFSET + 10);
	ck_assert(wk_walk_open_span(&inner, section.payload, &err));
	ck_assert(!inner.is_component);
	ck_assert(wk_walk_next(&inner, &section, &err));
	ck_assert_uint_eq(section.offset, OFFSET + 18);
	ck_assert(wk_walk_custom(&section, &name, &data, &err));
	check_str(name, "a");
	ck_assert_uint_eq(data.size, 2);
	ck_assert_uint_eq(data.offset, OFFSET + 22);
	ck_assert(!wk_walk_next(&inner, &section, &err));
	ck_assert(!inner.failed);
	ck_assert(wk_walk_next(&walk, &section, &err));
	ck_assert_uint_eq(section.id, 7);
	ck_assert(!wk_walk_next(&walk, &section, &err));
	ck_assert(!walk.failed);
	ck_assert_int_eq(err.code, WK_E_NONE);
}
END_TEST

START_TEST(walk_gives_what_there_is_of_a_section)
{
	struct wk_error err = {0};
	struct wk_walk walk;
	struct wk_section section;

	ck_assert(wk_walk_open_span(
	    &walk, span_of(BYTES(HEADER "\x7F\1x\1\5abc")), &err));
	ck_assert(wk_walk_next(&walk, &section, &err));
	ck_assert_uint_eq(section.id, 0x7F);
	ck_assert(!wk_walk_next(&walk, &section, &err));
	ck_assert(walk.failed);
	check_error(&err, "length out of bounds: 5 bytes, but only 3 are left",
	    OFFSET + 13);
	ck_assert_uint_eq(section.id, 1);
	ck_assert_uint_eq(section.offset, OFFSET + 11);
	ck_assert_uint_eq(section.payload.size, 3);
	ck_assert(!wk_walk_next(&walk, &section, NULL));
}
END_TEST

static bool
read_walk(struct wk_span data, unsigned *entries, struct wk_error *err)
{
	struct wk_walk walk;
	struct wk_section section;

	*entries = 0;
	wk_walk_open_span(&walk, data, err);
	while (wk_walk_next(&walk, &section, err))
		++*entries;
	return !walk.failed;
}

START_TEST(walk_refuses_damage)
{
	struct wk_error err = {0};
	unsigned entries;

	check_damage(BYTES(NESTED), read_walk);
	check_damage(BYTES(SYMBOLS_MODULE), read_walk);
	ck_assert(
	    !read_walk(span_of(BYTES("\0asm\x0E\0\1\0")), &entries, &err));
	check_error(&err, "unknown binary version 0e 00 01 00", OFFSET + 4);
}
END_TEST

TCase *
wk_test_custom(void)
{
	TCase *tc = tcase_create("custom");

	tcase_add_test(tc, linking_gives_symbols);
	tcase_add_test(tc, linking_gives_segments_inits_and_comdats);
	tcase_add_test(tc, linking_refuses_damage);
	tcase_add_test(tc, symbols_are_named_for_what_they_are);
	tcase_add_test(tc, relocations_are_read);
	tcase_add_test(tc, relocations_refuse_damage);
	tcase_add_test(tc, relocations_have_names);
	tcase_add_test(tc, dylink_is_read);
	tcase_add_test(tc, old_dylink_is_read);
	tcase_add_test(tc, producers_are_read);
	tcase_add_test(tc, target_features_are_read);
	tcase_add_test(tc, strings_are_read);
	tcase_add_test(tc, walk_enters_components);
	tcase_add_test(tc, walk_gives_what_there_is_of_a_section);
	tcase_add_test(tc, walk_refuses_damage);
	return tc;
}
