#include "wat/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/utf8.h"
#include "libwasmkit/model/canon.h"
#include "libwasmkit/model/gate.h"
#include "wat/number.h"
#include "wat/skim.h"

static const char *const space_words[WK_SPACE_COUNT] = {
    [WK_SPACE_FUNC] = "func",
    [WK_SPACE_TYPE] = "type",
    [WK_SPACE_TABLE] = "table",
    [WK_SPACE_MEMORY] = "memory",
    [WK_SPACE_GLOBAL] = "global",
    [WK_SPACE_ELEM] = "elem segment",
    [WK_SPACE_DATA] = "data segment",
    [WK_SPACE_TAG] = "tag",
};

/* What the specification calls the entries in messages. */
static const char *
entry_word(enum wk_space space)
{
	return space == WK_SPACE_FUNC ? "function" : space_words[space];
}

static const char *
entry_with_article(enum wk_space space)
{
	static const char *const words[WK_SPACE_COUNT] = {
	    [WK_SPACE_FUNC] = "a function",
	    [WK_SPACE_TYPE] = "a type",
	    [WK_SPACE_TABLE] = "a table",
	    [WK_SPACE_MEMORY] = "a memory",
	    [WK_SPACE_GLOBAL] = "a global",
	    [WK_SPACE_ELEM] = "an element segment",
	    [WK_SPACE_DATA] = "a data segment",
	    [WK_SPACE_TAG] = "a tag",
	};

	return words[space];
}

void *
wk_parse_push_to(struct wk_parser *p, struct wk_vec *vec)
{
	void *element = wk_vec_push(vec);

	if (element == NULL)
		wk_lex_no_memory(&p->lex);
	return element;
}

void *
wk_parse_push(struct wk_parser *p, enum wk_parse_list list)
{
	return wk_parse_push_to(p, &p->lists[list]);
}

bool
wk_parse_unexpected(struct wk_parser *p, const char *expected)
{
	return wk_lex_unexpected(&p->lex, &p->lex.token, expected);
}

bool
wk_parse_misfit(struct wk_parser *p, const char *expected)
{
	return wk_lex_misfit(&p->lex, &p->lex.token, expected);
}

bool
wk_parse_close(struct wk_parser *p)
{
	return wk_lex_expect(&p->lex, WK_TOKEN_CLOSE, "\")\"");
}

bool
wk_parse_name(struct wk_parser *p, const char *what, struct wk_str *out)
{
	char expected[64];

	if (!wk_lex_is(&p->lex, WK_TOKEN_STRING)) {
		snprintf(
		    expected, sizeof(expected), "%s, in double quotes", what);
		return wk_parse_misfit(p, expected);
	}
	if (!wk_lex_name(&p->lex, &p->lex.token, p->arena, out))
		return false;
	wk_lex_next(&p->lex);
	return true;
}

bool
wk_parse_id(struct wk_parser *p, struct wk_str *out)
{
	*out = (struct wk_str){NULL, 0};
	if (!wk_lex_is(&p->lex, WK_TOKEN_ID))
		return true;
	if (!wk_lex_id(&p->lex, &p->lex.token, p->arena, out))
		return false;
	wk_lex_next(&p->lex);
	return true;
}

bool
wk_parse_nat(struct wk_parser *p, const char *what, uint64_t max,
    enum wk_error_code code, uint64_t *out)
{
	struct wk_token *token = &p->lex.token;
	enum wk_number_status status = WK_NUMBER_OTHER;

	if (token->kind == WK_TOKEN_NUMBER)
		status = wk_number_nat(token->text, token->size, max, out);
	if (status == WK_NUMBER_RANGE)
		return wk_lex_fail(&p->lex, token, code,
		    " %.*s: expected at most %llu", (int)token->size,
		    (const char *)token->text, (unsigned long long)max);
	if (status != WK_NUMBER_OK)
		return wk_parse_misfit(p, what);
	wk_lex_next(&p->lex);
	return true;
}

bool
wk_parse_is_index(const struct wk_parser *p)
{
	return p->lex.token.kind == WK_TOKEN_NUMBER ||
	       p->lex.token.kind == WK_TOKEN_ID;
}

/* Which other space of the module has a name, or WK_SPACE_COUNT. */
static enum wk_space
other_space(
    const struct wk_parser *p, const struct wk_scope *scope, struct wk_str name)
{
	unsigned space = 0;

	while (space < WK_SPACE_COUNT &&
	       wk_scope_find(&p->names, space, name) == WK_NONE)
		space++;
	return scope == &p->fieldnames ? WK_SPACE_COUNT : (enum wk_space)space;
}

/* Says what else has the name, if something has. */
static bool
suggest_elsewhere(struct wk_parser *p, struct wk_str name,
    const struct wk_scope *scope, uint32_t space)
{
	enum wk_space other = other_space(p, scope, name);
	bool is_local = scope == &p->names && space == WK_SPACE_GLOBAL &&
			wk_scope_find(&p->locals, p->function, name) != WK_NONE;

	if (is_local)
		wk_error_hint(p->lex.err,
		    "$%.*s is a local: local.get and local.set are for it",
		    (int)name.size, name.data);
	else if (other == WK_SPACE_GLOBAL && scope == &p->locals)
		wk_error_hint(p->lex.err,
		    "$%.*s is a global: global.get and global.set are for it",
		    (int)name.size, name.data);
	else if (other != WK_SPACE_COUNT)
		wk_error_hint(p->lex.err, "$%.*s is %s", (int)name.size,
		    name.data, entry_with_article(other));
	return is_local || other != WK_SPACE_COUNT;
}

/* Says which names there are, when they are few. */
static void
suggest_all(struct wk_parser *p, const struct wk_scope *scope, uint32_t space)
{
	char list[WK_ERROR_HINT_SIZE - 16];
	struct wk_str names[4];
	uint32_t count = wk_scope_list(scope, space, names, 4);
	size_t length = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (names[i].size + 4 > sizeof(list) - length)
			return;
		length += (size_t)sprintf(list + length, "%s$%.*s",
		    i == 0 ? "" : ", ", (int)names[i].size, names[i].data);
	}
	if (count > 0)
		wk_error_hint(p->lex.err, "known here: %s", list);
}

void
wk_parse_suggest(struct wk_parser *p, struct wk_str name,
    const struct wk_scope *scope, uint32_t space)
{
	struct wk_str near = wk_scope_nearest(scope, space, name);

	if (suggest_elsewhere(p, name, scope, space))
		return;
	if (near.data != NULL)
		wk_error_hint(p->lex.err, "did you mean $%.*s?", (int)near.size,
		    near.data);
	else
		suggest_all(p, scope, space);
}

bool
wk_parse_unknown(struct wk_parser *p, const struct wk_token *token,
    const char *what, const struct wk_scope *scope, uint32_t space)
{
	struct wk_str name;

	if (!wk_lex_id(&p->lex, token, p->arena, &name))
		return false;
	wk_lex_fail(&p->lex, token, WK_E_UNKNOWN_NAME, " %s %.*s", what,
	    (int)token->size, (const char *)token->text);
	wk_parse_suggest(p, name, scope, space);
	return false;
}

bool
wk_parse_number_of(struct wk_parser *p, const char *expected,
    const struct wk_scope *scope, uint32_t space, uint32_t *out)
{
	struct wk_token token = p->lex.token;
	bool quoted = token.kind == WK_TOKEN_STRING;
	struct wk_str name = {
	    (const char *)token.text + quoted,
	    (uint32_t)token.size - 2 * quoted,
	};
	uint64_t number = 0;

	if (token.kind == WK_TOKEN_NUMBER) {
		if (!wk_parse_nat(
			p, expected, UINT32_MAX, WK_E_I32_RANGE, &number))
			return false;
		*out = (uint32_t)number;
		return true;
	}
	if (p->lex.failed)
		return false;
	wk_parse_misfit(p, expected);
	if ((quoted || token.kind == WK_TOKEN_KEYWORD) &&
	    token.size < UINT32_MAX &&
	    wk_scope_find(scope, space, name) != WK_NONE)
		wk_error_hint(p->lex.err, "did you mean $%.*s?", (int)name.size,
		    name.data);
	return false;
}

bool
wk_parse_index(struct wk_parser *p, enum wk_space space, uint32_t *out)
{
	struct wk_token *token = &p->lex.token;
	static const char *const expected[WK_SPACE_COUNT] = {
	    [WK_SPACE_FUNC] = "a function: its name or index",
	    [WK_SPACE_TYPE] = "a type: its name or index",
	    [WK_SPACE_TABLE] = "a table: its name or index",
	    [WK_SPACE_MEMORY] = "a memory: its name or index",
	    [WK_SPACE_GLOBAL] = "a global: its name or index",
	    [WK_SPACE_ELEM] = "an element segment: its name or index",
	    [WK_SPACE_DATA] = "a data segment: its name or index",
	    [WK_SPACE_TAG] = "a tag: its name or index",
	};
	struct wk_str name;

	if (token->kind == WK_TOKEN_ID) {
		if (!wk_lex_id(&p->lex, token, p->arena, &name))
			return false;
		*out = wk_scope_find(&p->names, space, name);
		if (*out == WK_NONE)
			return wk_parse_unknown(
			    p, token, entry_word(space), &p->names, space);
		wk_lex_next(&p->lex);
		return true;
	}
	return wk_parse_number_of(p, expected[space], &p->names, space, out);
}

bool
wk_parse_need(struct wk_parser *p, enum wk_feature feature,
    const struct wk_token *token, const char *what)
{
	if (wk_feature_on(p->features, feature) || p->lex.failed)
		return !p->lex.failed;
	wk_gate_error(p->lex.err, WK_E_FEATURE_OFF,
	    (uint64_t)(token->text - p->lex.begin), feature, what);
	if (p->lex.err != NULL)
		p->lex.err->length = (uint32_t)token->size;
	p->lex.failed = true;
	return false;
}

bool
wk_parse_set_name(struct wk_parser *p, enum wk_space space, uint32_t index,
    struct wk_str name)
{
	struct wk_vec *names = &p->space_names[space];

	while (names->count <= index) {
		if (wk_parse_push_to(p, names) == NULL)
			return false;
	}
	((struct wk_str *)names->data)[index] = name;
	return true;
}

bool
wk_parse_map_name(struct wk_parser *p, enum wk_inner_space space,
    uint32_t outer, uint32_t index, struct wk_str name)
{
	struct wk_vec *maps = &p->maps[space];
	struct wk_span *map;

	while (maps->count <= outer) {
		if (wk_parse_push_to(p, maps) == NULL)
			return false;
	}
	map = &((struct wk_span *)maps->data)[outer];
	if (map->size == 0)
		map->offset = p->map_bytes.size;
	wk_buf_u32(&p->map_bytes, index);
	wk_buf_str(&p->map_bytes, name.data, name.size);
	if (p->map_bytes.failed)
		return wk_lex_no_memory(&p->lex);
	map->size = (uint32_t)(p->map_bytes.size - map->offset);
	return true;
}

/*
 * Adds a place to the list of all. What waited for its operands was noted
 * before, where these now are.
 */
static void
note_spot(struct wk_parser *p, size_t position, const uint8_t *text)
{
	struct wk_vec *spots = p->input->spots;
	struct wk_wat_spot *list = spots->data, *spot;
	uint64_t offset = position | WK_VIRTUAL;

	while (spots->count > 0 && list[spots->count - 1].offset >= offset)
		spots->count--;
	spot = wk_parse_push_to(p, spots);
	if (spot != NULL)
		*spot = (struct wk_wat_spot){
		    .offset = offset,
		    .text = (uint64_t)(text - p->lex.begin),
		};
}

void
wk_parse_note_place(
    struct wk_parser *p, size_t position, const uint8_t *text, size_t size)
{
	if (p->input->spots != NULL)
		note_spot(p, position, text);
	for (uint32_t i = 0; i < p->input->wanted_count; i++) {
		struct wk_parse_wanted *wanted = &p->input->wanted[i];

		if (wanted->position < position)
			continue;
		wanted->offset = (uint64_t)(text - p->lex.begin);
		wanted->length = (uint32_t)size;
	}
}

/* Pass 1 */

/* Enters a name for the next entry of a space, and counts that. */
static bool
declare(struct wk_parser *p, enum wk_space space)
{
	struct wk_token token = p->lex.token;
	struct wk_scope_entry *entry;
	struct wk_str name;
	uint32_t index = p->counts[space]++;

	if (!wk_parse_id(p, &name) || name.data == NULL)
		return !p->lex.failed;
	entry = wk_scope_add(&p->names, space, name);
	if (entry == NULL)
		return wk_lex_no_memory(&p->lex);
	if (entry->value != WK_NONE) {
		wk_lex_fail(&p->lex, &token, WK_E_DUPLICATE_NAME, " %s %.*s",
		    space_words[space], (int)token.size,
		    (const char *)token.text);
		wk_error_hint(p->lex.err, "it is the name of %s %u already",
		    entry_word(space), entry->value);
		return false;
	}
	entry->value = index;
	return wk_parse_set_name(p, space, index, name);
}

static bool
space_of(enum wk_keyword keyword, enum wk_space *space)
{
	switch ((unsigned)keyword) {
	case WK_KW_FUNC:
		*space = WK_SPACE_FUNC;
		return true;
	case WK_KW_TABLE:
		*space = WK_SPACE_TABLE;
		return true;
	case WK_KW_MEMORY:
		*space = WK_SPACE_MEMORY;
		return true;
	case WK_KW_GLOBAL:
		*space = WK_SPACE_GLOBAL;
		return true;
	case WK_KW_TAG:
		*space = WK_SPACE_TAG;
		return true;
	default:
		return false;
	}
}

/* An import may not stand behind a definition. */
static bool
check_import(struct wk_parser *p, const struct wk_token *token)
{
	if (p->defined == NULL)
		return true;
	wk_lex_fail(&p->lex, token, WK_E_IMPORT_ORDER, " %s", p->defined);
	wk_error_hint(p->lex.err, "all imports come before the first "
				  "function, table, memory, global or tag "
				  "that is not imported");
	return false;
}

/* With the current token at "(", passes over a form inside a field. */
static bool
skip_form(struct wk_parser *p)
{
	const uint8_t *end = wk_skim_form(p->lex.token.text, p->lex.end);

	if (end == NULL)
		return wk_lex_skip_form(&p->lex);
	p->lex.p = end;
	wk_lex_next(&p->lex);
	return true;
}

/* A segment that stands inside a table or memory counts as one. */
static bool
count_inline_segment(
    struct wk_parser *p, enum wk_keyword keyword, enum wk_space space)
{
	while (!p->lex.failed && !wk_lex_is(&p->lex, WK_TOKEN_CLOSE) &&
	       !wk_lex_is(&p->lex, WK_TOKEN_END)) {
		if (wk_lex_at_form(&p->lex, keyword)) {
			p->counts[space]++;
			return true;
		}
		if (!wk_lex_is(&p->lex, WK_TOKEN_OPEN))
			wk_lex_next(&p->lex);
		else if (!skip_form(p))
			return false;
	}
	return !p->lex.failed;
}

/* A definition, behind its keyword, or an import in the short form. */
static bool
survey_definition(
    struct wk_parser *p, enum wk_space space, const struct wk_token *open)
{
	bool is_import;

	if (!declare(p, space))
		return false;
	while (wk_lex_at_form(&p->lex, WK_KW_EXPORT)) {
		if (!skip_form(p))
			return false;
	}
	is_import = wk_lex_at_form(&p->lex, WK_KW_IMPORT);
	if (is_import)
		return check_import(p, open);
	if (!p->lex.failed && p->defined == NULL)
		p->defined = entry_word(space);
	if (space == WK_SPACE_TABLE)
		return count_inline_segment(p, WK_KW_ELEM, WK_SPACE_ELEM);
	if (space == WK_SPACE_MEMORY)
		return count_inline_segment(p, WK_KW_DATA, WK_SPACE_DATA);
	return true;
}

/* "(" kind $x? of an import; what follows does not matter yet. */
static bool
survey_import_type(struct wk_parser *p, uint32_t count, bool may_name)
{
	enum wk_space space;

	if (!wk_lex_take(&p->lex, WK_TOKEN_OPEN) ||
	    !space_of((enum wk_keyword)p->lex.token.keyword, &space))
		return true; /* pass 2 says what is wrong */
	wk_lex_next(&p->lex);
	if (may_name)
		return declare(p, space);
	p->counts[space] += count;
	return true;
}

/* The items of compact imports: each with a type, or one for all behind. */
static bool
survey_items(struct wk_parser *p)
{
	uint32_t bare = 0;

	while (wk_lex_take_form(&p->lex, WK_KW_ITEM)) {
		wk_lex_next(&p->lex); /* the name */
		if (wk_lex_take(&p->lex, WK_TOKEN_CLOSE)) {
			bare++;
			continue;
		}
		if (!survey_import_type(p, 1, true))
			return false;
		while (!wk_lex_is(&p->lex, WK_TOKEN_CLOSE) &&
		       !wk_lex_is(&p->lex, WK_TOKEN_END)) {
			if (!wk_lex_is(&p->lex, WK_TOKEN_OPEN))
				wk_lex_next(&p->lex);
			else if (!skip_form(p))
				return false;
		}
		wk_lex_take(&p->lex, WK_TOKEN_CLOSE); /* of the type */
		wk_lex_take(&p->lex, WK_TOKEN_CLOSE); /* of the item */
	}
	return bare == 0 || survey_import_type(p, bare, false);
}

static bool
survey_import(struct wk_parser *p, const struct wk_token *open)
{
	if (!check_import(p, open))
		return false;
	wk_lex_next(&p->lex); /* the module's name */
	if (wk_lex_at_form(&p->lex, WK_KW_ITEM))
		return survey_items(p);
	wk_lex_next(&p->lex);
	return survey_import_type(p, 1, true);
}

static bool
survey_rec(struct wk_parser *p)
{
	while (wk_lex_at_form(&p->lex, WK_KW_TYPE)) {
		const uint8_t *end =
		    wk_skim_form(p->lex.token.text, p->lex.end);

		wk_lex_next(&p->lex);
		wk_lex_next(&p->lex);
		if (!declare(p, WK_SPACE_TYPE))
			return false;
		if (end == NULL)
			return true;
		p->lex.p = end;
		wk_lex_next(&p->lex);
	}
	return !p->lex.failed;
}

static bool
survey_start(struct wk_parser *p, const struct wk_token *open)
{
	if (p->start.text != NULL) {
		wk_lex_fail(&p->lex, open, WK_E_MULTIPLE_START, "");
		wk_error_note(p->lex.err,
		    (uint64_t)(p->start.text - p->lex.begin), 1,
		    "the first one is here");
		return false;
	}
	p->start = *open;
	return true;
}

/* Notes what a field declares, with the current token behind its keyword. */
static bool
survey_field(struct wk_parser *p, unsigned keyword, const struct wk_token *open)
{
	enum wk_space space;

	switch (keyword) {
	case WK_KW_TYPE:
		return declare(p, WK_SPACE_TYPE);
	case WK_KW_REC:
		return survey_rec(p);
	case WK_KW_IMPORT:
		return survey_import(p, open);
	case WK_KW_ELEM:
		return declare(p, WK_SPACE_ELEM);
	case WK_KW_DATA:
		return declare(p, WK_SPACE_DATA);
	case WK_KW_START:
		return survey_start(p, open);
	case WK_KW_EXPORT:
		return true;
	default:
		return space_of((enum wk_keyword)keyword, &space) &&
		       survey_definition(p, space, open);
	}
}

static bool
is_field_keyword(unsigned keyword)
{
	enum wk_space space;

	return space_of((enum wk_keyword)keyword, &space) ||
	       keyword == WK_KW_TYPE || keyword == WK_KW_REC ||
	       keyword == WK_KW_IMPORT || keyword == WK_KW_EXPORT ||
	       keyword == WK_KW_START || keyword == WK_KW_ELEM ||
	       keyword == WK_KW_DATA;
}

/* Whether only blanks stand between a place and the start of its line. */
static bool
is_at_line_start(const struct wk_lex *lex, const uint8_t *at, size_t *column)
{
	const uint8_t *p = at;

	while (p > lex->begin && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	*column = (size_t)(at - p);
	return p == lex->begin || p[-1] == '\n' || p[-1] == '\r';
}

struct open_paren {
	struct wk_token token;
	size_t column; /* SIZE_MAX when it does not begin a line */
};

/* Reports that `token` comes where `open` should have been closed. */
static void
report_unclosed(struct wk_parser *p, const struct wk_token *token,
    const struct open_paren *open)
{
	struct wk_lex at = p->lex;
	struct wk_token head;

	if (token->kind == WK_TOKEN_END)
		wk_lex_fail(&p->lex, token, WK_E_UNCLOSED_PAREN,
		    ": the text ends here, expected \")\"");
	else
		wk_lex_fail(&p->lex, token, WK_E_UNCLOSED_PAREN,
		    " (: expected \")\" before it");
	at.p = open->token.text + 1;
	head = wk_lex_peek(&at);
	wk_error_note(p->lex.err, (uint64_t)(open->token.text - p->lex.begin),
	    (uint32_t)(head.text + head.size - open->token.text),
	    "this parenthesis is not closed");
}

/*
 * Reports the parenthesis that is missing from a form on, which is a field or
 * the module. Where lines are indented, it is missed before the first line
 * that begins with "(" no further right than a line that began a form which
 * is still open; but fields need not be indented in the module.
 */
static bool
explain_unclosed(struct wk_parser *p, const uint8_t *form, bool is_module)
{
	struct wk_vec stack = {.size = sizeof(struct open_paren)};
	struct open_paren *open, *top = NULL;

	p->lex.p = form;
	for (;;) {
		struct wk_token token;

		wk_lex_next(&p->lex);
		token = p->lex.token;
		top = stack.count == 0 ?
			  NULL :
			  (struct open_paren *)stack.data + stack.count - 1;
		if (p->lex.failed)
			break;
		if (token.kind == WK_TOKEN_CLOSE && stack.count > 0) {
			stack.count--;
		} else if (token.kind == WK_TOKEN_END) {
			report_unclosed(p, &token, top);
			break;
		} else if (token.kind == WK_TOKEN_OPEN) {
			size_t column;

			if (!is_at_line_start(&p->lex, token.text, &column) ||
			    (is_module && token.text == form))
				column = SIZE_MAX;
			for (open = top;
			    open != NULL && column != SIZE_MAX &&
			    open->column == SIZE_MAX &&
			    open > (struct open_paren *)stack.data;)
				open--;
			if (open != NULL && column != SIZE_MAX &&
			    open->column != SIZE_MAX &&
			    column <= open->column) {
				report_unclosed(p, &token, open);
				break;
			}
			open = wk_parse_push_to(p, &stack);
			if (open == NULL)
				break;
			*open = (struct open_paren){token, column};
		}
	}
	wk_vec_free(&stack);
	return false;
}

/* Notes the field at the current "(" and goes behind it. */
static bool
survey_one(struct wk_parser *p)
{
	struct wk_token open = p->lex.token;
	const uint8_t *end = wk_skim_form(open.text, p->lex.end);
	struct wk_parse_field *field;
	unsigned keyword;

	if (end == NULL)
		return explain_unclosed(p, open.text, false);
	wk_lex_next(&p->lex);
	keyword = p->lex.token.keyword;
	if (!is_field_keyword(keyword))
		return wk_parse_unexpected(p,
		    "a field of a module: type, import, func, table, memory, "
		    "global, tag, export, start, elem or data");
	field = wk_parse_push_to(p, &p->fields);
	if (field == NULL)
		return false;
	field->offset = (uint64_t)(open.text - p->lex.begin);
	field->keyword = (uint16_t)keyword;
	wk_lex_next(&p->lex);
	if (!survey_field(p, keyword, &open))
		return false;
	((struct wk_parse_field *)p->fields.data)[p->fields.count - 1].end =
	    (uint64_t)(end - p->lex.begin);
	p->lex.annotations.count = 0;
	p->lex.p = end;
	wk_lex_next(&p->lex);
	return wk_annot_gap(p, false);
}

static bool
survey(struct wk_parser *p)
{
	while (wk_lex_is(&p->lex, WK_TOKEN_OPEN)) {
		if (!survey_one(p))
			return false;
	}
	return !p->lex.failed;
}

/* Pass 2 */

/* Goes behind the keyword of a field. */
static bool
enter_field(struct wk_parser *p, const struct wk_parse_field *field)
{
	p->field = field;
	p->lex.annotations.count = p->lex.taken = 0;
	p->lex.p = p->lex.begin + field->offset;
	wk_lex_next(&p->lex); /* ( */
	wk_lex_next(&p->lex);
	if (!wk_annot_none(p, p->lex.p))
		return false;
	wk_lex_next(&p->lex); /* the keyword */
	return !p->lex.failed;
}

static bool
parse_field(struct wk_parser *p, const struct wk_parse_field *field)
{
	bool ok;

	if (!enter_field(p, field))
		return false;
	if (field->keyword == WK_KW_REC)
		ok = wk_typeuse_rec_field(p);
	else if (field->keyword == WK_KW_TYPE)
		ok = wk_typeuse_type_field(p);
	else
		ok = wk_field_parse(p, (enum wk_keyword)field->keyword);
	return ok && wk_annot_none(p, p->lex.begin + field->end);
}

/* Parses all fields that are types, or all that are none. */
static bool
parse_fields(struct wk_parser *p, bool types)
{
	const struct wk_parse_field *fields = p->fields.data;

	for (uint32_t i = 0; i < p->fields.count; i++) {
		bool is_type = fields[i].keyword == WK_KW_REC ||
			       fields[i].keyword == WK_KW_TYPE;

		if (is_type == types && !parse_field(p, &fields[i]))
			return false;
	}
	return true;
}

/* The end */

/* Hands an array over to the module. */
#define FINISH(list, array_, count_) \
	do { \
		p->m->count_ = p->lists[list].count; \
		p->m->array_ = wk_vec_finish(&p->lists[list], p->arena); \
		if (p->m->array_ == NULL) \
			return wk_lex_no_memory(&p->lex); \
	} while (0)

static void
place(struct wk_span *span, const uint8_t *base)
{
	span->data = base + (span->offset & ~WK_VIRTUAL);
}

/* Gives the spans of a list their data. */
#define PLACE(list, type, member, base) \
	for (uint32_t i = 0; i < p->lists[list].count; i++) \
	place(&((type *)p->lists[list].data)[i].member, base)

/*
 * Hands a buffer over to the arena; its base goes to *base. Padding follows as
 * in a source, for validation reads a little ahead.
 */
static bool
adopt(struct wk_parser *p, struct wk_buf *buf, const uint8_t **base)
{
	uint8_t *padding = wk_buf_room(buf, WK_SOURCE_PADDING);

	if (buf->failed || padding == NULL)
		return wk_lex_no_memory(&p->lex);
	memset(padding, 0, WK_SOURCE_PADDING);
	if (!wk_arena_adopt(p->arena, buf->data))
		return wk_lex_no_memory(&p->lex);
	*base = buf->data;
	*buf = (struct wk_buf){0};
	return true;
}

/* Bytes that the text wrote out have the offsets of what they belong to. */
static void
name_places(struct wk_parser *p)
{
	struct wk_data *datas = p->lists[WK_PARSE_DATAS].data;
	struct wk_custom *customs = p->lists[WK_PARSE_CUSTOMS].data;
	struct wk_hint *hints = p->lists[WK_PARSE_HINTS].data;

	for (uint32_t i = 0; i < p->lists[WK_PARSE_DATAS].count; i++)
		datas[i].bytes.offset = datas[i].offset;
	for (uint32_t i = 0; i < p->lists[WK_PARSE_CUSTOMS].count; i++)
		customs[i].data.offset = customs[i].offset;
	for (uint32_t i = 0; i < p->lists[WK_PARSE_HINTS].count; i++)
		hints[i].data.offset = hints[i].offset;
}

static bool
finish_spans(struct wk_parser *p)
{
	const uint8_t *code, *bytes, *maps;

	if (!adopt(p, &p->code, &code) || !adopt(p, &p->bytes, &bytes) ||
	    !adopt(p, &p->map_bytes, &maps))
		return false;
	PLACE(WK_PARSE_FUNCS, struct wk_func, body, code);
	PLACE(WK_PARSE_TABLES, struct wk_table, init, code);
	PLACE(WK_PARSE_GLOBALS, struct wk_global, init, code);
	PLACE(WK_PARSE_ELEMS, struct wk_elem, start, code);
	PLACE(WK_PARSE_ELEMS, struct wk_elem, items, code);
	PLACE(WK_PARSE_DATAS, struct wk_data, start, code);
	PLACE(WK_PARSE_DATAS, struct wk_data, bytes, bytes);
	PLACE(WK_PARSE_CUSTOMS, struct wk_custom, data, bytes);
	PLACE(WK_PARSE_HINTS, struct wk_hint, data, bytes);
	name_places(p);
	for (unsigned s = 0; s < WK_INNER_COUNT; s++) {
		struct wk_span *spans = p->maps[s].data;

		for (uint32_t i = 0; i < p->maps[s].count; i++)
			place(&spans[i], maps);
	}
	return true;
}

static bool
finish_names(struct wk_parser *p)
{
	struct wk_names *names = &p->m->names;

	for (unsigned s = 0; s < WK_SPACE_COUNT; s++) {
		names->space[s].count = p->space_names[s].count;
		names->space[s].names =
		    wk_vec_finish(&p->space_names[s], p->arena);
		if (names->space[s].names == NULL)
			return wk_lex_no_memory(&p->lex);
	}
	for (unsigned s = 0; s < WK_INNER_COUNT; s++) {
		names->inner[s].count = p->maps[s].count;
		names->inner[s].maps = wk_vec_finish(&p->maps[s], p->arena);
		if (names->inner[s].maps == NULL)
			return wk_lex_no_memory(&p->lex);
	}
	return true;
}

static bool
finish(struct wk_parser *p)
{
	struct wk_vec *types = &p->lists[WK_PARSE_TYPES];

	wk_annot_sort(p);
	if (!finish_spans(p) || !finish_names(p))
		return false;
	if (!wk_canon_types(types->data, types->count))
		return wk_lex_no_memory(&p->lex);
	FINISH(WK_PARSE_TYPES, types, type_count);
	FINISH(WK_PARSE_IMPORTS, imports, import_count);
	FINISH(WK_PARSE_FUNCS, funcs, func_count);
	FINISH(WK_PARSE_TABLES, tables, table_count);
	FINISH(WK_PARSE_MEMORIES, memories, memory_count);
	FINISH(WK_PARSE_GLOBALS, globals, global_count);
	FINISH(WK_PARSE_TAGS, tags, tag_count);
	FINISH(WK_PARSE_EXPORTS, exports, export_count);
	FINISH(WK_PARSE_ELEMS, elems, elem_count);
	FINISH(WK_PARSE_DATAS, datas, data_count);
	FINISH(WK_PARSE_CUSTOMS, customs, custom_count);
	FINISH(WK_PARSE_HINTS, hints, hint_count);
	return true;
}

static bool
begin(struct wk_parser *p)
{
	static const uint32_t sizes[WK_PARSE_LIST_COUNT] = {
	    [WK_PARSE_TYPES] = sizeof(struct wk_type),
	    [WK_PARSE_IMPORTS] = sizeof(struct wk_import),
	    [WK_PARSE_FUNCS] = sizeof(struct wk_func),
	    [WK_PARSE_TABLES] = sizeof(struct wk_table),
	    [WK_PARSE_MEMORIES] = sizeof(struct wk_memory),
	    [WK_PARSE_GLOBALS] = sizeof(struct wk_global),
	    [WK_PARSE_TAGS] = sizeof(struct wk_tag),
	    [WK_PARSE_EXPORTS] = sizeof(struct wk_export),
	    [WK_PARSE_ELEMS] = sizeof(struct wk_elem),
	    [WK_PARSE_DATAS] = sizeof(struct wk_data),
	    [WK_PARSE_CUSTOMS] = sizeof(struct wk_custom),
	    [WK_PARSE_HINTS] = sizeof(struct wk_hint),
	};

	for (unsigned i = 0; i < WK_PARSE_LIST_COUNT; i++)
		p->lists[i].size = sizes[i];
	for (unsigned i = 0; i < WK_SPACE_COUNT; i++)
		p->space_names[i].size = sizeof(struct wk_str);
	for (unsigned i = 0; i < WK_INNER_COUNT; i++)
		p->maps[i].size = sizeof(struct wk_span);
	p->fields.size = sizeof(struct wk_parse_field);
	p->valtypes.size = sizeof(wk_valtype);
	p->runs.size = sizeof(struct wk_parse_run);
	p->features = p->input->features;
	p->function_index = WK_NONE;
	p->lex.keep_annotations =
	    wk_feature_on(p->features, WK_FEATURE_ANNOTATIONS);
	p->arena = wk_arena_new();
	if (p->arena == NULL)
		return wk_lex_no_memory(&p->lex);
	p->m = wk_arena_array(p->arena, 1, sizeof(*p->m));
	if (p->m == NULL || !wk_body_new(p))
		return wk_lex_no_memory(&p->lex);
	p->m->arena = p->arena;
	p->m->features = p->features;
	p->m->start = WK_NONE;
	return true;
}

/* Frees what parsing needed, and the module unless it is complete. */
static void
end_parser(struct wk_parser *p, bool complete)
{
	for (unsigned i = 0; i < WK_PARSE_LIST_COUNT; i++)
		wk_vec_free(&p->lists[i]);
	for (unsigned i = 0; i < WK_SPACE_COUNT; i++)
		wk_vec_free(&p->space_names[i]);
	for (unsigned i = 0; i < WK_INNER_COUNT; i++)
		wk_vec_free(&p->maps[i]);
	wk_vec_free(&p->fields);
	wk_vec_free(&p->valtypes);
	wk_vec_free(&p->runs);
	wk_scope_free(&p->names);
	wk_scope_free(&p->fieldnames);
	wk_scope_free(&p->locals);
	wk_scope_free(&p->labels);
	wk_buf_free(&p->code);
	wk_buf_free(&p->bytes);
	wk_buf_free(&p->map_bytes);
	free(p->functypes);
	wk_body_free(p);
	wk_lex_close(&p->lex);
	if (!complete)
		wk_arena_free(p->arena);
}

/* The module's name, and what may stand before the first field. */
static bool
parse_header(struct wk_parser *p)
{
	struct wk_names *names = &p->m->names;

	wk_lex_next(&p->lex);
	if (!wk_parse_id(p, &names->module))
		return false;
	names->has_module = names->module.data != NULL;
	return wk_annot_gap(p, true);
}

/*
 * The module is not closed. Where no line tells what it was that is not, a
 * fault in the fields comes first.
 */
static bool
fail_open_module(struct wk_parser *p)
{
	struct wk_lex *lex = &p->lex;
	struct wk_error *err = lex->err, fault = {0};

	explain_unclosed(p, p->input->open, true);
	if (err == NULL || err->code != WK_E_UNCLOSED_PAREN ||
	    err->offset < (uint64_t)(lex->end - lex->begin))
		return false;
	lex->failed = false;
	lex->err = &fault;
	if (!parse_fields(p, true) || !parse_fields(p, false))
		*err = fault;
	lex->err = err;
	lex->failed = true;
	return false;
}

/* What follows the fields: the end of the module and of the text. */
static bool
check_end(struct wk_parser *p)
{
	struct wk_lex *lex = &p->lex;
	const uint8_t *open = p->input->open;

	if (open != NULL && wk_lex_is(lex, WK_TOKEN_END))
		return fail_open_module(p);
	if (open != NULL && !wk_lex_expect(lex, WK_TOKEN_CLOSE,
				"a field, or \")\" at the end of the module"))
		return false;
	if (!p->input->is_whole || wk_lex_is(lex, WK_TOKEN_END))
		return !lex->failed;
	wk_lex_unexpected(lex, &lex->token,
	    open != NULL ? "the end of the text" : "a field of a module");
	if (open != NULL && !wk_lex_is(lex, WK_TOKEN_RESERVED))
		wk_error_hint(
		    lex->err, "the module is closed before this place");
	return false;
}

static bool
parse_all(struct wk_parser *p, size_t *end)
{
	if (!parse_header(p) || !survey(p))
		return false;
	*end = (size_t)wk_lex_offset(&p->lex);
	return check_end(p) && parse_fields(p, true) &&
	       parse_fields(p, false) && finish(p);
}

bool
wk_parse_module(const struct wk_parse_input *input, size_t *end,
    struct wk_module **out, struct wk_error *err)
{
	struct wk_parser p = {
	    .lex = wk_lex_open(input->source, input->offset, err),
	    .input = input,
	};
	bool ok = begin(&p) && parse_all(&p, end);

	end_parser(&p, ok);
	if (ok)
		*out = p.m;
	else if (err != NULL)
		wk_locate_cover(input->source, err);
	return ok;
}

/* Takes "(module" off the front, if it is there. */
void
wk_parse_open(struct wk_parse_input *input)
{
	struct wk_lex lex = wk_lex_open(input->source, 0, NULL);
	struct wk_token open;

	wk_lex_next(&lex);
	open = lex.token;
	if (wk_lex_at_form(&lex, WK_KW_MODULE)) {
		wk_lex_next(&lex);
		input->open = open.text;
		input->offset = (size_t)(lex.p - lex.begin);
	}
	wk_lex_close(&lex);
}

bool
wk_wat_parse(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_module **out,
    struct wk_error *err)
{
	struct wk_parse_input input = {
	    .source = source,
	    .is_whole = true,
	    .features = options->features,
	};
	size_t end;

	wk_parse_open(&input);
	return wk_parse_module(&input, &end, out, err);
}
