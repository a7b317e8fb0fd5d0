#include <string.h>

#include "debugger/view/viewstate.h"
#include "tests/unit/unit.h"

/*
 * Whether the lines of a file have these tints: a letter a byte, k keyword,
 * $ name, 9 number, s string, c comment, a dot for what is plain.
 */
static void
tints(const char *name, const char *text, const char *expected)
{
	static const char letters[] = ".k$9sc";
	struct dbg_tinted parts[DBG_MAX_TINTED];
	struct wk_source source;
	struct dbg_viewtext *view;
	char found[1024] = "";
	size_t at = 0;

	ck_assert(wk_source_copy(name, text, strlen(text), &source, NULL));
	view = dbg_viewtext_of(name, &source, NULL);
	ck_assert_ptr_nonnull(view);
	for (uint32_t line = 1; line <= view->text.line_count; line++) {
		size_t count = dbg_text_tints(&view->text, line, parts), size;
		size_t begin = 0;

		dbg_text_line(&view->text, line, &size);
		memset(found + at, '.', size);
		for (size_t i = 0; i < count; i++) {
			ck_assert_uint_gt(parts[i].end, begin);
			ck_assert_uint_le(parts[i].end, size);
			memset(found + at + begin, letters[parts[i].tint],
			    parts[i].end - begin);
			begin = parts[i].end;
		}
		at += size;
		found[at++] = '\n';
	}
	found[at] = '\0';
	ck_assert_str_eq(found, expected);
	dbg_viewtext_free(view);
}

START_TEST(c_has_keywords_comments_and_strings)
{
	tints("a/b.c",
	    "# include <a.h>\n"
	    "int x1 = 0x1Fu; // if\n"
	    "s = \"a\\\"b//\" + '\\'';\n"
	    "/* one if\n"
	    "/* two */ if (ifs)\n"
	    "catch\n",
	    "kkkkkkkkk......\n"
	    "kkk......99999..ccccc\n"
	    "....ssssssss...ssss.\n"
	    "ccccccccc\n"
	    "ccccccccc.kk......\n"
	    ".....\n");
	tints("b.cpp", "#include catch", "kkkkkkkk.kkkkk\n");
}
END_TEST

START_TEST(rust_has_lifetimes_and_nested_comments)
{
	tints("lib.rs",
	    "fn f<'a>(x: &'a str) 'b' '\\n' '\xc3\xbc'\n"
	    "/* a /* b */ c\n"
	    "*/ let\n",
	    "kk..............kkk..sss.ssss.ssss\n"
	    "cccccccccccccc\n"
	    "cc.kkk\n");
}
END_TEST

START_TEST(go_has_strings_of_several_lines)
{
	tints("x.go", "func `a\nif \\` go\n", "kkkk.ss\nsssss.kk\n");
}
END_TEST

START_TEST(a_wat_has_names)
{
	tints("x.wat",
	    "(func $f.g! i32.const -0x1p+3 ;; if\n"
	    "(; a (; b ;)\n"
	    ";) i32 \"a;;\"\n",
	    ".kkkk.$$$$$...........9999999.ccccc\n"
	    "cccccccccccc\n"
	    "cc.kkk.sssss\n");
}
END_TEST

START_TEST(other_files_are_plain)
{
	tints("a.txt", "int // 5\n", "........\n");
	tints("h", "int\n", "...\n");
}
END_TEST

START_TEST(a_line_has_so_many_parts)
{
	struct dbg_tinted parts[DBG_MAX_TINTED];
	struct dbg_viewtext *view;
	struct wk_source source;
	char text[4 * DBG_MAX_TINTED];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 == 0 ? '1' : ' ';
	ck_assert(wk_source_copy("a.c", text, sizeof(text), &source, NULL));
	view = dbg_viewtext_of("a.c", &source, NULL);
	ck_assert_uint_eq(
	    dbg_text_tints(&view->text, 1, parts), DBG_MAX_TINTED);
	ck_assert_uint_eq(dbg_text_tints(&view->text, 2, parts), 0);
	dbg_viewtext_free(view);
}
END_TEST

START_TEST(keywords_are_in_order)
{
	static const char *const words[] = {
#define KEYWORD(word, languages) word,
#include "debugger/view/viewwords.def"
#undef KEYWORD
	};

	for (size_t i = 1; i < sizeof(words) / sizeof(*words); i++)
		ck_assert_str_lt(words[i - 1], words[i]);
}
END_TEST

TCase *
wk_test_tint(void)
{
	TCase *tc = tcase_create("tint");

	tcase_add_test(tc, c_has_keywords_comments_and_strings);
	tcase_add_test(tc, rust_has_lifetimes_and_nested_comments);
	tcase_add_test(tc, go_has_strings_of_several_lines);
	tcase_add_test(tc, a_wat_has_names);
	tcase_add_test(tc, other_files_are_plain);
	tcase_add_test(tc, a_line_has_so_many_parts);
	tcase_add_test(tc, keywords_are_in_order);
	return tc;
}
