/* Names of types in expressions. */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"

/* The words that basic types of C consist of. */
enum word {
	WORD_SIGNED = 1 << 0,
	WORD_UNSIGNED = 1 << 1,
	WORD_SHORT = 1 << 2,
	WORD_LONG = 1 << 3,
	WORD_LONG_LONG = 1 << 4,
	WORD_INT = 1 << 5,
	WORD_CHAR = 1 << 6,
	WORD_DOUBLE = 1 << 7,
	WORD_INT128 = 1 << 8,
};

static const struct {
	const char *text;
	unsigned word;
} words[] = {
    {"signed", WORD_SIGNED},
    {"unsigned", WORD_UNSIGNED},
    {"short", WORD_SHORT},
    {"long", WORD_LONG},
    {"int", WORD_INT},
    {"char", WORD_CHAR},
    {"double", WORD_DOUBLE},
    {"__int128", WORD_INT128},
};

static bool
is_qualifier(const struct dbg_lexer *lexer)
{
	static const char *const qualifiers[] = {
	    "const", "volatile", "restrict", "_Atomic", "mut"};

	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(*qualifiers); i++) {
		if (dbg_lexer_is_word(lexer, qualifiers[i]))
			return true;
	}
	return false;
}

static void
skip_qualifiers(struct dbg_lexer *lexer)
{
	while (is_qualifier(lexer) && dbg_lexer_next(lexer, false))
		;
}

/* Takes words of basic types; 0 when there is none. */
static unsigned
take_words(struct dbg_lexer *lexer)
{
	unsigned all = 0;

	for (;;) {
		unsigned word = 0;

		skip_qualifiers(lexer);
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			if (dbg_lexer_is_word(lexer, words[i].text))
				word = words[i].word;
		}
		if (word == 0)
			return all;
		if (word == WORD_LONG && (all & WORD_LONG) != 0)
			word = WORD_LONG_LONG;
		all |= word;
		dbg_lexer_next(lexer, false);
	}
}

static const struct wk_info_type *
type_of_words(const struct dbg *d, unsigned all)
{
	bool is_unsigned = (all & WORD_UNSIGNED) != 0;

	if (all & WORD_DOUBLE)
		return DBG_TYPE(DOUBLE);
	if (all & WORD_CHAR)
		return is_unsigned       ? DBG_TYPE(UCHAR) :
		       all & WORD_SIGNED ? DBG_TYPE(SCHAR) :
					   DBG_TYPE(CHAR);
	if (all & WORD_INT128)
		return is_unsigned ? DBG_TYPE(UINT128) : DBG_TYPE(INT128);
	if (all & WORD_LONG_LONG)
		return is_unsigned ? DBG_TYPE(ULLONG) : DBG_TYPE(LLONG);
	if (all & WORD_LONG)
		return dbg_type_long(d, !is_unsigned);
	if (all & WORD_SHORT)
		return is_unsigned ? DBG_TYPE(USHORT) : DBG_TYPE(SHORT);
	return is_unsigned ? DBG_TYPE(UINT) : DBG_TYPE(INT);
}

/* The type with a name, of the source or a usual one. */
static const struct wk_info_type *
find(struct dbg *d, const char *tag, const char *name, size_t size,
    uint64_t near)
{
	char *whole = malloc(strlen(tag) + size + 2);
	const struct wk_info_type *type = NULL;

	if (whole == NULL)
		return NULL;
	strcpy(whole, tag);
	if (*tag != '\0')
		strcat(whole, " ");
	strncat(whole, name, size);
	if (d->info != NULL)
		type = wk_info_find_type(d->info, whole, near);
	if (type == NULL && *tag == '\0')
		type = dbg_type_by_name(d, whole);
	free(whole);
	return type;
}

static const char *
tag_word(const struct dbg_lexer *lexer)
{
	static const char *const tags[] = {"struct", "union", "enum", "class"};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		if (dbg_lexer_is_word(lexer, tags[i]))
			return tags[i];
	}
	return NULL;
}

static const struct wk_info_type *
named(struct dbg *d, struct dbg_lexer *lexer, const char *tag, uint64_t near)
{
	struct dbg_lexer before = *lexer;
	const struct wk_info_type *type = NULL;

	if (lexer->token.kind != DBG_TOKEN_NAME ||
	    lexer->text[lexer->token.at] == '$')
		return NULL;
	if (dbg_lexer_extend(lexer))
		type = find(d, tag, lexer->text + lexer->token.at,
		    lexer->token.size, near);
	if (type == NULL) {
		*lexer = before;
		type = find(d, tag, lexer->text + lexer->token.at,
		    lexer->token.size, near);
	}
	if (type != NULL)
		dbg_lexer_next(lexer, false);
	return type;
}

static const struct wk_info_type *
base(struct dbg *d, struct dbg_lexer *lexer, uint64_t near)
{
	const struct wk_info_type *type;
	const char *tag;
	unsigned all = take_words(lexer);

	if (all != 0)
		return type_of_words(d, all);
	tag = tag_word(lexer);
	if (tag == NULL)
		return named(d, lexer, "", near);
	dbg_lexer_next(lexer, false);
	type = named(d, lexer, tag, near);
	if (type == NULL && !lexer->failed)
		dbg_lexer_fail(lexer, lexer->token.at, "there is no %s %.*s",
		    tag, (int)lexer->token.size, lexer->text + lexer->token.at);
	return type;
}

/* "[3]" behind a type; the number's value in *count. */
static bool
take_count(struct dbg *d, struct dbg_lexer *lexer, uint64_t *count)
{
	struct dbg_lexer before = *lexer;
	struct dbg_value value;
	struct dbg_num num;

	*count = UINT64_MAX;
	if (!dbg_lexer_is(lexer, "[") || !dbg_lexer_next(lexer, false))
		return false;
	if (lexer->token.kind == DBG_TOKEN_NUMBER) {
		if (!dbg_lexer_number(lexer, d, &value) ||
		    !dbg_value_num(d, &value, &num, NULL) || num.is_float ||
		    !dbg_lexer_next(lexer, false))
			return false;
		*count = (uint64_t)num.i;
	}
	if (dbg_lexer_is(lexer, "]"))
		return dbg_lexer_next(lexer, false);
	*lexer = before;
	return false;
}

enum { DIMENSIONS_MAX = 16 };

/* "*", "&" and arrays behind the base; "(*)" in between: a pointer to them. */
static const struct wk_info_type *
derive(struct dbg *d, struct dbg_lexer *lexer, const struct wk_info_type *type)
{
	uint64_t counts[DIMENSIONS_MAX];
	unsigned count = 0, outer = 0;

	while (type != NULL &&
	       (dbg_lexer_is(lexer, "*") || dbg_lexer_is(lexer, "&") ||
		   dbg_lexer_is(lexer, "&&"))) {
		type = dbg_type_pointer(d, type);
		dbg_lexer_next(lexer, false);
		skip_qualifiers(lexer);
	}
	if (dbg_lexer_is(lexer, "(")) {
		struct dbg_lexer before = *lexer;

		dbg_lexer_next(lexer, false);
		for (; dbg_lexer_is(lexer, "*"); outer++)
			dbg_lexer_next(lexer, false);
		if (outer > 0 && dbg_lexer_is(lexer, ")")) {
			dbg_lexer_next(lexer, false);
		} else {
			*lexer = before;
			outer = 0;
		}
	}
	while (count < DIMENSIONS_MAX && take_count(d, lexer, &counts[count]))
		count++;
	while (type != NULL && count > 0)
		type = dbg_type_array(d, type, counts[--count]);
	while (type != NULL && outer-- > 0)
		type = dbg_type_pointer(d, type);
	return type;
}

/* Rust's "*const T", "*mut T" and "&mut T" before the type. */
static unsigned
rust_pointers(struct dbg_lexer *lexer)
{
	unsigned count = 0;

	while (dbg_lexer_is(lexer, "*") || dbg_lexer_is(lexer, "&")) {
		struct dbg_lexer before = *lexer;

		dbg_lexer_next(lexer, false);
		if (!is_qualifier(lexer)) {
			*lexer = before;
			return count;
		}
		skip_qualifiers(lexer);
		count++;
	}
	return count;
}

const struct wk_info_type *
dbg_exprtype_parse(struct dbg *d, struct dbg_lexer *lexer, uint64_t near)
{
	struct dbg_lexer before = *lexer;
	const struct wk_info_type *type;
	unsigned pointers = rust_pointers(lexer);

	skip_qualifiers(lexer);
	type = base(d, lexer, near);
	if (type == NULL) {
		if (!lexer->failed)
			*lexer = before;
		return NULL;
	}
	skip_qualifiers(lexer);
	type = derive(d, lexer, type);
	while (type != NULL && pointers-- > 0)
		type = dbg_type_pointer(d, type);
	if (type == NULL && !lexer->failed) {
		lexer->failed = true;
		wk_error_memory(lexer->err);
	}
	return type;
}

const struct wk_info_type *
dbg_expr_type(struct dbg *d, const char *text, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(d);
	uint64_t near = frame == NULL ? WK_NO_OFFSET : frame->offset;
	const struct wk_info_type *type =
	    wk_info_find_type(d->info, text, near);
	struct wk_error problem = {0};
	size_t size = strlen(text);
	struct dbg_lexer lexer = {.text = text,
	    .size = size < UINT32_MAX / 2 ? (uint32_t)size : 0,
	    .err = &problem};

	if (type != NULL)
		return type;
	if (dbg_lexer_next(&lexer, false))
		type = dbg_exprtype_parse(d, &lexer, near);
	if (type != NULL && lexer.token.kind == DBG_TOKEN_END)
		return type;
	if (lexer.failed)
		wk_error_pass(err, &problem);
	return NULL;
}
