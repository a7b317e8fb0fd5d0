#include <stdlib.h>
#include <string.h>

#include "debugger/tree.h"
#include "tests/unit/sessionhelp.h"

static const char text[] =
    "(module (memory 1) (data (i32.const 16) \"\\01\\00\\00\\00\\02\")\n"
    "  (type $p (struct (field $x (mut i32)) (field $y (ref null $p))))\n"
    "  (global $g (mut i32) (i32.const 7))\n"
    "  (func $f (param $n i32) (local $o (ref null $p))\n"
    "    (local.set $o (struct.new $p (i32.const 3) (ref.null $p)))\n"
    "    (global.set $g (local.get $n))\n"
    "    (local.set $o (struct.new $p (i32.const 4) (local.get $o)))\n"
    "    (nop))\n"
    "  (func (export \"_start\") (call $f (i32.const 5))))\n";

static struct dbg_tree *tree;

static void
begin(enum dbg_tree_kind kind)
{
	sessionhelp_open(text);
	sessionhelp_start();
	sessionhelp_break("f");
	ck_assert_int_eq(sessionhelp_go(DBG_CONTINUE), DBG_STOP_BREAKPOINT);
	tree = dbg_tree_new(d, kind);
	ck_assert_ptr_nonnull(tree);
	ck_assert(dbg_tree_refresh(tree, dbg_frame(d), true));
}

static void
end(void)
{
	dbg_tree_free(tree);
	sessionhelp_close();
}

/* Goes to the next line. */
static void
go_on(void)
{
	sessionhelp_go(DBG_NEXT);
	ck_assert(dbg_tree_refresh(tree, dbg_frame(d), true));
}

static void
expect(uint32_t n, const char *name, const char *value)
{
	const struct dbg_row *row = dbg_tree_row(tree, n);

	ck_assert_ptr_nonnull(row);
	ck_assert_str_eq(row->name, name);
	ck_assert_str_eq(row->value, value);
}

START_TEST(local_rows)
{
	begin(DBG_TREE_LOCALS);
	ck_assert_uint_eq(dbg_tree_count(tree), 2);
	ck_assert_ptr_null(dbg_tree_known(tree, 0)->value);
	expect(0, "$n", "5");
	expect(1, "$o", "null");
	ck_assert(!dbg_tree_row(tree, 1)->has_parts);
	go_on();
	ck_assert(!dbg_tree_row(tree, 0)->is_changed);
	ck_assert(dbg_tree_row(tree, 1)->is_changed);
	ck_assert(dbg_tree_row(tree, 1)->has_parts);
	ck_assert_ptr_null(dbg_tree_row(tree, 2));
	end();
}
END_TEST

START_TEST(unfolding)
{
	begin(DBG_TREE_LOCALS);
	sessionhelp_go(DBG_NEXT);
	sessionhelp_go(DBG_NEXT);
	go_on();
	dbg_tree_toggle(tree, 1);
	ck_assert_uint_eq(dbg_tree_count(tree), 4);
	expect(2, "[0]", "4");
	ck_assert_str_eq(dbg_tree_row(tree, 2)->text, "$o[0]");
	ck_assert_uint_eq(dbg_tree_row(tree, 3)->depth, 1);
	dbg_tree_toggle(tree, 3);
	expect(4, "[0]", "3");
	ck_assert_str_eq(dbg_tree_row(tree, 4)->text, "$o[1][0]");
	/* It stays unfolded below what is folded. */
	dbg_tree_toggle(tree, 1);
	ck_assert_uint_eq(dbg_tree_count(tree), 2);
	dbg_tree_toggle(tree, 1);
	ck_assert_uint_eq(dbg_tree_count(tree), 6);
	end();
}
END_TEST

START_TEST(global_rows)
{
	begin(DBG_TREE_GLOBALS);
	expect(0, "$g", "7");
	go_on();
	ck_assert(!dbg_tree_row(tree, 0)->is_changed);
	go_on();
	expect(0, "$g", "5");
	ck_assert(dbg_tree_row(tree, 0)->is_changed);
	end();
}
END_TEST

static void
add(const char *expr, struct dbg_expr **out)
{
	struct dbg_tree_watch watch = {.text = expr};
	struct wk_error err = {0};

	if (!dbg_expr_parse(d, expr, out, &err))
		watch.message = "not understood";
	watch.expr = *out;
	ck_assert(dbg_tree_watch(tree, &watch));
}

START_TEST(watches)
{
	static const char *const texts[] = {
	    "$n * 2", "nothing", "1 +", "*(int *)16@2"};
	struct dbg_expr *exprs[4] = {0};
	struct wk_sink *sink = wk_sink_memory(NULL);
	const char *whole;
	size_t size;

	begin(DBG_TREE_WATCHES);
	dbg_tree_begin(tree);
	for (int i = 0; i < 4; i++)
		add(texts[i], &exprs[i]);
	ck_assert(dbg_tree_refresh(tree, dbg_frame(d), false));
	expect(0, "$n * 2", "10");
	ck_assert(dbg_tree_row(tree, 1)->is_error);
	expect(2, "1 +", "not understood");
	ck_assert(dbg_tree_row(tree, 2)->is_error);
	expect(3, "*(int *)16@2", "{1, 2}");
	dbg_tree_toggle(tree, 3);
	expect(5, "[1]", "2");
	dbg_tree_describe(tree, 5, sink);
	whole = wk_sink_data(sink, &size);
	ck_assert_int_eq(memcmp(whole, "(int) (*(int *)16@2)[1] = 2", size), 0);
	wk_sink_abandon(sink);
	end();
	for (int i = 0; i < 4; i++)
		dbg_expr_free(exprs[i]);
}
END_TEST

START_TEST(many_parts)
{
	struct dbg_expr *expr = NULL;

	begin(DBG_TREE_WATCHES);
	dbg_tree_begin(tree);
	add("*(char *)0@1000", &expr);
	ck_assert(dbg_tree_refresh(tree, dbg_frame(d), false));
	dbg_tree_toggle(tree, 0);
	ck_assert_uint_eq(dbg_tree_count(tree), 102);
	ck_assert_uint_eq(dbg_tree_row(tree, 101)->hidden, 900);
	dbg_tree_toggle(tree, 101);
	ck_assert_uint_eq(dbg_tree_count(tree), 502);
	dbg_tree_toggle(tree, 501);
	ck_assert_uint_eq(dbg_tree_count(tree), 1001);
	end();
	dbg_expr_free(expr);
}
END_TEST

TCase *
wk_test_tree(void)
{
	TCase *tc = tcase_create("tree");

	tcase_add_test(tc, local_rows);
	tcase_add_test(tc, unfolding);
	tcase_add_test(tc, global_rows);
	tcase_add_test(tc, watches);
	tcase_add_test(tc, many_parts);
	return tc;
}
