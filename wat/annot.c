/*
 * Annotations that have a meaning (specification A.3, A.4): names, custom
 * sections, code metadata. The lexer keeps them; here they are taken at the
 * places where they may stand.
 */
#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/base/utf8.h"
#include "libwasmkit/model/hints.h"
#include "wat/parse.h"

enum annotation_kind {
	ANNOTATION_CUSTOM,
	ANNOTATION_NAME,
	ANNOTATION_METADATA,
	ANNOTATION_DATACOUNT, /* a data count section is to be there */
};

/* The annotation that is next, or NULL when all before a place were taken. */
static const struct wk_annotation *
next(const struct wk_parser *p, const uint8_t *before)
{
	const struct wk_annotation *kept = p->lex.annotations.data;

	if (p->lex.taken >= p->lex.annotations.count ||
	    kept[p->lex.taken].text >= before)
		return NULL;
	return &kept[p->lex.taken];
}

/* A lexer behind the "(@" of an annotation, its id the current token. */
static struct wk_lex
open_annotation(
    const struct wk_parser *p, const struct wk_annotation *annotation)
{
	struct wk_lex lex = p->lex;

	lex.keep_annotations = false;
	lex.p = annotation->text + 2;
	wk_lex_next(&lex);
	return lex;
}

static enum annotation_kind
kind_of(const struct wk_lex *lex)
{
	switch (lex->token.text[0]) {
	case 'c':
		return ANNOTATION_CUSTOM;
	case 'n':
		return ANNOTATION_NAME;
	case 'd':
		return ANNOTATION_DATACOUNT;
	default:
		return ANNOTATION_METADATA;
	}
}

/* Fails at the current token of an annotation. */
static bool
fail(
    struct wk_parser *p, struct wk_lex *lex, const char *id, const char *format)
{
	wk_lex_fail(lex, &lex->token, WK_E_ANNOTATION, "@%s annotation: %s", id,
	    format);
	p->lex.failed = true;
	return false;
}

static bool
misplaced(struct wk_parser *p, const struct wk_annotation *annotation)
{
	struct wk_lex lex = open_annotation(p, annotation);
	struct wk_token id = lex.token;
	struct wk_token whole = {.text = annotation->text, .size = id.size + 2};

	p->lex.failed = true;
	if (kind_of(&lex) == ANNOTATION_METADATA)
		return wk_lex_fail(&lex, &whole, WK_E_ANNOTATION,
		    "@%.*s annotation: not in a function", (int)id.size,
		    (const char *)id.text);
	return wk_lex_fail(&lex, &whole, WK_E_ANNOTATION,
	    "misplaced @%.*s annotation", (int)id.size, (const char *)id.text);
}

bool
wk_annot_none(struct wk_parser *p, const uint8_t *before)
{
	const struct wk_annotation *annotation = next(p, before);

	if (p->lex.failed)
		return false;
	return annotation == NULL || misplaced(p, annotation);
}

/* Strings up to the ")" of an annotation, into p->bytes. */
static bool
parse_strings(struct wk_parser *p, struct wk_lex *lex, const char *id,
    struct wk_span *out)
{
	size_t begin = p->bytes.size;

	for (; wk_lex_is(lex, WK_TOKEN_STRING); wk_lex_next(lex)) {
		if (!wk_lex_bytes(lex, &lex->token, &p->bytes)) {
			p->lex.failed = true;
			return false;
		}
	}
	if (!wk_lex_is(lex, WK_TOKEN_CLOSE))
		return fail(p, lex, id, "unexpected token, expected a string");
	if (p->bytes.size - begin > UINT32_MAX)
		return fail(p, lex, id, "too long");
	out->offset = begin;
	out->size = (uint32_t)(p->bytes.size - begin);
	return true;
}

/* The name that an (@name …) gives. */
static bool
parse_name(struct wk_parser *p, const struct wk_annotation *annotation,
    struct wk_str *out)
{
	struct wk_lex lex = open_annotation(p, annotation);

	wk_lex_next(&lex);
	if (!wk_lex_is(&lex, WK_TOKEN_STRING))
		return fail(p, &lex, "name", "missing name");
	if (!wk_lex_string(&lex, &lex.token, p->arena, out)) {
		p->lex.failed = true;
		return false;
	}
	if (!wk_utf8_valid(out->data, out->size))
		return fail(p, &lex, "name", "malformed UTF-8 encoding");
	wk_lex_next(&lex);
	return wk_lex_is(&lex, WK_TOKEN_CLOSE) ||
	       fail(p, &lex, "name", "unexpected token, expected \")\"");
}

bool
wk_annot_name(struct wk_parser *p, struct wk_str *out)
{
	const struct wk_annotation *annotation = next(p, p->lex.token.text);
	struct wk_lex lex;

	if (annotation == NULL || p->lex.failed)
		return !p->lex.failed;
	lex = open_annotation(p, annotation);
	if (kind_of(&lex) != ANNOTATION_NAME)
		return true;
	p->lex.taken++;
	return parse_name(p, annotation, out);
}

uint32_t
wk_annot_rewind(struct wk_parser *p, const uint8_t *at)
{
	const struct wk_annotation *kept = p->lex.annotations.data;
	uint32_t taken = p->lex.taken;

	while (p->lex.taken > 0 && kept[p->lex.taken - 1].text >= at)
		p->lex.taken--;
	return taken;
}

static bool
is_text(const struct wk_token *token, const char *text)
{
	return token->size == strlen(text) &&
	       memcmp(token->text, text, token->size) == 0;
}

/* The rank of a section's name in a placement, WK_RANK_COUNT if none. */
static unsigned
section_rank(const struct wk_token *token)
{
	static const char *const texts[WK_RANK_COUNT] = {
#define SECTION(name, id, text) [WK_RANK_##name] = text,
#include "libwasmkit/model/sections.def"
#undef SECTION
	};
	unsigned rank;

	for (rank = 1; rank < WK_RANK_COUNT; rank++) {
		if (is_text(token, texts[rank]))
			break;
	}
	return rank;
}

/* (before x) or (after x); without, a section goes to the end. */
static bool
parse_placement(struct wk_parser *p, struct wk_lex *lex, uint8_t *after)
{
	unsigned rank;
	bool before;

	*after = WK_RANK_COUNT - 1;
	if (!wk_lex_take(lex, WK_TOKEN_OPEN))
		return true;
	before = wk_lex_is_keyword(lex, WK_KW_BEFORE);
	if (!before && !wk_lex_is_keyword(lex, WK_KW_AFTER))
		return fail(p, lex, "custom",
		    "malformed placement, expected before or after");
	wk_lex_next(lex);
	rank = section_rank(&lex->token);
	if (before && wk_lex_is_keyword(lex, WK_KW_FIRST))
		rank = 1;
	else if (!before && wk_lex_is_keyword(lex, WK_KW_LAST))
		rank = WK_RANK_COUNT - 1;
	if (rank == WK_RANK_COUNT)
		return fail(p, lex, "custom",
		    "malformed section kind, expected the name of a section");
	*after = (uint8_t)(before ? rank - 1 : rank);
	wk_lex_next(lex);
	if (!wk_lex_take(lex, WK_TOKEN_CLOSE))
		return fail(
		    p, lex, "custom", "unexpected token, expected \")\"");
	return true;
}

static bool
parse_custom(struct wk_parser *p, const struct wk_annotation *annotation)
{
	struct wk_lex lex = open_annotation(p, annotation);
	struct wk_custom *custom = wk_parse_push(p, WK_PARSE_CUSTOMS);

	if (custom == NULL)
		return false;
	custom->offset = (uint64_t)(annotation->text - lex.begin);
	wk_lex_next(&lex);
	if (!wk_lex_is(&lex, WK_TOKEN_STRING))
		return fail(p, &lex, "custom", "missing section name");
	if (!wk_lex_string(&lex, &lex.token, p->arena, &custom->name)) {
		p->lex.failed = true;
		return false;
	}
	if (!wk_utf8_valid(custom->name.data, custom->name.size))
		return fail(p, &lex, "custom", "malformed UTF-8 encoding");
	wk_lex_next(&lex);
	return parse_placement(p, &lex, &custom->after) &&
	       parse_strings(p, &lex, "custom", &custom->data);
}

/* The module's name, which stands before all fields. */
static bool
parse_module_name(
    struct wk_parser *p, const struct wk_annotation *annotation, bool again)
{
	struct wk_lex lex = open_annotation(p, annotation);

	if (again)
		return fail(p, &lex, "name", "multiple module names");
	p->m->names.has_module = true;
	return parse_name(p, annotation, &p->m->names.module);
}

bool
wk_annot_gap(struct wk_parser *p, bool is_first)
{
	const struct wk_annotation *annotation;
	bool named = false, ok = !p->lex.failed;

	while (ok && (annotation = next(p, p->lex.p)) != NULL) {
		struct wk_lex lex = open_annotation(p, annotation);
		enum annotation_kind kind = kind_of(&lex);

		if (kind == ANNOTATION_CUSTOM) {
			ok = parse_custom(p, annotation);
		} else if (kind == ANNOTATION_DATACOUNT) {
			p->m->has_data_count = true;
		} else if (kind == ANNOTATION_NAME && is_first) {
			ok = parse_module_name(p, annotation, named);
			named = true;
		} else {
			ok = misplaced(p, annotation);
		}
		p->lex.taken++;
	}
	p->lex.annotations.count = p->lex.taken = 0;
	return ok;
}

/* Whether one of the hints from first on is of this kind, too. */
static bool
is_duplicate(struct wk_parser *p, uint32_t first, struct wk_str kind)
{
	const struct wk_hint *hints = p->lists[WK_PARSE_HINTS].data;

	for (uint32_t i = first; i + 1 < p->lists[WK_PARSE_HINTS].count; i++) {
		if (hints[i].kind.size == kind.size &&
		    memcmp(hints[i].kind.data, kind.data, kind.size) == 0)
			return true;
	}
	return false;
}

static bool
parse_hint(
    struct wk_parser *p, const struct wk_annotation *annotation, uint32_t first)
{
	struct wk_lex lex = open_annotation(p, annotation);
	struct wk_hint *hint = wk_parse_push(p, WK_PARSE_HINTS);
	uint32_t skip = sizeof("metadata.code.") - 1;
	char id[64];

	if (hint == NULL)
		return false;
	hint->offset = (uint64_t)(annotation->text - lex.begin);
	hint->kind.data = (const char *)lex.token.text + skip;
	hint->kind.size = (uint32_t)lex.token.size - skip;
	snprintf(id, sizeof(id), "%.*s", (int)lex.token.size,
	    (const char *)lex.token.text);
	if (p->function_index == WK_NONE)
		return fail(p, &lex, id, "not in a function");
	if (is_duplicate(p, first, hint->kind))
		return fail(p, &lex, id, "duplicate annotation");
	wk_lex_next(&lex);
	return parse_strings(p, &lex, id, &hint->data);
}

bool
wk_annot_hints(struct wk_parser *p, uint32_t *first, uint32_t *count)
{
	const struct wk_annotation *annotation;

	if (*count == 0)
		*first = p->lists[WK_PARSE_HINTS].count;
	while ((annotation = next(p, p->lex.token.text)) != NULL) {
		struct wk_lex lex = open_annotation(p, annotation);

		if (kind_of(&lex) != ANNOTATION_METADATA)
			return misplaced(p, annotation);
		if (!parse_hint(p, annotation, *first))
			return false;
		p->lex.taken++;
	}
	*count = p->lists[WK_PARSE_HINTS].count - *first;
	return true;
}

static int
compare_customs(const void *left, const void *right)
{
	const struct wk_custom *a = left, *b = right;

	if (a->after != b->after)
		return a->after < b->after ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

void
wk_annot_sort(struct wk_parser *p)
{
	struct wk_vec *customs = &p->lists[WK_PARSE_CUSTOMS];
	struct wk_vec *hints = &p->lists[WK_PARSE_HINTS];

	if (customs->count > 1)
		qsort(customs->data, customs->count, customs->size,
		    compare_customs);
	wk_hints_sort(hints->data, hints->count);
}
