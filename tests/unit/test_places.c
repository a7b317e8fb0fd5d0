#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

static const char text[] =
    "(module\n"
    "  (import \"m\" \"f\" (func $f (param i32) (result i32)))\n"
    "  (memory 1) (global $g (mut i32) (i32.const 7))\n"
    "  (func $folded (param $n i32) (result i32) (local i64 f32)\n"
    "    (if (result i32) (i32.eqz (local.get $n))\n"
    "      (then (i32.const 1))\n"
    "      (else (i32.mul (local.get $n)\n"
    "        (call $f (i32.sub (local.get $n) (i32.const 1)))))))\n"
    "  (func $flat (result i32)\n"
    "    block $b (result i32)\n"
    "      loop (result i32)\n"
    "        i32.const 1 i32.const 2 ;; two on a line\n"
    "        (br_if $b (i32.const 0)) i32.add\n"
    "      end\n"
    "    end $b)\n"
    "  (func (block (loop (br_table 0 1 (i32.const 3)))) (nop))\n"
    "  (func)\n"
    "  (table 1 funcref) (elem (i32.const 0) $flat)\n"
    "  (data (i32.const 8) \"abc\"))\n";

static struct wk_source source;
static struct wk_module *module;

static void
set_up(void)
{
	struct wk_wat_options options = {.features = wk_features_all()};

	ck_assert(
	    wk_source_copy("t.wat", text, sizeof(text) - 1, &source, NULL));
	ck_assert(wk_wat_parse(&source, &options, &module, NULL));
}

static void
tear_down(void)
{
	wk_module_free(module);
	wk_source_close(&source);
}

/* Decodes the body of a function into an array. */
static uint32_t
decode(uint32_t func, struct wk_instr *out, uint32_t max)
{
	struct wk_span locals, code;
	uint32_t pos = 0, count = 0;

	ck_assert(
	    wk_instr_body(module->funcs[func].body, &locals, &code, NULL));
	while (count < max && wk_instr_decode(code, &pos, &out[count], NULL))
		count++;
	return count;
}

static const struct wk_wat_spot *
spot_of(const struct wk_wat_spot *spots, size_t count, uint64_t offset)
{
	for (size_t i = 0; i < count; i++) {
		ck_assert(i == 0 || spots[i - 1].offset < spots[i].offset);
		if (spots[i].offset == offset)
			return &spots[i];
	}
	ck_abort_msg("an instruction has no place");
}

/* Every instruction has a place, and its word is there. */
START_TEST(a_text_tells_where_its_instructions_are)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_instr instrs[64];
	struct wk_wat_spot *spots;
	size_t count;

	ck_assert(wk_wat_map(&source, &options, &spots, &count, NULL));
	for (uint32_t f = 1; f < module->func_count; f++) {
		uint32_t n = decode(f, instrs, 64);

		for (uint32_t i = 0; i < n; i++) {
			const struct wk_wat_spot *spot =
			    spot_of(spots, count, instrs[i].offset);
			const char *at = text + spot->text;
			const char *word = wk_op_table[instrs[i].op].text;

			if (*at == '(')
				at++;
			if (instrs[i].op != WK_OP_END || *at != ')')
				ck_assert_mem_eq(at, word, strlen(word));
		}
	}
	free(spots);
}
END_TEST

START_TEST(a_damaged_text_has_no_places)
{
	static const char bad[] = "(module (func i32.const 1 foo))";
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_error err = {0};
	struct wk_wat_spot *spots;
	struct wk_source broken;
	size_t count;

	ck_assert(wk_source_copy("b", bad, sizeof(bad) - 1, &broken, NULL));
	ck_assert(!wk_wat_map(&broken, &options, &spots, &count, &err));
	ck_assert_uint_eq(err.offset, 26);
	wk_source_close(&broken);
}
END_TEST

static unsigned
count_lines(const char *data, size_t size)
{
	unsigned lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	return lines;
}

/* The parts joined are the whole; a function has a line an instruction. */
START_TEST(a_module_is_printed_in_parts)
{
	struct wk_print_options options = {0};
	struct wk_sink *whole = wk_sink_memory(NULL);
	struct wk_sink *joined = wk_sink_memory(NULL);
	struct wk_wat_parts *parts = wk_wat_parts_open(module, &options, NULL);
	struct wk_instr instrs[64];
	const char *a, *b;
	size_t a_size, b_size = 0;

	ck_assert(wk_wat_print(module, &options, whole, NULL));
	for (uint32_t part = 0; part <= module->func_count; part++) {
		size_t before = b_size;

		ck_assert(wk_wat_parts_print(parts, part, joined, NULL));
		b = wk_sink_data(joined, &b_size);
		if (part == 0 || part == module->func_count)
			continue;
		/* Its head, and its locals when it has some. */
		ck_assert_uint_eq(count_lines(b + before, b_size - before),
		    decode(part, instrs, 64) + (part == 1));
	}
	a = wk_sink_data(whole, &a_size);
	b = wk_sink_data(joined, &b_size);
	ck_assert_uint_eq(a_size, b_size);
	ck_assert_mem_eq(a, b, a_size);
	wk_wat_parts_close(parts);
	wk_sink_abandon(whole);
	wk_sink_abandon(joined);
}
END_TEST

TCase *
wk_test_places(void)
{
	TCase *tc = tcase_create("places");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_text_tells_where_its_instructions_are);
	tcase_add_test(tc, a_damaged_text_has_no_places);
	tcase_add_test(tc, a_module_is_printed_in_parts);
	return tc;
}
