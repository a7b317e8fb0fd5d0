#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/point.h"
#include "debugger/session.h"
#include "tests/unit/unit.h"

static const char fact[] =
    "(module\n"
    "  (memory 1)\n"
    "  (global $g (mut i32) (i32.const 5))\n"
    "  (func $fact (param $n i64) (result i64)\n"
    "    local.get $n\n"
    "    i64.eqz\n"
    "    if (result i64)\n"
    "      i64.const 1\n"
    "    else\n"
    "      local.get $n\n"
    "      local.get $n\n"
    "      i64.const 1\n"
    "      i64.sub\n"
    "      call $fact\n"
    "      i64.mul\n"
    "    end)\n"
    "  (func $store (param $at i32) (param $what i32)\n"
    "    local.get $at\n"
    "    local.get $what\n"
    "    i32.store)\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (call $fact (i64.const 10)))\n"
    "    (call $store (i32.const 16) (i32.const 7))\n"
    "    (global.set $g (i32.const 6))\n"
    "    (call $store (i32.const 0x10000) (i32.const 8))))\n";

static char path[] = "/tmp/session-XXXXXX.wat";
static struct dbg_options options;
static struct dbg *d;

static void
open_text(const char *text)
{
	struct wk_error err = {0};
	int fd;

	memcpy(path, "/tmp/session-XXXXXX.wat", sizeof(path));
	fd = mkstemps(path, 4);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
	options = (struct dbg_options){
	    .path = path, .features = wk_features_all()};
	d = dbg_open(&options, &err);
	if (d == NULL)
		ck_abort_msg("%s", err.message);
	unlink(path);
}

static void
tear_down(void)
{
	dbg_close(d);
	d = NULL;
}

static void
start(void)
{
	struct wk_error err = {0};

	if (!dbg_start(d, &err))
		ck_abort_msg("%s", err.message);
}

static uint32_t
stop_at(const char *location)
{
	struct dbg_point_request request = {
	    .kind = DBG_BREAK, .location = location};
	struct wk_error err = {0};
	uint32_t number = dbg_point_add(d, &request, &err);

	if (number == 0)
		ck_abort_msg("%s", err.message);
	return number;
}

static enum dbg_reason
go(enum dbg_verb verb)
{
	struct dbg_move move = {.verb = verb};
	struct wk_error err = {0};

	if (!dbg_go(d, &move, &err))
		ck_abort_msg("%s", err.message);
	while (!dbg_slice(d, 1000))
		continue;
	return dbg_last(d)->reason;
}

START_TEST(function_breakpoint)
{
	open_text(fact);
	start();
	ck_assert_uint_eq(dbg_last(d)->reason, DBG_STOP_START);
	ck_assert_str_eq(dbg_frame(d)->name, "main");
	ck_assert_uint_eq(stop_at("fact"), 1);
	for (uint32_t depth = 1; depth <= 11; depth++) {
		ck_assert_uint_eq(go(DBG_CONTINUE), DBG_STOP_BREAKPOINT);
		ck_assert_uint_eq(dbg_last(d)->point_count, 1);
		ck_assert_uint_eq(dbg_last(d)->points[0], 1);
		ck_assert_uint_eq(dbg_frame_count(d), depth + 1);
		ck_assert_str_eq(dbg_frame_at(d, depth - 1)->name, "fact");
	}
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 11);
	ck_assert_uint_eq(go(DBG_CONTINUE), DBG_STOP_TRAP);
	ck_assert_str_eq(dbg_frame(d)->name, "store");
	ck_assert_uint_eq(dbg_last(d)->error->code, WK_E_MEMORY_BOUNDS);
}
END_TEST

START_TEST(instruction_steps)
{
	uint64_t first;

	open_text(fact);
	start();
	first = dbg_frame(d)->offset;
	ck_assert_uint_eq(go(DBG_STEPI), DBG_STOP_STEP);
	ck_assert_uint_eq(dbg_frame(d)->offset, first + 2);
	ck_assert_uint_eq(go(DBG_STEPI), DBG_STOP_STEP);
	ck_assert_str_eq(dbg_frame(d)->name, "fact");
	ck_assert_uint_eq(dbg_frame_count(d), 2);
}
END_TEST

TCase *
wk_test_session(void)
{
	TCase *tcase = tcase_create("session");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, function_breakpoint);
	tcase_add_test(tcase, instruction_steps);
	return tcase;
}
