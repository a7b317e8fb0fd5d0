/* Breakpoints, watchpoints and catchpoints. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/sessionhelp.h"

#define STOPS(verb, reason) \
	ck_assert_uint_eq(sessionhelp_go(DBG_##verb), DBG_STOP_##reason)
#define AT(line) ck_assert_str_eq(sessionhelp_line(), line)

static const char counts[] =
    "(module\n"
    "  (import \"env\" \"print\" (func $print (param i32)))\n"
    "  (memory $mem 1)\n"
    "  (global $total (mut i32) (i32.const 0))\n"
    "  (func $add_one (param $n i32) (result i32)\n"
    "    local.get $n\n"
    "    i32.const 1\n"
    "    i32.add)\n"
    "  (func $add_two (param $n i32) (result i32)\n"
    "    local.get $n\n"
    "    call $add_one\n"
    "    call $add_one)\n"
    "  (func $keep (param $at i32) (param $what i32)\n"
    "    local.get $at\n"
    "    local.get $what\n"
    "    i32.store)\n"
    "  (func $main (export \"_start\") (local $i i32)\n"
    "    loop $again\n"
    "      local.get $i\n"
    "      call $add_two\n"
    "      local.set $i\n"
    "      i32.const 16\n"
    "      local.get $i\n"
    "      call $keep\n"
    "      global.get $total\n"
    "      local.get $i\n"
    "      i32.add\n"
    "      global.set $total\n"
    "      local.get $i\n"
    "      i32.const 20\n"
    "      i32.lt_s\n"
    "      br_if $again\n"
    "    end\n"
    "    global.get $total\n"
    "    call $print))\n";

static char said[1000];

static void
say(void *user, const char *text)
{
	(void)user;
	strncat(said, text, sizeof(said) - strlen(said) - 1);
}

static void
open_counts(void)
{
	said[0] = '\0';
	sessionhelp_options.wants_dummies = true;
	sessionhelp_open(counts);
	dbg_output(d, say, NULL);
}

START_TEST(by_name_offset_and_line)
{
	const struct dbg_point *point;
	char text[32];
	uint64_t offset;

	open_counts();
	sessionhelp_break("add_one");
	point = dbg_point(d, 1);
	ck_assert_uint_eq(point->offset_count, 1);
	ck_assert_str_eq(
	    dbg_location_text(d, point->offsets[0]), "add_one at p.wat:6");
	offset = point->offsets[0] + 4;
	ck_assert_uint_eq(sessionhelp_break("add_one+0x4"), 2);
	ck_assert_uint_eq(dbg_point(d, 2)->offsets[0], offset);
	ck_assert_str_eq(
	    dbg_location_text(d, offset), "add_one+0x4 at p.wat:8");
	snprintf(text, sizeof(text), "*%#llx", (unsigned long long)offset);
	ck_assert_uint_eq(
	    dbg_point(d, sessionhelp_break(text))->offsets[0], offset);
	ck_assert_uint_eq(
	    dbg_point(d, sessionhelp_break("p.wat:8"))->offsets[0], offset);
	ck_assert_uint_eq(
	    dbg_point(d, sessionhelp_break("func[1]"))->offsets[0], offset - 4);
	ck_assert_uint_eq(
	    dbg_point(d, sessionhelp_break("$add_one"))->offsets[0],
	    offset - 4);
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_uint_eq(dbg_last(d)->point_count, 3);
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_uint_eq(dbg_last(d)->point_count, 3);
	ck_assert_uint_eq(dbg_last(d)->points[2], 4);
	/* Lines from here. */
	point = dbg_point(d, sessionhelp_break("+3"));
	ck_assert_uint_eq(point->offset_count, 1);
	ck_assert_str_eq(
	    dbg_location_text(d, point->offsets[0]), "add_two+0x2 at p.wat:11");
	point = dbg_point(d, sessionhelp_break("10"));
	ck_assert_str_eq(
	    dbg_location_text(d, point->offsets[0]), "add_two at p.wat:10");
}
END_TEST

START_TEST(what_is_no_location)
{
	struct dbg_point_request request = {.kind = DBG_BREAK};
	struct wk_error err;

	open_counts();
	request.location = "add_onne";
	err = sessionhelp_fail(&request);
	ck_assert_str_eq(err.message, "no function is called \"add_onne\"");
	ck_assert_str_eq(err.hint, "did you mean \"add_one\"?");
	request.location = "print";
	err = sessionhelp_fail(&request);
	ck_assert_str_eq(err.message, "\"print\" is a function of the host");
	ck_assert_str_eq(err.hint, "catch its calls: catch host print");
	request.location = "q.wat:3";
	sessionhelp_fail(&request);
	request.location = "*0x1";
	sessionhelp_fail(&request);
	request.location = "add_one+1";
	err = sessionhelp_fail(&request);
	ck_assert_ptr_nonnull(strstr(err.message, "inside of the instruction"));
	request.location = "";
	sessionhelp_fail(&request);
	request.location = "*add(";
	request.is_regex = true;
	sessionhelp_fail(&request);
	request.location = "nothing like it";
	sessionhelp_fail(&request);
	ck_assert_ptr_null(dbg_point_at(d, 0));
}
END_TEST

START_TEST(by_regular_expression)
{
	const struct dbg_point_request request = {
	    .kind = DBG_BREAK, .location = "^add_", .is_regex = true};

	open_counts();
	sessionhelp_point(&request);
	ck_assert_uint_eq(dbg_point(d, 1)->offset_count, 2);
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "add_two");
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "add_one");
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 2);
}
END_TEST

START_TEST(hits_are_ignored)
{
	open_counts();
	sessionhelp_break("add_one");
	ck_assert(dbg_point_set_ignore(d, 1, 3, NULL));
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 4);
	ck_assert_uint_eq(dbg_point(d, 1)->ignore, 0);
	/* A count of CONTINUE is one to ignore. */
	ck_assert(dbg_go(
	    d, &(struct dbg_move){.verb = DBG_CONTINUE, .count = 5}, NULL));
	ck_assert(dbg_slice(d, UINT64_MAX));
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 9);
	ck_assert(!dbg_point_set_ignore(d, 2, 3, NULL));
}
END_TEST

START_TEST(temporary_ones_go)
{
	const struct dbg_point_request request = {
	    .kind = DBG_BREAK, .location = "add_one", .is_temporary = true};

	open_counts();
	sessionhelp_point(&request);
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	/* It is still known what stopped the program. */
	ck_assert(dbg_point(d, dbg_last(d)->points[0])->is_temporary);
	ck_assert_ptr_null(dbg_point_at(d, 0));
	STOPS(CONTINUE, EXIT);
	ck_assert_ptr_null(dbg_point(d, 1));
}
END_TEST

START_TEST(are_switched_off_and_deleted)
{
	open_counts();
	sessionhelp_break("add_one");
	sessionhelp_break("add_two");
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "add_two");
	ck_assert(dbg_point_enable(d, 1, false, NULL));
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "add_two");
	ck_assert(dbg_point_enable(d, 1, true, NULL));
	ck_assert(dbg_point_delete(d, 2, NULL));
	ck_assert(!dbg_point_delete(d, 2, NULL));
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_str_eq(sessionhelp_name(0), "add_one");
	ck_assert(dbg_point_delete(d, 1, NULL));
	STOPS(CONTINUE, EXIT);
	ck_assert_uint_eq(sessionhelp_break("add_one"), 3);
}
END_TEST

START_TEST(have_conditions)
{
	const struct dbg_point_request request = {.kind = DBG_BREAK,
	    .location = "add_two",
	    .condition = "$n > 4 && $n % 8 == 0"};
	struct dbg_point_request bad = request;

	open_counts();
	bad.condition = "$n +";
	sessionhelp_fail(&bad);
	sessionhelp_point(&request);
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 1);
	ck_assert(dbg_point_set_condition(d, 1, "$n == 18", NULL));
	ck_assert(!dbg_point_set_condition(d, 1, "(", NULL));
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 2);
	ck_assert_str_eq(dbg_point(d, 1)->condition, "$n == 18");
	/* One that cannot be tested stops, and says so. */
	ck_assert(!dbg_point_set_condition(d, 1, "nowhere > 3", NULL));
	ck_assert(dbg_point_set_condition(d, 1, "$nowhere > 3", NULL));
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert_ptr_nonnull(strstr(said, "nowhere"));
	ck_assert(dbg_point_set_condition(d, 1, NULL, NULL));
	ck_assert_ptr_null(dbg_point(d, 1)->condition);
}
END_TEST

START_TEST(log_messages)
{
	const struct dbg_point_request request = {.kind = DBG_BREAK,
	    .location = "keep",
	    .message = "{{keep}} {$what} at {$at/x}!"};
	struct dbg_point_request bad = request;

	open_counts();
	bad.message = "{$what";
	sessionhelp_fail(&bad);
	bad.message = "{$what *}";
	sessionhelp_fail(&bad);
	sessionhelp_point(&request);
	ck_assert(dbg_point_set_condition(d, 1, "$what <= 4", NULL));
	sessionhelp_start();
	STOPS(CONTINUE, EXIT);
	ck_assert_str_eq(said, "{keep} 2 at 0x10!\n{keep} 4 at 0x10!\n");
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 2);
	ck_assert(dbg_point_set_message(d, 1, NULL, NULL));
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
}
END_TEST

static uint32_t
watch(const char *expression, enum dbg_watch kind)
{
	return sessionhelp_point(&(struct dbg_point_request){
	    .kind = DBG_WATCH,
	    .watch = (uint8_t)kind,
	    .location = expression,
	});
}

static void
ck_change(const char *before, const char *after, const char *by)
{
	const struct dbg_change *change = dbg_last(d)->changes;

	ck_assert_uint_eq(dbg_last(d)->change_count, 1);
	if (before == NULL)
		ck_assert_ptr_null(change->before);
	else
		ck_assert_str_eq(change->before, before);
	ck_assert_str_eq(change->after, after);
	ck_assert_str_eq(change->by, by);
}

START_TEST(watch_memory)
{
	open_counts();
	sessionhelp_start();
	watch("{int} 16", DBG_WATCH_CHANGE);
	ck_assert_str_eq(dbg_point(d, 1)->place, "memory 0x10, 4 bytes");
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("0", "2", "keep");
	AT("i32.store)");
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("2", "4", "keep");
	ck_assert(dbg_point_set_condition(d, 1, "mem[16] == 12", NULL));
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("10", "12", "keep");
	ck_assert_uint_eq(dbg_point(d, 1)->hits, 3);
	ck_assert(dbg_point_delete(d, 1, NULL));
	STOPS(CONTINUE, EXIT);
}
END_TEST

START_TEST(watch_globals)
{
	open_counts();
	/* Before anything runs, and when it begins anew. */
	watch("$total", DBG_WATCH_CHANGE);
	for (int i = 0; i < 2; i++) {
		sessionhelp_start();
		STOPS(CONTINUE, WATCHPOINT);
		ck_change("0", "2", "main");
		STOPS(CONTINUE, WATCHPOINT);
		ck_change("2", "6", "main");
	}
	ck_assert(dbg_point_delete(d, 1, NULL));
	watch("$total", DBG_WATCH_READ);
	STOPS(CONTINUE, WATCHPOINT);
	ck_change(NULL, "6", "main");
	ck_assert(dbg_last(d)->changes[0].is_read);
	AT("global.get $total");
}
END_TEST

START_TEST(watch_locals)
{
	open_counts();
	sessionhelp_start();
	watch("$i", DBG_WATCH_CHANGE);
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("0", "2", "main");
	AT("i32.const 16");
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("2", "4", "main");
	ck_assert(!dbg_point(d, 1)->is_out_of_scope);
	for (int i = 0; i < 8; i++)
		STOPS(CONTINUE, WATCHPOINT);
	STOPS(CONTINUE, EXIT);
	ck_assert(dbg_point(d, 1)->is_out_of_scope);
}
END_TEST

START_TEST(watch_leaves_scope)
{
	open_counts();
	sessionhelp_break("add_one");
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert(dbg_point_delete(d, 1, NULL));
	watch("$n", DBG_WATCH_CHANGE);
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->change_count, 0);
	ck_assert_uint_eq(dbg_last(d)->points[0], 2);
	ck_assert(dbg_point(d, 2)->is_out_of_scope);
	ck_assert_str_eq(sessionhelp_name(0), "add_two");
	STOPS(CONTINUE, EXIT);
}
END_TEST

static const char writes[] =
    "(module\n"
    "  (import \"wasi_snapshot_preview1\" \"random_get\"\n"
    "    (func $random (param i32 i32) (result i32)))\n"
    "  (memory (export \"memory\") 1)\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (call $random (i32.const 64) (i32.const 8)))))\n";

START_TEST(watch_the_host)
{
	sessionhelp_open(writes);
	sessionhelp_start();
	watch("{long long} 64", DBG_WATCH_CHANGE);
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->change_count, 1);
	ck_assert_str_eq(dbg_last(d)->changes[0].by, "random_get");
	ck_assert_str_eq(dbg_last(d)->changes[0].before, "0");
}
END_TEST

static uint32_t
catch(enum dbg_event event, const char *name)
{
	return sessionhelp_point(&(struct dbg_point_request){
	    .kind = DBG_CATCH,
	    .event = (uint8_t)event,
	    .location = name,
	});
}

START_TEST(catch_host_calls)
{
	struct dbg_point_request bad = {
	    .kind = DBG_CATCH, .event = DBG_CATCH_TRAP, .location = "name"};

	open_counts();
	sessionhelp_fail(&bad);
	catch(DBG_CATCH_HOST, "^fd_");
	catch(DBG_CATCH_HOST, "print");
	sessionhelp_start();
	STOPS(CONTINUE, CATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->point_count, 1);
	ck_assert_uint_eq(dbg_last(d)->points[0], 2);
	ck_assert_str_eq(dbg_last(d)->caught, "host call print(110)");
	ck_assert_str_eq(sessionhelp_name(0), "print");
	ck_assert_str_eq(sessionhelp_name(1), "main");
	STOPS(CONTINUE, EXIT);
	ck_assert(dbg_point_enable(d, 2, false, NULL));
	sessionhelp_start();
	STOPS(CONTINUE, EXIT);
}
END_TEST

static const char events[] =
    "(module\n"
    "  (memory 1 10)\n"
    "  (tag $oops (param i32))\n"
    "  (tag $fine)\n"
    "  (func $init)\n"
    "  (start $init)\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (memory.grow (i32.const 2)))\n"
    "    (block $b (result i32)\n"
    "      (try_table (catch $oops $b)\n"
    "        (throw $oops (i32.const 4)))\n"
    "      (i32.const 0))\n"
    "    (drop)\n"
    "    (drop (i32.div_s (i32.const 5) (i32.const 0)))))\n";

START_TEST(catch_events)
{
	sessionhelp_open(events);
	catch(DBG_CATCH_START, NULL);
	catch(DBG_CATCH_GROW, NULL);
	catch(DBG_CATCH_THROW, "fine");
	catch(DBG_CATCH_THROW, "oo");
	catch(DBG_CATCH_TRAP, NULL);
	sessionhelp_start();
	ck_assert_uint_eq(dbg_last(d)->reason, DBG_STOP_CATCHPOINT);
	ck_assert_str_eq(dbg_last(d)->caught, "start of init");
	STOPS(CONTINUE, CATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->points[0], 2);
	ck_assert_str_eq(dbg_last(d)->caught, "memory.grow by 2 pages, from 1");
	STOPS(CONTINUE, CATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->point_count, 1);
	ck_assert_uint_eq(dbg_last(d)->points[0], 4);
	ck_assert_str_eq(dbg_last(d)->caught, "exception oops");
	STOPS(CONTINUE, TRAP);
	ck_assert_uint_eq(dbg_last(d)->points[0], 5);
	ck_assert_str_eq(dbg_last(d)->explanation, "i32.div_s of 5 by 0");
}
END_TEST

static const char memories[] =
    "(module\n"
    "  (memory $small 1)\n"
    "  (memory $large i64 1)\n"
    "  (func $put (param $at i64) (param $what i64)\n"
    "    local.get $at\n"
    "    local.get $what\n"
    "    i64.store $large)\n"
    "  (func $main (export \"_start\")\n"
    "    (i64.store $small (i32.const 40) (i64.const 1))\n"
    "    (memory.fill $small (i32.const 32) (i32.const 2) (i32.const 9))\n"
    "    (call $put (i64.const 40) (i64.const 3))\n"
    "    (call $put (i64.const 40) (i64.const 3))\n"
    "    (call $put (i64.const 0x100000000) (i64.const 4))))\n";

START_TEST(several_memories)
{
	sessionhelp_open(memories);
	sessionhelp_start();
	watch("mem1[40]", DBG_WATCH_CHANGE);
	ck_assert_str_eq(dbg_point(d, 1)->place, "memory $large 0x28, 1 byte");
	watch("mem[40]", DBG_WATCH_CHANGE);
	ck_assert_str_eq(dbg_point(d, 2)->place, "memory $small 0x28, 1 byte");
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->points[0], 2);
	ck_change("0 '\\000'", "1 '\\001'", "main");
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->points[0], 2);
	ck_change("1 '\\001'", "2 '\\002'", "main");
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_uint_eq(dbg_last(d)->points[0], 1);
	ck_change("0 '\\000'", "3 '\\003'", "put");
	/* What is written again is no change. */
	STOPS(CONTINUE, TRAP);
	ck_assert_str_eq(dbg_last(d)->explanation,
	    "i64.store writes 8 bytes at 0x100000000, and memory $large has "
	    "65536 bytes, the last at 0xffff");
}
END_TEST

START_TEST(watch_accesses)
{
	sessionhelp_open(memories);
	sessionhelp_start();
	watch("mem1[40]", DBG_WATCH_ACCESS);
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("0 '\\000'", "3 '\\003'", "put");
	STOPS(CONTINUE, WATCHPOINT);
	ck_change("3 '\\003'", "3 '\\003'", "put");
	ck_assert(dbg_last(d)->changes[0].is_write);
	ck_assert(!dbg_last(d)->changes[0].is_read);
	STOPS(CONTINUE, TRAP);
}
END_TEST

static const char threads[] =
    "(module\n"
    "  (import \"wasi\" \"thread-spawn\"\n"
    "    (func $spawn (param i32) (result i32)))\n"
    "  (import \"env\" \"memory\" (memory 1 1 shared))\n"
    "  (export \"memory\" (memory 0))\n"
    "  (func $work (param $n i32)\n"
    "    i32.const 0\n"
    "    local.get $n\n"
    "    i32.atomic.rmw.add\n"
    "    drop\n"
    "    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))\n"
    "    (drop (memory.atomic.notify (i32.const 4) (i32.const 1))))\n"
    "  (func (export \"wasi_thread_start\") (param i32 i32)\n"
    "    (call $work (local.get 1)))\n"
    "  (func $wait (local $done i32)\n"
    "    (loop $again\n"
    "      (local.set $done (i32.atomic.load (i32.const 4)))\n"
    "      (if (i32.lt_u (local.get $done) (i32.const 2)) (then\n"
    "        (drop (memory.atomic.wait32 (i32.const 4)\n"
    "          (local.get $done) (i64.const -1)))\n"
    "        (br $again)))))\n"
    "  (func $main (export \"_start\")\n"
    "    (drop (call $spawn (i32.const 5)))\n"
    "    (drop (call $spawn (i32.const 7)))\n"
    "    (call $wait)))\n";

START_TEST(in_every_thread)
{
	unsigned seen = 0;

	sessionhelp_options.wants_dummies = true;
	sessionhelp_open(threads);
	/* Before the instances of the threads are there. */
	sessionhelp_break("work");
	sessionhelp_start();
	for (int i = 0; i < 2; i++) {
		STOPS(CONTINUE, BREAKPOINT);
		ck_assert_uint_gt(dbg_last(d)->thread, 1);
		ck_assert_uint_eq(dbg_thread(d), dbg_last(d)->thread);
		seen |= 1u << dbg_last(d)->thread;
		ck_assert_str_eq(sessionhelp_name(0), "work");
		ck_assert_uint_eq(dbg_frame_count(d), 2);
		/* Of the main thread, too. */
		ck_assert(dbg_thread_select(d, 1, NULL));
		ck_assert_str_eq(
		    sessionhelp_name(dbg_frame_count(d) - 1), "main");
	}
	ck_assert_uint_eq(seen, 1u << 2 | 1u << 3);
	ck_assert(!dbg_thread_select(d, 7, NULL));
	STOPS(CONTINUE, EXIT);
}
END_TEST

START_TEST(threads_write)
{
	sessionhelp_options.wants_dummies = true;
	sessionhelp_open(threads);
	sessionhelp_start();
	watch("{int} 0", DBG_WATCH_CHANGE);
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_str_eq(dbg_last(d)->changes[0].by, "work");
	AT("drop");
	STOPS(CONTINUE, WATCHPOINT);
	ck_assert_str_eq(dbg_last(d)->changes[0].after, "12");
	STOPS(CONTINUE, EXIT);
}
END_TEST

START_TEST(steps_in_a_thread)
{
	uint32_t thread;

	sessionhelp_options.wants_dummies = true;
	sessionhelp_open(threads);
	sessionhelp_break("work");
	sessionhelp_start();
	STOPS(CONTINUE, BREAKPOINT);
	ck_assert(dbg_point_delete(d, 1, NULL));
	thread = dbg_thread(d);
	STOPS(NEXT, STEP);
	AT("local.get $n");
	STOPS(NEXT, STEP);
	STOPS(NEXT, STEP);
	AT("drop");
	ck_assert_uint_eq(dbg_thread(d), thread);
	STOPS(FINISH, FINISH);
	ck_assert_uint_eq(dbg_thread(d), thread);
	ck_assert_uint_eq(dbg_frame_count(d), 1);
	/* Beyond the end of the thread. */
	STOPS(NEXT, EXIT);
}
END_TEST

START_TEST(commands_are_kept)
{
	open_counts();
	sessionhelp_break("add_one");
	ck_assert(dbg_point_set_commands(d, 1, "silent\nprint 1\n", NULL));
	ck_assert_str_eq(dbg_point(d, 1)->commands, "silent\nprint 1\n");
	ck_assert(dbg_point_set_commands(d, 1, NULL, NULL));
	ck_assert_ptr_null(dbg_point(d, 1)->commands);
}
END_TEST

TCase *
wk_test_points(void)
{
	TCase *tcase = tcase_create("points");

	tcase_add_checked_fixture(tcase, NULL, sessionhelp_close);
	tcase_add_test(tcase, by_name_offset_and_line);
	tcase_add_test(tcase, what_is_no_location);
	tcase_add_test(tcase, by_regular_expression);
	tcase_add_test(tcase, hits_are_ignored);
	tcase_add_test(tcase, temporary_ones_go);
	tcase_add_test(tcase, are_switched_off_and_deleted);
	tcase_add_test(tcase, have_conditions);
	tcase_add_test(tcase, log_messages);
	tcase_add_test(tcase, watch_memory);
	tcase_add_test(tcase, watch_globals);
	tcase_add_test(tcase, watch_locals);
	tcase_add_test(tcase, watch_leaves_scope);
	tcase_add_test(tcase, watch_the_host);
	tcase_add_test(tcase, catch_host_calls);
	tcase_add_test(tcase, catch_events);
	tcase_add_test(tcase, several_memories);
	tcase_add_test(tcase, watch_accesses);
	tcase_add_test(tcase, in_every_thread);
	tcase_add_test(tcase, threads_write);
	tcase_add_test(tcase, steps_in_a_thread);
	tcase_add_test(tcase, commands_are_kept);
	return tcase;
}
