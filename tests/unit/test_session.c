/* Running programs, and moving through them. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/unit/sessionhelp.h"

#define STOPS(verb, reason) \
	ck_assert_uint_eq(sessionhelp_go(DBG_##verb), DBG_STOP_##reason)
#define AT(line) ck_assert_str_eq(sessionhelp_line(), line)

static const char fact[] =
    "(module\n"
    "  (memory 1)\n"
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
    "    i32.store offset=4)\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (call $fact (i64.const 10)))\n"
    "    (call $store (i32.const 16) (i32.const 7))\n"
    "    (call $store (i32.const 0xfffc) (i32.const 8))))\n";

START_TEST(stops_in_recursion)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	ck_assert_uint_eq(dbg_last(d)->reason, DBG_STOP_START);
	ck_assert_str_eq(sessionhelp_name(0), "main");
	ck_assert_uint_eq(sessionhelp_break("fact"), 1);
	for (uint32_t depth = 1; depth <= 11; depth++) {
		STOPS(CONTINUE, BREAKPOINT);
		ck_assert_uint_eq(dbg_last(d)->point_count, 1);
		ck_assert_uint_eq(dbg_last(d)->points[0], 1);
		ck_assert_uint_eq(dbg_frame_count(d), depth + 1);
		ck_assert_str_eq(sessionhelp_name(depth - 1), "fact");
	}
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 11);
	STOPS(CONTINUE, TRAP);
	ck_assert_str_eq(sessionhelp_name(0), "store");
	ck_assert_uint_eq(dbg_last(d)->error->code, WK_E_MEMORY_BOUNDS);
	ck_assert_str_eq(dbg_last(d)->explanation,
	    "i32.store writes 4 bytes at 0xfffc + 4 = 0x10000, and memory 0 "
	    "has 65536 bytes, the last at 0xffff");
	AT("i32.store offset=4)");
}
END_TEST

START_TEST(steps_by_instructions)
{
	uint64_t first;

	sessionhelp_open(fact);
	sessionhelp_start();
	first = dbg_frame(d)->offset;
	STOPS(STEPI, STEP);
	ck_assert_uint_eq(dbg_frame(d)->offset, first + 2);
	STOPS(STEPI, STEP);
	ck_assert_str_eq(sessionhelp_name(0), "fact");
	ck_assert_uint_eq(dbg_frame_count(d), 2);
}
END_TEST

START_TEST(instructions_are_counted)
{
	const struct dbg_move move = {.verb = DBG_STEPI, .count = 6};
	struct wk_error err = {0};

	sessionhelp_open(fact);
	sessionhelp_start();
	ck_assert(dbg_go(d, &move, &err));
	while (!dbg_slice(d, 1))
		continue;
	AT("local.get $n");
	ck_assert_uint_eq(dbg_frame_count(d), 2);
	/* Breakpoints come first. */
	sessionhelp_break("p.wat:11");
	ck_assert(dbg_go(d, &move, &err));
	ck_assert(dbg_slice(d, UINT64_MAX));
	ck_assert_uint_eq(dbg_last(d)->reason, DBG_STOP_BREAKPOINT);
}
END_TEST

START_TEST(steps_into_calls)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	AT("(drop (call $fact (i64.const 10)))");
	STOPS(STEP, STEP);
	AT("local.get $n");
	STOPS(STEP, STEP);
	AT("i64.eqz");
	STOPS(STEP, STEP);
	AT("if (result i64)");
	STOPS(STEP, STEP);
	AT("local.get $n");
	ck_assert_uint_eq(dbg_frame_count(d), 2);
	for (int i = 0; i < 5; i++)
		STOPS(STEP, STEP);
	AT("local.get $n");
	ck_assert_uint_eq(dbg_frame_count(d), 3);
}
END_TEST

START_TEST(steps_over_calls)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	STOPS(NEXT, STEP);
	AT("(call $store (i32.const 16) (i32.const 7))");
	STOPS(NEXT, STEP);
	AT("(call $store (i32.const 0xfffc) (i32.const 8))))");
	STOPS(NEXT, TRAP);
	ck_assert_str_eq(sessionhelp_name(0), "store");
}
END_TEST

START_TEST(steps_over_recursion)
{
	sessionhelp_open(fact);
	sessionhelp_break("p.wat:13");
	sessionhelp_start();
	for (int i = 0; i < 5; i++)
		STOPS(CONTINUE, BREAKPOINT);
	ck_assert(dbg_point_delete(d, 1, NULL));
	ck_assert_uint_eq(dbg_frame_count(d), 6);
	STOPS(NEXT, STEP);
	AT("i64.mul");
	ck_assert_uint_eq(dbg_frame_count(d), 6);
	STOPS(NEXT, STEP);
	AT("end)");
	STOPS(NEXT, STEP);
	/* Back in the caller. */
	AT("i64.mul");
	ck_assert_uint_eq(dbg_frame_count(d), 5);
	STOPS(NEXTI, STEP);
	AT("end)");
}
END_TEST

START_TEST(stops_inside_of_next)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	sessionhelp_break("p.wat:7");
	STOPS(NEXT, BREAKPOINT);
	AT("i64.const 1");
	ck_assert_uint_eq(dbg_frame_count(d), 12);
	STOPS(NEXT, STEP);
	STOPS(NEXT, STEP);
	AT("i64.mul");
	ck_assert_uint_eq(dbg_frame_count(d), 11);
}
END_TEST

START_TEST(finishes)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	sessionhelp_break("p.wat:7");
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(FINISH, FINISH);
	ck_assert_uint_eq(dbg_last(d)->result_count, 1);
	ck_assert_uint_eq(dbg_last(d)->results[0].type, WK_I64);
	ck_assert_uint_eq(dbg_last(d)->results[0].value.i64, 1);
	ck_assert_uint_eq(dbg_frame_count(d), 11);
	AT("i64.mul");
	/* Of another frame. */
	ck_assert(dbg_frame_select(d, 4, NULL));
	STOPS(FINISH, FINISH);
	ck_assert_uint_eq(dbg_last(d)->results[0].value.i64, 120);
	ck_assert_uint_eq(dbg_frame_count(d), 6);
	ck_assert(dbg_frame_select(d, 5, NULL));
	ck_assert(!dbg_go(d, &(struct dbg_move){.verb = DBG_FINISH}, NULL));
}
END_TEST

START_TEST(goes_to_locations)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	ck_assert_uint_eq(
	    sessionhelp_go_to(DBG_ADVANCE, "p.wat:7"), DBG_STOP_STEP);
	AT("i64.const 1");
	ck_assert_uint_eq(dbg_frame_count(d), 12);
	/* UNTIL stays in its frame, and ends with that. */
	ck_assert(dbg_frame_select(d, 4, NULL));
	ck_assert_uint_eq(
	    sessionhelp_go_to(DBG_UNTIL, "p.wat:14"), DBG_STOP_STEP);
	AT("i64.mul");
	ck_assert_uint_eq(dbg_frame_count(d), 8);
	ck_assert_uint_eq(
	    sessionhelp_go_to(DBG_UNTIL, "p.wat:7"), DBG_STOP_STEP);
	ck_assert_uint_eq(dbg_frame_count(d), 7);
	ck_assert(
	    !dbg_go(d, &(struct dbg_move){DBG_UNTIL, 0, "p.wat:99"}, NULL));
}
END_TEST

static const char loops[] = "(module\n"
			    "  (global $g (mut i32) (i32.const 0))\n"
			    "  (func $main (export \"_start\") (local $i i32)\n"
			    "    loop $again\n"
			    "      global.get $g\n"
			    "      i32.const 2\n"
			    "      i32.add\n"
			    "      global.set $g\n"
			    "      local.get $i\n"
			    "      i32.const 1\n"
			    "      i32.add\n"
			    "      local.tee $i\n"
			    "      i32.const 1000\n"
			    "      i32.lt_s\n"
			    "      br_if $again\n"
			    "    end\n"
			    "    nop))\n";

START_TEST(until_leaves_loops)
{
	sessionhelp_open(loops);
	sessionhelp_start();
	sessionhelp_go_to(DBG_ADVANCE, "p.wat:15");
	STOPS(NEXT, STEP);
	AT("global.get $g");
	sessionhelp_go_to(DBG_ADVANCE, "p.wat:15");
	STOPS(UNTIL, STEP);
	AT("end");
	STOPS(NEXT, STEP);
	AT("nop))");
	STOPS(NEXT, EXIT);
	ck_assert(!dbg_is_running(d));
	ck_assert(!dbg_go(d, &(struct dbg_move){0}, NULL));
}
END_TEST

static const char endless[] =
    "(module (func (export \"_start\") (loop $l (br $l))))";

static void
interrupt(int signal)
{
	(void)signal;
	dbg_interrupt(d);
}

START_TEST(is_interrupted)
{
	const struct itimerval timer = {{0, 0}, {0, 20000}};

	sessionhelp_open(endless);
	sessionhelp_start();
	signal(SIGALRM, interrupt);
	for (int i = 0; i < 3; i++) {
		setitimer(ITIMER_REAL, &timer, NULL);
		ck_assert(dbg_go(d, &(struct dbg_move){0}, NULL));
		ck_assert(dbg_slice(d, UINT64_MAX));
		ck_assert_uint_eq(dbg_last(d)->reason, DBG_STOP_INTERRUPT);
		ck_assert_uint_eq(dbg_frame_count(d), 1);
	}
	/* Also where the program stops all the time, and nobody sees it. */
	sessionhelp_break("_start+2");
	dbg_point_set_ignore(d, 1, UINT64_MAX, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	STOPS(CONTINUE, INTERRUPT);
	ck_assert_uint_gt(dbg_point(d, 1)->hits, 1000);
}
END_TEST

static const char reads[] =
    "(module\n"
    "  (import \"wasi_snapshot_preview1\" \"fd_read\"\n"
    "    (func $read (param i32 i32 i32 i32) (result i32)))\n"
    "  (import \"wasi_snapshot_preview1\" \"proc_exit\"\n"
    "    (func $exit (param i32)))\n"
    "  (memory (export \"memory\") 1)\n"
    "  (data (i32.const 0) \"\\10\\00\\00\\00\\04\\00\\00\\00\")\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1)\n"
    "      (i32.const 8)))\n"
    "    (call $exit (i32.load8_u (i32.const 17)))))\n";

START_TEST(is_interrupted_while_the_host_waits)
{
	const struct itimerval timer = {{0, 0}, {0, 20000}};
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	sessionhelp_options.streams[0] =
	    (struct wk_wasi_stream){.kind = WK_WASI_FD, .fd = ends[0]};
	sessionhelp_open(reads);
	sessionhelp_start();
	signal(SIGALRM, interrupt);
	for (int i = 0; i < 2; i++) {
		setitimer(ITIMER_REAL, &timer, NULL);
		STOPS(CONTINUE, INTERRUPT);
		ck_assert_str_eq(sessionhelp_name(0), "fd_read");
		ck_assert_str_eq(sessionhelp_name(1), "main");
	}
	/* It waits again, and is not without what comes. */
	ck_assert_int_eq(write(ends[1], "abc", 3), 3);
	STOPS(CONTINUE, EXIT);
	ck_assert_uint_eq(dbg_last(d)->status, 'b');
	close(ends[0]);
	close(ends[1]);
}
END_TEST

static const char traps[] =
    "(module\n"
    "  (type $f (func (param i32) (result i64)))\n"
    "  (type $g (func))\n"
    "  (type $s (struct (field (mut i32))))\n"
    "  (type $a (array i32))\n"
    "  (table $t 3 funcref)\n"
    "  (elem (i32.const 1) $other)\n"
    "  (memory 1)\n"
    "  (func $other (type $g))\n"
    "  (func (export \"type\")\n"
    "    (drop (call_indirect (type $f) (i32.const 5) (i32.const 1))))\n"
    "  (func (export \"null\") (call_indirect (type $g) (i32.const 2)))\n"
    "  (func (export \"far\") (call_indirect (type $g) (i32.const 9)))\n"
    "  (func (export \"get\") (drop (table.get $t (i32.const 3))))\n"
    "  (func (export \"fill\") (memory.fill (i32.const 65530)\n"
    "    (i32.const 1) (i32.const 7)))\n"
    "  (func (export \"copy\") (memory.copy (i32.const 0)\n"
    "    (i32.const 65536) (i32.const 1)))\n"
    "  (func (export \"load\")\n"
    "    (drop (i64.load16_u (i32.const -1))))\n"
    "  (func (export \"overflow\") (drop (i32.div_s\n"
    "    (i32.const 0x80000000) (i32.const -1))))\n"
    "  (func (export \"nan\")\n"
    "    (drop (i32.trunc_f64_s (f64.const nan))))\n"
    "  (func (export \"field\")\n"
    "    (struct.set $s 0 (ref.null $s) (i32.const 1)))\n"
    "  (func (export \"element\") (drop (array.get $a\n"
    "    (array.new $a (i32.const 1) (i32.const 4)) (i32.const 4))))\n"
    "  (func $deep (export \"deep\") (call $deep))\n"
    ")\n";

/* What is said of a trap; "%" stands for anything. */
static void
ck_trap(const char *name, const char *text)
{
	const char *said, *any = strchr(text, '%');

	sessionhelp_options.invoke = name;
	sessionhelp_start();
	STOPS(CONTINUE, TRAP);
	said = dbg_last(d)->explanation;
	ck_assert_ptr_nonnull(said);
	if (any == NULL)
		ck_assert_str_eq(said, text);
	else if (strncmp(said, text, (size_t)(any - text)) != 0 ||
		 strlen(said) < strlen(any + 1) ||
		 strcmp(said + strlen(said) - strlen(any + 1), any + 1) != 0)
		ck_abort_msg("%s", said);
}

START_TEST(traps_are_explained)
{
	sessionhelp_open(traps);
	ck_trap("type", "element 1 of table $t is other, of type () -> (), and "
			"the call expects (i32) -> (i64)");
	ck_trap(
	    "null", "call_indirect of element 2 of table $t, which is null");
	ck_trap("far", "call_indirect of element 9 of table $t, which has 3 "
		       "elements");
	ck_trap("get", "table.get of element 3, and table $t has 3 elements");
	ck_trap("fill", "memory.fill writes 7 bytes at 0xfffa, and memory 0 "
			"has 65536 bytes, the last at 0xffff");
	ck_trap("copy", "memory.copy reads 1 bytes at 0x10000, and memory 0 "
			"has 65536 bytes, the last at 0xffff");
	ck_trap("load", "i64.load16_u reads 2 bytes at 0xffffffff, and memory "
			"0 has 65536 bytes, the last at 0xffff");
	ck_trap("overflow", "i32.div_s of -2147483648 by -1 is more than the "
			    "result can hold");
	ck_trap("nan", "i32.trunc_f64_s of % is no integer");
	ck_trap("field", "struct.set of null, which ref.null at 0x% gave");
	ck_trap("element", "array.get with operands 4, and the array has 4 "
			   "elements");
	ck_trap("deep", "% calls are going on; the next was of deep");
}
END_TEST

START_TEST(runs_in_slices)
{
	unsigned slices = 0;

	sessionhelp_open(loops);
	sessionhelp_start();
	ck_assert(dbg_go(d, &(struct dbg_move){0}, NULL));
	while (!dbg_slice(d, 10))
		slices++;
	ck_assert_uint_ge(slices, 99);
	ck_assert_uint_le(slices, 101);
	ck_assert_uint_eq(dbg_last(d)->reason, DBG_STOP_EXIT);
	ck_assert_uint_eq(dbg_last(d)->status, 0);
}
END_TEST

static const char started[] =
    "(module\n"
    "  (import \"env\" \"tell\" (func $tell (param i32) (result i32)))\n"
    "  (global $g (mut i32) (i32.const 0))\n"
    "  (func $init (global.set $g (i32.const 3)))\n"
    "  (start $init)\n"
    "  (func $sum (export \"sum\") (param $a i32) (param $b i64)\n"
    "    (result i32 i64)\n"
    "    (i32.add (local.get $a) (global.get $g))\n"
    "    (i64.extend_i32_u (call $tell (i32.const 5)))\n"
    "    (i64.add (local.get $b))))\n";

START_TEST(start_function_comes_first)
{
	static const char *const args[] = {"i32:4", "100"};
	struct wk_error err = {0};

	sessionhelp_options.invoke = "sum";
	sessionhelp_options.invoke_args = args;
	sessionhelp_options.invoke_arg_count = 2;
	sessionhelp_open(started);
	ck_assert(!dbg_start(d, &err));
	ck_assert_uint_eq(err.code, WK_E_UNKNOWN_IMPORT);
	ck_assert(!dbg_is_running(d));
	sessionhelp_options.wants_dummies = true;
	sessionhelp_start();
	ck_assert_str_eq(sessionhelp_name(0), "init");
	STOPS(STEP, STEP);
	ck_assert_str_eq(sessionhelp_name(0), "sum");
	STOPS(CONTINUE, EXIT);
	ck_assert_uint_eq(dbg_last(d)->result_count, 2);
	ck_assert_uint_eq(dbg_last(d)->results[0].value.i32, 7);
	ck_assert_uint_eq(dbg_last(d)->results[1].value.i64, 100);
	/* Breakpoints of both are come to. */
	sessionhelp_break("sum");
	sessionhelp_break("init");
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "init");
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "sum");
	STOPS(CONTINUE, EXIT);
	sessionhelp_options.invoke_arg_count = 1;
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(CONTINUE, ERROR);
	ck_assert(!dbg_is_running(d));
}
END_TEST

static const char exits[] =
    "(module\n"
    "  (import \"wasi_snapshot_preview1\" \"proc_exit\"\n"
    "    (func $exit (param i32)))\n"
    "  (import \"wasi_snapshot_preview1\" \"args_sizes_get\"\n"
    "    (func $sizes (param i32 i32) (result i32)))\n"
    "  (memory (export \"memory\") 1)\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (call $sizes (i32.const 0) (i32.const 4)))\n"
    "    (call $exit (i32.load (i32.const 0)))))\n";

START_TEST(exit_has_a_status)
{
	static const char *const args[] = {"a", "b", "c"};

	sessionhelp_options.args = args;
	sessionhelp_options.arg_count = 3;
	sessionhelp_open(exits);
	sessionhelp_start();
	STOPS(STEP, STEP);
	AT("(call $exit (i32.load (i32.const 0)))))");
	STOPS(NEXT, EXIT);
	ck_assert_uint_eq(dbg_last(d)->status, 4);
	ck_assert(!dbg_is_running(d));
	/* The face may change arguments. */
	sessionhelp_options.arg_count = 1;
	sessionhelp_start();
	STOPS(CONTINUE, EXIT);
	ck_assert_uint_eq(dbg_last(d)->status, 2);
}
END_TEST

static const char tails[] =
    "(module\n"
    "  (func $last (param $n i32) (result i32)\n"
    "    local.get $n\n"
    "    i32.const 1\n"
    "    i32.add)\n"
    "  (func $middle (param $n i32) (param $m i64) (result i32)\n"
    "    local.get $n\n"
    "    return_call $last)\n"
    "  (func $main (export \"_start\")\n"
    "    i32.const 4\n"
    "    i64.const 5\n"
    "    call $middle\n"
    "    drop))\n";

START_TEST(tail_calls)
{
	sessionhelp_open(tails);
	sessionhelp_start();
	sessionhelp_break("p.wat:8");
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(NEXT, STEP);
	AT("drop))");
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(STEP, STEP);
	ck_assert_str_eq(sessionhelp_name(0), "last");
	AT("local.get $n");
	STOPS(FINISH, FINISH);
	AT("drop))");
	ck_assert_uint_eq(dbg_last(d)->results[0].value.i32, 5);
}
END_TEST

static const char throws[] = "(module\n"
			     "  (tag $oops (param i32))\n"
			     "  (func $thrower (param $n i32)\n"
			     "    local.get $n\n"
			     "    throw $oops)\n"
			     "  (func $between\n"
			     "    i32.const 7\n"
			     "    call $thrower\n"
			     "    nop)\n"
			     "  (func $main (export \"_start\")\n"
			     "    block $caught (result i32)\n"
			     "      try_table (catch $oops $caught)\n"
			     "        call $between\n"
			     "        nop\n"
			     "      end\n"
			     "      i32.const 1\n"
			     "    end\n"
			     "    drop\n"
			     "    call $between))\n";

START_TEST(exceptions_leave_frames)
{
	sessionhelp_open(throws);
	sessionhelp_start();
	sessionhelp_break("between");
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(NEXT, STEP);
	AT("call $thrower");
	STOPS(NEXT, STEP);
	AT("drop");
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(FINISH, STEP);
	ck_assert_uint_eq(dbg_last(d)->result_count, 0);
	AT("drop");
	STOPS(CONTINUE, BREAKPOINT);
	STOPS(NEXT, STEP);
	STOPS(NEXT, TRAP);
	ck_assert_uint_eq(dbg_last(d)->error->code, WK_E_UNCAUGHT_EXCEPTION);
}
END_TEST

START_TEST(begins_anew)
{
	sessionhelp_open(fact);
	sessionhelp_break("store");
	for (int i = 0; i < 3; i++) {
		sessionhelp_start();
		STOPS(CONTINUE, BREAKPOINT);
		ck_assert_str_eq(sessionhelp_name(0), "store");
	}
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 3);
	dbg_kill(d);
	ck_assert(!dbg_is_running(d));
	ck_assert_ptr_null(dbg_frame(d));
	ck_assert_ptr_null(dbg_store(d));
	ck_assert(!dbg_go(d, &(struct dbg_move){0}, NULL));
}
END_TEST

START_TEST(returns_and_jumps)
{
	sessionhelp_open(fact);
	sessionhelp_start();
	sessionhelp_break("p.wat:7");
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert(dbg_point_delete(d, 1, NULL));
	/* Of the frame selected: those inside of it are left, too. */
	ck_assert(dbg_frame_select(d, 4, NULL));
	ck_assert(!dbg_return(d, "nothing", NULL));
	ck_assert(dbg_return(d, "1000", NULL));
	ck_assert_uint_eq(dbg_frame_count(d), 7);
	AT("i64.mul");
	STOPS(FINISH, FINISH);
	ck_assert_uint_eq(dbg_last(d)->results[0].value.i64, 5000);
	STOPS(NEXT, STEP);
	ck_assert(!dbg_jump(d, "main", NULL));
	ck_assert(!dbg_jump(d, "nothing", NULL));
	/* With the operands that it needs there, and no others. */
	ck_assert(!dbg_jump(d, "p.wat:4", NULL));
	ck_assert(dbg_jump(d, "p.wat:5", NULL));
	AT("i64.eqz");
	STOPS(FINISH, FINISH);
	ck_assert_uint_eq(dbg_last(d)->results[0].value.i64, 720);
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	struct dbg_options options = {
	    .path = "/nonexistent/p.wasm", .features = wk_features_all()};
	struct wk_error err = {0};

	ck_assert_ptr_null(dbg_open(&options, &err));
	ck_assert_uint_eq(err.code, WK_E_IO);
}
END_TEST

TCase *
wk_test_session(void)
{
	TCase *tcase = tcase_create("session");

	tcase_add_checked_fixture(tcase, NULL, sessionhelp_close);
	tcase_add_test(tcase, stops_in_recursion);
	tcase_add_test(tcase, steps_by_instructions);
	tcase_add_test(tcase, instructions_are_counted);
	tcase_add_test(tcase, steps_into_calls);
	tcase_add_test(tcase, steps_over_calls);
	tcase_add_test(tcase, steps_over_recursion);
	tcase_add_test(tcase, stops_inside_of_next);
	tcase_add_test(tcase, finishes);
	tcase_add_test(tcase, goes_to_locations);
	tcase_add_test(tcase, until_leaves_loops);
	tcase_add_test(tcase, is_interrupted);
	tcase_add_test(tcase, is_interrupted_while_the_host_waits);
	tcase_add_test(tcase, traps_are_explained);
	tcase_add_test(tcase, runs_in_slices);
	tcase_add_test(tcase, start_function_comes_first);
	tcase_add_test(tcase, exit_has_a_status);
	tcase_add_test(tcase, tail_calls);
	tcase_add_test(tcase, exceptions_leave_frames);
	tcase_add_test(tcase, begins_anew);
	tcase_add_test(tcase, returns_and_jumps);
	tcase_add_test(tcase, what_cannot_be_opened);
	return tcase;
}
