#include "tests/unit/stophelp.h"
#include "tests/unit/unit.h"

START_TEST(the_start_function_is_stopped)
{
	struct wk_debug_frame frame;

	stop_open("(module (global $g (export \"g\") (mut i32) (i32.const 1))"
		  "(func $s (export \"s\") (global.set $g (i32.const 2)))"
		  "(start $s))",
	    NULL);
	ck_assert_ptr_eq(stop_program.start, stop_func("s"));
	stop_observe("s", WK_OP_GLOBAL_SET, 0, true);
	stop_begin("s", 0);
	stop_run(WK_STOP_OFFSET);
	frame = stop_at("s", WK_OP_GLOBAL_SET, 0);
	ck_assert_ptr_eq(frame.instance, stop_program.instance);
	stop_run(WK_STOP_DONE);
	stop_end();
	stop_close();
	stop_open("(module)", NULL);
	ck_assert_ptr_null(stop_program.start);
	stop_close();
}
END_TEST

START_TEST(locals_one_by_one)
{
	struct wk_debug_frame frame;
	struct wk_debug_value value;

	stop_open("(module (func (export \"f\") (param v128 i32)"
		  "  (local f32 v128 v128 i64 i64)"
		  "  (local.set 2 (f32.const 1))"
		  "  (local.set 4 (v128.const i64x2 5 6))"
		  "  (local.set 6 (i64.const -7)) (nop))"
		  "(func (export \"g\") (param i32)"
		  "  (call 0 (v128.const i64x2 3 4) (local.get 0))))",
	    NULL);
	stop_observe("f", WK_OP_NOP, 0, true);
	stop_begin("g", 9);
	stop_run(WK_STOP_OFFSET);
	frame = stop_at("f", WK_OP_NOP, 0);
	ck_assert_uint_eq(stop_local(&frame, 0), 3);
	ck_assert_uint_eq(stop_local(&frame, 1), 9);
	ck_assert_uint_eq(stop_local(&frame, 2), 0x3F800000);
	ck_assert_uint_eq(stop_local(&frame, 3), 0);
	ck_assert(wk_debug_local(&frame, 4, &value));
	ck_assert_uint_eq(value.type, WK_V128);
	ck_assert_uint_eq(value.value.v128[8], 6);
	ck_assert_uint_eq(stop_local(&frame, 5), 0);
	ck_assert_uint_eq(stop_local(&frame, 6), (uint64_t)-7);
	ck_assert(!wk_debug_local(&frame, 7, &value));
	stop_run(WK_STOP_DONE);
	stop_end();
	stop_close();
}
END_TEST

TCase *
wk_test_stops(void)
{
	TCase *tcase = tcase_create("stops");

	tcase_add_test(tcase, the_start_function_is_stopped);
	tcase_add_test(tcase, locals_one_by_one);
	return tcase;
}
