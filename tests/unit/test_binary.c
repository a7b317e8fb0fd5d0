#include <stdio.h>
#include <string.h>

#include "libwasmkit/binary.h"
#include "tests/unit/unit.h"

#define HEADER "\0asm\1\0\0\0"

/* A string literal and its size, which may hold zeros. */
#define BYTES(text) text, sizeof(text) - 1

static bool
read_as(const char *bytes, size_t size, wk_features features,
    struct wk_source *source, struct wk_module **m, struct wk_error *err)
{
	struct wk_read_options options = {.features = features};

	*err = (struct wk_error){0};
	ck_assert(wk_source_copy("test", bytes, size, source, err));
	return wk_read_module(source, &options, m, err);
}

/* Reading fails with this message, of which this is the start, here. */
static void
check_malformed(
    const char *bytes, size_t size, const char *message, uint64_t offset)
{
	struct wk_source source;
	struct wk_module *m;
	struct wk_error err;

	ck_assert(!read_as(bytes, size, wk_features_all(), &source, &m, &err));
	ck_assert_ptr_null(m);
	ck_assert_msg(strncmp(err.message, message, strlen(message)) == 0,
	    "\"%s\" does not begin with \"%s\"", err.message, message);
	ck_assert_uint_eq(err.offset, offset);
	wk_source_close(&source);
}

START_TEST(read_refuses_damaged_headers)
{
	check_malformed(BYTES(""), "unexpected end", 0);
	check_malformed(BYTES("\0as"), "unexpected end", 3);
	check_malformed(BYTES("\0asm\1\0\0"), "unexpected end", 7);
	check_malformed(BYTES("asm\0"), "magic header not detected", 0);
	check_malformed(BYTES("\0asm\2\0\0\0"), "unknown binary version 02", 4);
	check_malformed(BYTES("\0asm\x0D\0\1\0"),
	    "unknown binary version: this is a component", 4);
}
END_TEST

START_TEST(read_refuses_damaged_sections)
{
	check_malformed(BYTES(HEADER "\1"), "unexpected end", 9);
	check_malformed(BYTES(HEADER "\x0E\0"), "malformed section id", 8);
	check_malformed(BYTES(HEADER "\1\2\1"), "length out of bounds", 10);
	check_malformed(BYTES(HEADER "\1\1\0\1\1\0"),
	    "unexpected content after last section: a second type", 11);
	check_malformed(BYTES(HEADER "\2\1\0\1\1\0"),
	    "unexpected content after last section: type section behind", 11);
	check_malformed(BYTES(HEADER "\1\2\0\0"),
	    "section size mismatch: 1 bytes behind the contents of the type",
	    11);
	check_malformed(BYTES(HEADER "\1\1\1"),
	    "unexpected end of section or function: the section ends behind "
	    "0 of 1 types",
	    11);
	/* A count that no memory must be had for. */
	check_malformed(BYTES(HEADER "\3\5\xFF\xFF\xFF\xFF\x0F"),
	    "unexpected end of section or function", 15);
	check_malformed(BYTES(HEADER "\1\7\1\x60\xFF\xFF\xFF\xFF\x0F"),
	    "unexpected end of section or function: 4294967295 parameters", 12);
	/* A number over the section's end, malformed by itself. */
	check_malformed(BYTES(HEADER "\5\3\1\0\x80\x80\x80\x80\x80\x80\x80"
				     "\x80\x80\x80\x80"),
	    "integer representation too long", 21);
}
END_TEST

START_TEST(read_names_the_feature_that_is_off)
{
	static const char bytes[] = HEADER "\5\4\1\4\1\1";
	struct wk_source source;
	struct wk_module *m;
	struct wk_error err;
	wk_features features =
	    wk_features_without(wk_features_all(), WK_FEATURE_MEMORY64);

	ck_assert(
	    !read_as(bytes, sizeof(bytes) - 1, features, &source, &m, &err));
	ck_assert_str_eq(err.message, "malformed limits flags: an i64 address "
				      "type needs memory64, which is off");
	ck_assert_str_eq(err.hint, "--enable-memory64 turns it on");
	wk_source_close(&source);
}
END_TEST

/* (type (func)) (func) and what comes behind the code section. */
#define ONE_FUNCTION \
	HEADER "\1\4\1\x60\0\0\3\2\1\0" \
	       "\x0A\4\1\2\0\x0B"

/* Reads, which must go well, and writes; the source is to be closed. */
static struct wk_sink *
rewrite(const char *bytes, size_t size, const struct wk_write_options *options,
    struct wk_source *source)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_module *m;
	struct wk_error err;

	ck_assert_msg(read_as(bytes, size, wk_features_all(), source, &m, &err),
	    "%s", err.message);
	ck_assert_ptr_nonnull(sink);
	ck_assert(wk_write_module(m, options, sink, &err));
	wk_module_free(m);
	return sink;
}

/* Reading `bytes` and writing gives `expected`. */
static void
check_rewrite(const char *bytes, size_t size, const char *expected,
    size_t expected_size, const struct wk_write_options *options)
{
	struct wk_source source;
	struct wk_sink *sink = rewrite(bytes, size, options, &source);
	size_t written_size;
	const char *written = wk_sink_data(sink, &written_size);

	ck_assert_uint_eq(written_size, expected_size);
	ck_assert_mem_eq(written, expected, expected_size);
	wk_sink_abandon(sink);
	wk_source_close(&source);
}

static void
check_same(const char *bytes, size_t size)
{
	const struct wk_write_options options = {0};

	check_rewrite(bytes, size, bytes, size, &options);
}

START_TEST(write_gives_back_what_was_read)
{
	check_same(BYTES(HEADER));
	check_same(BYTES(ONE_FUNCTION));
	/* recursion groups, sub, final, descriptors */
	check_same(BYTES(HEADER "\1\x16\3\x4E\2\x4D\1\x5F\0\x4C\0\x5F\0"
				"\x4E\1\x5E\x78\1\x4F\1\2\x5E\x78\1"));
	/* a group by module, a group by type, a single import */
	check_same(BYTES(HEADER "\1\4\1\x60\0\0"
				"\2\x29\4"
				"\1a\0\x7F\2\1b\0\0\1c\2\0\1"
				"\1a\0\x7E\3\x7F\1\2\1b\1c"
				"\1d\1e\x20\0\1f\1g\1\x70\0\1"));
}
END_TEST

START_TEST(write_puts_customs_in_their_places)
{
	check_same(BYTES(HEADER "\0\2\1a"
				"\1\4\1\x60\0\0"
				"\0\3\1bx"
				"\0\2\1c"
				"\3\2\1\0"
				"\x0A\4\1\2\0\x0B"
				"\0\2\1d"));
}
END_TEST

START_TEST(write_shortens_or_pads_lengths)
{
	const struct wk_write_options plain = {0};
	const struct wk_write_options padded = {.padded_lebs = true};
	static const char padded_bytes[] =
	    HEADER "\1\x84\x80\x80\x80\0\1\x60\0\0"
		   "\3\x82\x80\x80\x80\0\1\0"
		   "\x0A\x88\x80\x80\x80\0\1\x82\x80\x80\x80\0\0\x0B";

	check_rewrite(BYTES(padded_bytes), BYTES(ONE_FUNCTION), &plain);
	check_rewrite(BYTES(ONE_FUNCTION), BYTES(padded_bytes), &padded);
}
END_TEST

START_TEST(names_of_two_sections_are_merged)
{
	static const char bytes[] =
	    ONE_FUNCTION "\0\x0F\4name\0\2\1m\1\4\1\0\1f"
			 "\0\x17\4name\0\2\1n\1\4\1\0\1g"
			 "\2\6\1\0\1\0\1l";
	const struct wk_write_options options = {.names = true};

	check_rewrite(BYTES(bytes),
	    BYTES(ONE_FUNCTION "\0\x17\4name\0\2\1m\1\4\1\0\1f"
			       "\2\6\1\0\1\0\1l"),
	    &options);
}
END_TEST

/* Names of parameters of types and of tags. */
START_TEST(names_of_parameters_are_kept)
{
	static const char bytes[] = HEADER "\1\5\1\x60\1\x7F\0"
					   "\x0D\3\1\0\0"
					   "\0\x18\4name\2\1\0"
					   "\x0C\6\1\0\1\0\1p"
					   "\x0D\6\1\0\1\0\1q";
	const struct wk_write_options options = {.names = true};

	check_rewrite(BYTES(bytes), BYTES(bytes), &options);
}
END_TEST

START_TEST(damaged_names_are_kept_as_far_as_they_go)
{
	/* The second function name is not there, nor is function 9. */
	static const char bytes[] =
	    ONE_FUNCTION "\0\x13\4name\1\7\3\11\1x\0\1f\4\3\1\0\1";
	const struct wk_read_options strict = {
	    .features = wk_features_all(), .strict_customs = true};
	struct wk_source source;
	struct wk_module *m;
	struct wk_error err;

	ck_assert(read_as(
	    bytes, sizeof(bytes) - 1, wk_features_all(), &source, &m, &err));
	ck_assert_uint_eq(m->names.space[WK_SPACE_FUNC].count, 1);
	ck_assert_mem_eq(wk_module_name(m, WK_SPACE_FUNC, 0).data, "f", 1);
	ck_assert_ptr_null(wk_module_name(m, WK_SPACE_TYPE, 0).data);
	wk_module_free(m);
	ck_assert(!wk_read_module(&source, &strict, &m, &err));
	ck_assert_uint_ne(err.code, WK_E_NONE);
	wk_source_close(&source);
}
END_TEST

START_TEST(hints_go_before_the_code)
{
	/* The section stands behind the code, its hints out of order. */
	static const char bytes[] =
	    ONE_FUNCTION "\0\x23\x19metadata.code.branch_hint"
			 "\1\0\2\5\1\1\1\1\0";
	const struct wk_write_options options = {0};
	struct wk_source source;
	struct wk_module *m;
	struct wk_error err;

	ck_assert(read_as(
	    bytes, sizeof(bytes) - 1, wk_features_all(), &source, &m, &err));
	ck_assert_uint_eq(m->hint_count, 2);
	ck_assert_uint_eq(m->hints[0].position, 1);
	ck_assert_uint_eq(m->hints[1].position, 5);
	ck_assert_uint_eq(m->hints[1].data.data[0], 1);
	ck_assert_mem_eq(m->hints[0].kind.data, "branch_hint", 11);
	wk_module_free(m);
	wk_source_close(&source);
	check_rewrite(BYTES(bytes),
	    BYTES(HEADER "\1\4\1\x60\0\0\3\2\1\0"
			 "\0\x23\x19metadata.code.branch_hint"
			 "\1\0\2\1\1\0\5\1\1"
			 "\x0A\4\1\2\0\x0B"),
	    &options);
}
END_TEST

/* Indices are padded, listed, and hints behind them move along. */
START_TEST(object_files_list_their_indices)
{
	static const char bytes[] =
	    HEADER "\1\4\1\x60\0\0\2\7\1\1a\1b\0\0"
		   "\3\2\1\0\7\5\1\1f\0\1"
		   "\0\x20\x19metadata.code.branch_hint\1\1\1\5\1\0"
		   "\x0A\x0C\1\x0A\0\x10\0\x41\0\x04\x40\x0B\x0B\x0B"
		   "\0\x0B\4name\1\4\1\1\1f";
	static const char expected[] =
	    HEADER "\1\4\1\x60\0\0\2\7\1\1a\1b\0\0"
		   "\3\2\1\0\7\5\1\1f\0\1"
		   "\0\x20\x19metadata.code.branch_hint\1\1\1\x09\1\0"
		   "\x0A\x10\1\x0E\0\x10\x80\x80\x80\x80\0"
		   "\x41\0\x04\x40\x0B\x0B\x0B"
		   "\0\x0B\4name\1\4\1\1\1f"
		   "\0\x15\7linking\2\x08\x0A\2\0\x10\0\0\xA4\1\1\1f"
		   "\0\x10\x0Areloc.Code\5\1\0\4\0";
	const struct wk_write_options options = {.relocatable = true};

	check_rewrite(BYTES(bytes), BYTES(expected), &options);
}
END_TEST

/* Every prefix of a module, and every module with one bit turned. */
START_TEST(damage_gives_a_clean_verdict)
{
	static const char bytes[] =
	    HEADER "\1\x0D\3\x60\1\x7F\1\x7F\x5F\1\x63\1\1\x60\0\0"
		   "\2\7\1\1a\1b\0\0"
		   "\3\2\1\2\4\4\1\x70\0\1\5\3\1\0\1\x0D\3\1\0\0"
		   "\6\6\1\x7F\1\x41\0\x0B\7\5\1\1f\0\1\x08\1\1"
		   "\x09\7\1\0\x41\0\x0B\1\1\x0C\1\1"
		   "\x0A\4\1\2\0\x0B\x0B\7\1\0\x41\0\x0B\1x"
		   "\0\x0B\4name\1\4\1\1\1f";
	char damaged[sizeof(bytes)];
	struct wk_source source;
	struct wk_module *m;
	struct wk_error err;

	for (size_t size = 0; size < sizeof(bytes); size++) {
		if (read_as(bytes, size, wk_features_all(), &source, &m, &err))
			wk_module_free(m);
		else
			ck_assert_uint_ne(err.code, WK_E_NONE);
		wk_source_close(&source);
	}
	for (size_t bit = 0; bit < (sizeof(bytes) - 1) * 8; bit++) {
		memcpy(damaged, bytes, sizeof(bytes));
		damaged[bit / 8] = (char)(damaged[bit / 8] ^ 1 << bit % 8);
		if (read_as(damaged, sizeof(bytes) - 1, wk_features_all(),
			&source, &m, &err))
			wk_module_free(m);
		else
			ck_assert_uint_ne(err.code, WK_E_NONE);
		wk_source_close(&source);
	}
}
END_TEST

/* What wk_read_options.damaged was told. */
struct reports {
	unsigned count;
	int id; /* of the section of the last one; -1 without */
	struct wk_error err;
};

static void
take_report(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	struct reports *reports = user;

	reports->count++;
	reports->id = section == NULL ? -1 : section->id;
	reports->err = *err;
}

/* Reads a module of which one section is damaged, with this message. */
static struct wk_module *
read_damaged(const char *bytes, size_t size, int id, const char *message,
    struct wk_source *source)
{
	struct reports reports = {0};
	const struct wk_read_options options = {
	    .features = wk_features_all(),
	    .damaged = take_report,
	    .user = &reports,
	};
	struct wk_error err = {0};
	struct wk_module *m;

	ck_assert(wk_source_copy("test", bytes, size, source, &err));
	ck_assert_msg(
	    wk_read_module(source, &options, &m, &err), "%s", err.message);
	ck_assert_int_eq(err.code, WK_E_NONE);
	ck_assert_uint_eq(reports.count, 1);
	ck_assert_int_eq(reports.id, id);
	ck_assert_msg(
	    strncmp(reports.err.message, message, strlen(message)) == 0,
	    "\"%s\" does not begin with \"%s\"", reports.err.message, message);
	return m;
}

START_TEST(damaged_lists_keep_what_is_whole)
{
	struct wk_source source;
	/* The second of two types, so the function has none. */
	struct wk_module *m =
	    read_damaged(BYTES(HEADER "\1\6\2\x60\0\0\x60\1"
				      "\3\2\1\1\x0A\4\1\2\0\x0B"),
		WK_SECTION_TYPE, "unexpected end of section", &source);

	ck_assert_uint_eq(m->type_count, 1);
	ck_assert_uint_eq(m->func_count, 1);
	ck_assert_uint_eq(m->funcs[0].body.size, 2);
	wk_module_free(m);
	wk_source_close(&source);

	/* Of a recursion group nothing, but all of one before. */
	m = read_damaged(BYTES(HEADER "\1\x0C\3\x60\0\0\x4E\2\x5F\0\x5F\1"
				      "\x7F\2"),
	    WK_SECTION_TYPE, "malformed mutability", &source);
	ck_assert_uint_eq(m->type_count, 1);
	wk_module_free(m);
	wk_source_close(&source);

	/* Of a group of three imports the first two. */
	m = read_damaged(BYTES(HEADER "\2\x0E\1\1a\0\x7E\3\x7F\1\3\1b\1c\5"),
	    WK_SECTION_IMPORT, "length out of bounds", &source);
	ck_assert_uint_eq(m->import_count, 2);
	ck_assert_uint_eq(m->imports[0].group_count, 2);
	ck_assert_uint_eq(m->global_import_count, 2);
	wk_module_free(m);
	wk_source_close(&source);
}
END_TEST

START_TEST(damaged_counts_and_orders_are_reported_once)
{
	struct wk_source source;
	struct wk_module *m = read_damaged(
	    BYTES(HEADER "\1\4\1\x60\0\0\3\3\2\0\0\x0A\4\1\2\0\x0B"), -1,
	    "function and code section have inconsistent lengths", &source);

	ck_assert_uint_eq(m->func_count, 2);
	ck_assert_uint_eq(m->funcs[1].body.size, 0);
	wk_module_free(m);
	wk_source_close(&source);

	/* Less functions than bodies, but only for the damage. */
	m = read_damaged(BYTES(HEADER "\1\4\1\x60\0\0\3\3\3\0\0"
				      "\x0A\x0A\3\2\0\x0B\2\0\x0B\2\0\x0B"),
	    WK_SECTION_FUNCTION, "length out of bounds: the section ends",
	    &source);
	ck_assert_uint_eq(m->func_count, 2);
	wk_module_free(m);
	wk_source_close(&source);

	/* A second start section, and what comes behind it. */
	m = read_damaged(BYTES(HEADER "\x08\1\1\x08\1\2\0\2\1a"),
	    WK_SECTION_START, "unexpected content after last section", &source);
	ck_assert_uint_eq(m->start, 1);
	ck_assert_uint_eq(m->section_count, 3);
	ck_assert_uint_eq(m->custom_count, 1);
	wk_module_free(m);
	wk_source_close(&source);

	/* No section at all, and a custom section without a name. */
	m = read_damaged(BYTES(HEADER "\x70\1\1\0\2\1a"), 0x70,
	    "malformed section id 0x70", &source);
	ck_assert_uint_eq(m->section_count, 1);
	wk_module_free(m);
	wk_source_close(&source);
	m = read_damaged(BYTES(HEADER "\0\2\1\xFF\0\2\1a"), WK_SECTION_CUSTOM,
	    "malformed UTF-8 encoding", &source);
	ck_assert_uint_eq(m->custom_count, 1);
	ck_assert_mem_eq(m->customs[0].name.data, "a", 1);
	wk_module_free(m);
	wk_source_close(&source);
}
END_TEST

START_TEST(cut_files_are_read_as_far_as_they_go)
{
	struct wk_source source;
	struct wk_module *m =
	    read_damaged(BYTES(HEADER "\1\4\1\x60\0\0\3\3\2\0\0"
				      "\x0A\7\2\2\0\x0B\2\0"),
		WK_SECTION_CODE, "length out of bounds: 7 bytes", &source);

	ck_assert_uint_eq(m->funcs[0].body.size, 2);
	ck_assert_uint_eq(m->funcs[1].body.size, 0);
	wk_module_free(m);
	wk_source_close(&source);
	/* A name section is reported only as cut. */
	m = read_damaged(BYTES(HEADER "\0\x0A\4name\0\2\1"), WK_SECTION_CUSTOM,
	    "length out of bounds: 10 bytes", &source);
	ck_assert_uint_eq(m->custom_count, 1);
	wk_module_free(m);
	wk_source_close(&source);
	m = read_damaged(BYTES(HEADER "\0\x08\4name\0\2\1"), WK_SECTION_CUSTOM,
	    "length out of bounds: 2 bytes", &source);
	wk_module_free(m);
	wk_source_close(&source);
}
END_TEST

TCase *
wk_test_binary(void)
{
	TCase *tc = tcase_create("binary");

	tcase_add_test(tc, read_refuses_damaged_headers);
	tcase_add_test(tc, read_refuses_damaged_sections);
	tcase_add_test(tc, read_names_the_feature_that_is_off);
	tcase_add_test(tc, write_gives_back_what_was_read);
	tcase_add_test(tc, write_puts_customs_in_their_places);
	tcase_add_test(tc, write_shortens_or_pads_lengths);
	tcase_add_test(tc, names_of_two_sections_are_merged);
	tcase_add_test(tc, names_of_parameters_are_kept);
	tcase_add_test(tc, damaged_names_are_kept_as_far_as_they_go);
	tcase_add_test(tc, hints_go_before_the_code);
	tcase_add_test(tc, object_files_list_their_indices);
	tcase_add_test(tc, damage_gives_a_clean_verdict);
	tcase_add_test(tc, damaged_lists_keep_what_is_whole);
	tcase_add_test(tc, damaged_counts_and_orders_are_reported_once);
	tcase_add_test(tc, cut_files_are_read_as_far_as_they_go);
	return tc;
}
