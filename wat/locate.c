/*
 * Virtual offsets back to offsets in the text, and from an instruction there
 * to the very token that is at fault.
 */
#include "wat/number.h"
#include "wat/parse.h"

#include <stdlib.h>

/* Reads tokens from an offset on. */
static struct wk_lex
lex_at(const struct wk_source *source, uint64_t offset)
{
	struct wk_lex lex = wk_lex_open(source, (size_t)offset, NULL);

	wk_lex_next(&lex);
	return lex;
}

/* Stretches a place over its token; a "(" takes its keyword with it. */
static void
cover(const struct wk_source *source, uint64_t offset, uint32_t *length)
{
	struct wk_lex lex;
	const uint8_t *begin;

	if (*length > 1 || offset >= source->size)
		return;
	lex = lex_at(source, offset);
	begin = source->data + offset;
	if (lex.token.text == begin && lex.token.kind == WK_TOKEN_OPEN)
		wk_lex_next(&lex);
	if (lex.token.kind != WK_TOKEN_END && lex.token.text >= begin &&
	    lex.token.size < UINT32_MAX)
		*length = (uint32_t)(lex.token.text + lex.token.size - begin);
	wk_lex_close(&lex);
}

void
wk_locate_cover(const struct wk_source *source, struct wk_error *err)
{
	if (err->code == WK_E_MULTIPLE_START || err->code == WK_E_IMPORT_ORDER)
		cover(source, err->offset, &err->length);
	for (uint32_t i = 0; i < err->note_count; i++)
		cover(source, err->notes[i].offset, &err->notes[i].length);
}

/*
 * The number of what is not there: messages of these codes have it behind
 * their phrase.
 */
static bool
number_at_fault(const struct wk_error *err, uint64_t *number)
{
	const char *text = err->message + strlen(wk_error_phrase(err->code));
	char *end;

	switch ((unsigned)err->code) {
	case WK_E_UNKNOWN_TYPE:
	case WK_E_UNKNOWN_FUNCTION:
	case WK_E_UNKNOWN_TABLE:
	case WK_E_UNKNOWN_MEMORY:
	case WK_E_UNKNOWN_GLOBAL:
	case WK_E_UNKNOWN_TAG:
	case WK_E_UNKNOWN_ELEM:
	case WK_E_UNKNOWN_DATA:
	case WK_E_UNKNOWN_LOCAL:
	case WK_E_UNKNOWN_LABEL:
	case WK_E_UNKNOWN_FIELD:
	case WK_E_LANE_INDEX:
	case WK_E_CATCH_CLAUSE:
		break;
	default:
		return false;
	}
	text += strcspn(text, "0123456789");
	*number = strtoull(text, &end, 10);
	return end != text;
}

/* Whether the "(" at hand begins no instruction, but part of one. */
static bool
is_part(struct wk_lex *lex)
{
	struct wk_token word = wk_lex_peek(lex);

	if (word.keyword == WK_KW_THEN || word.keyword == WK_KW_DO)
		return false;
	return wk_keyword_rows[word.keyword].imm == WK_IMM_COUNT ||
	       word.keyword == WK_OP_CATCH || word.keyword == WK_OP_CATCH_ALL;
}

/* Whether it begins a catch clause. */
static bool
is_catch(struct wk_lex *lex)
{
	unsigned keyword = wk_lex_peek(lex).keyword;

	return keyword == WK_OP_CATCH || keyword == WK_OP_CATCH_ALL ||
	       keyword == WK_KW_CATCH_REF || keyword == WK_KW_CATCH_ALL_REF;
}

/* Goes to the next token of an instruction's immediates, if there is one. */
static bool
next_immediate(struct wk_lex *lex, unsigned *depth)
{
	wk_lex_next(lex);
	switch ((enum wk_token_kind)lex->token.kind) {
	case WK_TOKEN_NUMBER:
	case WK_TOKEN_ID:
		return true;
	case WK_TOKEN_KEYWORD:
		return *depth > 0 ||
		       memchr(lex->token.text, '=', lex->token.size) != NULL;
	case WK_TOKEN_OPEN:
		if (!is_part(lex))
			return false;
		++*depth;
		return true;
	case WK_TOKEN_CLOSE:
		if (*depth == 0)
			return false;
		--*depth;
		return true;
	case WK_TOKEN_END:
	case WK_TOKEN_STRING:
	case WK_TOKEN_RESERVED:
		break;
	}
	return false;
}

/* The current token, a "(", up to its ")". */
static uint32_t
form_length(struct wk_lex lex)
{
	const uint8_t *begin = lex.token.text;

	while (
	    lex.token.kind != WK_TOKEN_CLOSE && lex.token.kind != WK_TOKEN_END)
		wk_lex_next(&lex);
	return (uint32_t)(lex.token.text + lex.token.size - begin);
}

/* Moves the place of an error from an instruction to its immediate. */
static void
find_immediate(const struct wk_source *source, struct wk_error *err)
{
	struct wk_lex lex;
	uint64_t number, value, clause = 0;
	unsigned depth = 0;

	if (!number_at_fault(err, &number))
		return;
	lex = lex_at(source, err->offset);
	while (next_immediate(&lex, &depth)) {
		const struct wk_token *token = &lex.token;

		if (err->code == WK_E_CATCH_CLAUSE) {
			if (token->kind != WK_TOKEN_OPEN || !is_catch(&lex) ||
			    ++clause != number)
				continue;
			err->length = form_length(lex);
		} else {
			if (token->kind != WK_TOKEN_NUMBER ||
			    wk_number_nat(token->text, token->size, UINT64_MAX,
				&value) != WK_NUMBER_OK ||
			    value != number)
				continue;
			err->length = (uint32_t)token->size;
		}
		err->offset = wk_lex_offset(&lex);
		break;
	}
	wk_lex_close(&lex);
}

/* Whether a word that lacks operands is not one that ends a block. */
static bool
takes_operands(unsigned keyword)
{
	return keyword != WK_OP_END && keyword != WK_OP_ELSE &&
	       keyword != WK_OP_CATCH && keyword != WK_OP_CATCH_ALL &&
	       keyword != WK_OP_DELEGATE;
}

/*
 * Operands in parentheses behind an instruction without, on its line, are not
 * its own.
 */
static void
advise_operands(const struct wk_source *source, struct wk_error *err)
{
	struct wk_lex lex = lex_at(source, err->offset);
	const uint8_t *before = source->data + err->offset;
	struct wk_token word = lex.token;
	const uint8_t *end = word.text + word.size;
	unsigned depth = 0;

	while (before > source->data && before[-1] == ' ')
		before--;
	while (next_immediate(&lex, &depth))
		end = lex.token.text + lex.token.size;
	if (before > source->data && before[-1] != '(' && word.size < 40 &&
	    word.kind == WK_TOKEN_KEYWORD && takes_operands(word.keyword) &&
	    lex.token.kind == WK_TOKEN_OPEN &&
	    memchr(end, '\n', (size_t)(lex.token.text - end)) == NULL)
		wk_error_hint(err,
		    "operands come before %.*s, or stand inside its "
		    "parentheses: (%.*s ...)",
		    (int)word.size, (const char *)word.text, (int)word.size,
		    (const char *)word.text);
	wk_lex_close(&lex);
}

/* From what is known of an error's place to the best that can be said. */
static void
refine(const struct wk_source *source, bool in_code, struct wk_error *err)
{
	if (in_code && err->offset < source->size) {
		find_immediate(source, err);
		if (err->code == WK_E_OPERAND_MISSING && *err->hint == '\0')
			advise_operands(source, err);
	}
	cover(source, err->offset, &err->length);
	wk_locate_cover(source, err);
}

void
wk_locate_error(const struct wk_parse_input *module, struct wk_error *err)
{
	struct wk_parse_wanted wanted[WK_PARSE_WANTED_MAX];
	uint64_t *offsets[WK_PARSE_WANTED_MAX];
	uint32_t *lengths[WK_PARSE_WANTED_MAX];
	struct wk_parse_input input = *module;
	struct wk_module *parsed = NULL;
	bool in_code =
	    err->offset != WK_NO_OFFSET && (err->offset & WK_VIRTUAL) != 0;
	uint32_t count = 0;
	size_t end;

	for (uint32_t i = 0; i <= err->note_count; i++) {
		uint64_t *offset =
		    i == 0 ? &err->offset : &err->notes[i - 1].offset;

		if (*offset == WK_NO_OFFSET || !(*offset & WK_VIRTUAL))
			continue;
		offsets[count] = offset;
		lengths[count] =
		    i == 0 ? &err->length : &err->notes[i - 1].length;
		wanted[count++] = (struct wk_parse_wanted){
		    .position = *offset & ~WK_VIRTUAL,
		    .offset = WK_NO_OFFSET,
		};
	}
	if (count == 0) {
		refine(module->source, false, err);
		return;
	}
	input.wanted = wanted;
	input.wanted_count = count;
	if (wk_parse_module(&input, &end, &parsed, NULL))
		wk_module_free(parsed);
	for (uint32_t i = 0; i < count; i++) {
		*offsets[i] = wanted[i].offset;
		*lengths[i] = wanted[i].length;
	}
	refine(module->source, in_code, err);
}

bool
wk_wat_map(const struct wk_source *source, const struct wk_wat_options *options,
    struct wk_wat_spot **out, size_t *count, struct wk_error *err)
{
	struct wk_vec spots = {.size = sizeof(struct wk_wat_spot)};
	struct wk_parse_input input = {
	    .source = source,
	    .is_whole = true,
	    .features = options->features,
	    .spots = &spots,
	};
	struct wk_module *parsed;
	size_t end;

	wk_parse_open(&input);
	if (!wk_parse_module(&input, &end, &parsed, err)) {
		wk_vec_free(&spots);
		return false;
	}
	wk_module_free(parsed);
	*out = spots.data;
	*count = spots.count;
	return true;
}

void
wk_wat_locate(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_error *err)
{
	struct wk_parse_input input = {
	    .source = source,
	    .is_whole = true,
	    .features = options->features,
	};

	wk_parse_open(&input);
	wk_locate_error(&input, err);
}
