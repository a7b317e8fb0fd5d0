#include "wat/lex.h"

#include <stdarg.h>
#include <stdio.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/buf.h"
#include "libwasmkit/base/utf8.h"
#include "wat/advice.h"
#include "wat/number.h"
#include "wat/scan.h"

#define I WK_LEX_IDCHAR
#define Z WK_LEX_DELIMITER
#define S (WK_LEX_SPACE | WK_LEX_DELIMITER)
#define D (WK_LEX_IDCHAR | WK_LEX_DIGIT | WK_LEX_HEX)
#define H (WK_LEX_IDCHAR | WK_LEX_HEX)
#define L (WK_LEX_IDCHAR | WK_LEX_LOWER)
#define X (WK_LEX_IDCHAR | WK_LEX_LOWER | WK_LEX_HEX)

const uint8_t wk_lex_class[256] = {
    /* clang-format off */
    Z, 0, 0, 0, 0, 0, 0, 0, 0, S, S, 0, 0, S, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    S, I, 0, I, I, I, I, I, Z, Z, I, I, 0, I, I, I,
    D, D, D, D, D, D, D, D, D, D, I, Z, I, I, I, I,
    I, H, H, H, H, H, H, I, I, I, I, I, I, I, I, I,
    I, I, I, I, I, I, I, I, I, I, I, 0, I, 0, I, I,
    I, X, X, X, X, X, X, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, 0, I, 0, I, 0,
    /* clang-format on */
};

#undef I
#undef Z
#undef S
#undef D
#undef H
#undef L
#undef X

/* The value of a hexadecimal digit, and 16 of any other byte. */
static const uint8_t hex_values[256] = {
/* clang-format off */
#define N 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16
    N, N, N,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 16, 16, 16, 16, 16,
    16, 10, 11, 12, 13, 14, 15, 16, 16, 16, 16, 16, 16, 16, 16, 16, N,
    16, 10, 11, 12, 13, 14, 15, 16, 16, 16, 16, 16, 16, 16, 16, 16, N,
    N, N, N, N, N, N, N, N,
#undef N
    /* clang-format on */
};

struct wk_lex
wk_lex_open(const struct wk_source *source, size_t offset, struct wk_error *err)
{
	return (struct wk_lex){
	    .begin = source->data,
	    .end = source->data + source->size,
	    .p = source->data + offset,
	    .token = {.text = source->data + offset},
	    .err = err,
	    .annotations = {.size = sizeof(struct wk_annotation)},
	};
}

void
wk_lex_close(struct wk_lex *lex)
{
	wk_vec_free(&lex->annotations);
}

/* Fails over the bytes from `text` to `to`. */
static bool
fail_at(struct wk_lex *lex, const uint8_t *text, const uint8_t *to,
    enum wk_error_code code, const char *detail)
{
	struct wk_token token = {
	    .text = text, .size = to > text ? (size_t)(to - text) : 0};

	return wk_lex_fail(lex, &token, code, "%s", detail);
}

/* Fails at a byte, with what can be said about it. */
static bool
fail_byte(struct wk_lex *lex, const uint8_t *p, unsigned size,
    enum wk_error_code code, const char *detail)
{
	char hint[WK_ERROR_HINT_SIZE] = "";

	wk_advice_byte(lex, p, &detail, hint, sizeof(hint));
	if (!lex->failed) {
		fail_at(lex, p, p + size, code, detail);
		wk_error_hint(lex->err, "%s", hint);
	}
	return false;
}

/* Bytes of the character at p, or 0 after failing. */
static unsigned
character(struct wk_lex *lex, const uint8_t *p)
{
	unsigned size = wk_utf8_char(p, (size_t)(lex->end - p));

	if (size == 0)
		fail_byte(lex, p, 1, WK_E_UTF8, "");
	return size;
}

/* Fails at a character that no token has. */
static bool
illegal(struct wk_lex *lex, const uint8_t *p)
{
	unsigned size = character(lex, p);
	char detail[32];

	if (size == 0)
		return false;
	if (size > 1)
		return fail_byte(lex, p, size, WK_E_ILLEGAL_CHARACTER,
		    ": only strings, names in quotes and comments may have "
		    "characters beyond ASCII");
	snprintf(detail, sizeof(detail), " 0x%02x", *p);
	return fail_byte(lex, p, 1, WK_E_ILLEGAL_CHARACTER, detail);
}

/* The end of a comment is known: its text has to be UTF-8. */
static const uint8_t *
check_comment(struct wk_lex *lex, const uint8_t *begin, const uint8_t *end)
{
	if (wk_utf8_valid(begin, (size_t)(end - begin)))
		return end;
	while (*begin < 0x80 || wk_utf8_char(begin, (size_t)(end - begin)) != 0)
		begin++;
	fail_at(lex, begin, begin + 1, WK_E_UTF8, "");
	return NULL;
}

static const uint8_t *
line_comment(struct wk_lex *lex, const uint8_t *p)
{
	const uint8_t *begin = p;

	while (p < lex->end && *p != '\n' && *p != '\r')
		p++;
	return check_comment(lex, begin, p);
}

static const uint8_t *
block_comment(struct wk_lex *lex, const uint8_t *p)
{
	const uint8_t *begin = p;
	size_t depth = 0;

	while (p < lex->end) {
		if (p[0] == '(' && p[1] == ';') {
			depth++;
			p += 2;
		} else if (p[0] == ';' && p[1] == ')') {
			p += 2;
			if (--depth == 0)
				return check_comment(lex, begin, p);
		} else {
			p++;
		}
	}
	fail_at(lex, begin, begin + 2, WK_E_UNCLOSED_COMMENT,
	    ": it runs to the end of the file");
	return NULL;
}

/* Whether the byte at p is escaped: behind an odd number of backslashes. */
static bool
is_escaped(const uint8_t *begin, const uint8_t *p)
{
	const uint8_t *first = p;

	while (first - 1 > begin && first[-1] == '\\')
		first--;
	return (p - first) % 2 != 0;
}

/*
 * The end of the string that begins at p, or NULL after failing. Escapes are
 * looked at when the string is decoded.
 */
static const uint8_t *
string_end(struct wk_lex *lex, const uint8_t *p)
{
	const uint8_t *begin = p++;

	for (;;) {
		p = wk_scan_string(p);
		if (*p == '"') {
			if (!is_escaped(begin, p))
				return p + 1;
			p++;
		} else if (*p >= 0x80) {
			unsigned size = character(lex, p);

			if (size == 0)
				return NULL;
			p += size;
		} else if (p >= lex->end || *p == '\n' || *p == '\r') {
			fail_at(lex, begin, p, WK_E_UNCLOSED_STRING, "");
			return NULL;
		} else {
			illegal(lex, p);
			return NULL;
		}
	}
}

static bool skip_annotation(struct wk_lex *lex, const uint8_t **p);

/* Goes to the next token's first byte; NULL after failing. */
static const uint8_t *
skip_space(struct wk_lex *lex, const uint8_t *p, bool skip_annotations)
{
	for (;;) {
		p = wk_scan_space(p);
		if (p >= lex->end)
			return lex->end;
		if (p[0] == ';' && p[1] == ';')
			p = line_comment(lex, p);
		else if (p[0] == '(' && p[1] == ';')
			p = block_comment(lex, p);
		else if (p[0] != '(' || p[1] != '@' || !skip_annotations)
			return p;
		else if (!skip_annotation(lex, &p))
			return NULL;
		if (p == NULL)
			return NULL;
	}
}

static bool
is_word(const uint8_t *text, size_t size, const char *word)
{
	return strlen(word) == size && memcmp(text, word, size) == 0;
}

/* Whether a word of idchars has the look of a number. */
static bool
looks_like_number(const uint8_t *p, size_t size)
{
	if (size > 1 && (*p == '+' || *p == '-')) {
		p++;
		size--;
	}
	if (wk_lex_class[*p] & WK_LEX_DIGIT)
		return true;
	return is_word(p, size, "inf") || is_word(p, size, "nan") ||
	       (size > 6 && memcmp(p, "nan:0x", 6) == 0);
}

/* The kind of a token of idchars. */
static void
classify(struct wk_token *token)
{
	uint8_t c = *token->text;

	if (c == '$') {
		token->kind = WK_TOKEN_ID;
	} else if (looks_like_number(token->text, token->size)) {
		token->kind = WK_TOKEN_NUMBER;
	} else if (wk_lex_class[c] & WK_LEX_LOWER) {
		token->kind = WK_TOKEN_KEYWORD;
		token->keyword =
		    wk_keyword_find(token->text, token->size)->keyword;
	} else {
		token->kind = WK_TOKEN_RESERVED;
	}
}

/* Fails with "empty identifier", or what a string's bytes are at fault for. */
static bool
bad_id(struct wk_lex *lex, const uint8_t *p, const uint8_t *end)
{
	if (*end >= 0x80)
		return illegal(lex, end);
	return fail_at(
	    lex, p, end, WK_E_EMPTY_IDENTIFIER, ": a name follows $ directly");
}

/* The end of an identifier in quotes, whose quote is at p; NULL if broken. */
static const uint8_t *
quoted_end(const struct wk_lex *lex, const uint8_t *p)
{
	struct wk_lex quiet = *lex;

	quiet.err = NULL;
	quiet.failed = false;
	return string_end(&quiet, p);
}

/* Takes idchars and strings as far as they go together. */
static const uint8_t *
word_end(struct wk_lex *lex, const uint8_t *p, bool *has_string)
{
	for (;;) {
		p = wk_lex_idchars(p);
		if (*p == ',' || *p == '[' || *p == ']' || *p == '{' ||
		    *p == '}') {
			p++;
			continue;
		}
		if (*p != '"')
			return p;
		*has_string = true;
		p = string_end(lex, p);
		if (p == NULL)
			return NULL;
	}
}

static bool
scan_word(struct wk_lex *lex, const uint8_t *p, struct wk_token *token)
{
	const uint8_t *begin = p, *end;
	bool has_string = false;

	if (*p == '$') {
		end = wk_lex_idchars(p);
		if (end == p + 1 && *end == '"') {
			end = quoted_end(lex, end);
			if (end == NULL || end == p + 3)
				return bad_id(lex, p, p + 2);
		} else if (end == p + 1) {
			return bad_id(lex, p, end);
		}
	} else if (*p == '"') {
		end = string_end(lex, p);
	} else {
		end = wk_lex_idchars(p);
	}
	if (end == NULL)
		return false;
	token->text = begin;
	p = word_end(lex, end, &has_string);
	if (p == NULL)
		return false;
	token->size = (size_t)(p - begin);
	if (p != end || has_string)
		token->kind = WK_TOKEN_RESERVED;
	else if (*begin == '"')
		token->kind = WK_TOKEN_STRING;
	else
		classify(token);
	return true;
}

/* The token at p, which is no white space. */
static bool
scan_token(struct wk_lex *lex, const uint8_t *p, struct wk_token *token)
{
	*token = (struct wk_token){.text = p, .size = 1};
	if (p >= lex->end) {
		token->kind = WK_TOKEN_END;
		token->size = 0;
		return true;
	}
	switch (*p) {
	case '(':
		token->kind = WK_TOKEN_OPEN;
		return true;
	case ')':
		token->kind = WK_TOKEN_CLOSE;
		return true;
	case ',':
	case ';':
	case '[':
	case ']':
	case '{':
	case '}':
		token->kind = WK_TOKEN_RESERVED;
		return true;
	default:
		if (*p != '"' && !(wk_lex_class[*p] & WK_LEX_IDCHAR))
			return illegal(lex, p);
		return scan_word(lex, p, token);
	}
}

/* Takes the id of an annotation, at p behind its "(@". */
static const uint8_t *
annotation_id(struct wk_lex *lex, const uint8_t *open, const uint8_t *p)
{
	const uint8_t *end = wk_lex_idchars(p);
	struct wk_token token = {.kind = WK_TOKEN_STRING, .text = p};
	struct wk_buf bytes = {0};
	bool valid;

	if (end != p)
		return end;
	end = *p == '"' ? quoted_end(lex, p) : NULL;
	if (end == NULL || end == p + 2) {
		fail_at(lex, open, p, WK_E_EMPTY_ANNOTATION,
		    ": a name follows (@ directly");
		return NULL;
	}
	token.size = (size_t)(end - p);
	valid = wk_lex_bytes(lex, &token, &bytes);
	if (valid && !wk_utf8_valid(bytes.data, bytes.size))
		valid = fail_at(lex, p, end, WK_E_UTF8, "");
	wk_buf_free(&bytes);
	return valid ? end : NULL;
}

static bool
has_meaning(const uint8_t *id, size_t size)
{
	static const char metadata[] = "metadata.code.";

	return is_word(id, size, "custom") || is_word(id, size, "name") ||
	       is_word(id, size, "datacount") ||
	       (size >= sizeof(metadata) &&
		   memcmp(id, metadata, sizeof(metadata) - 1) == 0);
}

/* Keeps an annotation with a meaning, once however often it is passed. */
static bool
keep(struct wk_lex *lex, const uint8_t *text, const uint8_t *end)
{
	struct wk_vec *kept = &lex->annotations;
	struct wk_annotation *last = kept->data;

	if (kept->count > 0 && last[kept->count - 1].text >= text)
		return true;
	last = wk_vec_push(kept);
	if (last == NULL)
		return wk_lex_no_memory(lex);
	*last = (struct wk_annotation){text, end};
	return true;
}

/* Goes behind the annotation at *p; inside, "(@" is nothing special. */
static bool
skip_annotation(struct wk_lex *lex, const uint8_t **p)
{
	const uint8_t *open = *p, *id = open + 2, *at;
	const uint8_t *id_end = annotation_id(lex, open, id);
	size_t depth = 1;

	for (at = id_end; depth > 0;) {
		struct wk_token token;

		at = at == NULL ? NULL : skip_space(lex, at, false);
		if (at == NULL)
			return false;
		if (!scan_token(lex, at, &token))
			return false;
		if (token.kind == WK_TOKEN_END)
			return fail_at(
			    lex, open, id_end, WK_E_UNCLOSED_ANNOTATION, "");
		depth += token.kind == WK_TOKEN_OPEN;
		depth -= token.kind == WK_TOKEN_CLOSE;
		at = token.text + token.size;
	}
	*p = at;
	if (!lex->keep_annotations || !has_meaning(id, (size_t)(id_end - id)))
		return true;
	return keep(lex, open, at);
}

struct wk_token
wk_lex_peek(struct wk_lex *lex)
{
	const uint8_t *p;

	if (lex->ahead_from == lex->p && !lex->failed)
		return lex->ahead;
	p = lex->failed ? NULL : skip_space(lex, lex->p, true);
	if (p == NULL || !scan_token(lex, p, &lex->ahead))
		lex->ahead = (struct wk_token){.text = lex->p};
	lex->ahead_from = lex->p;
	return lex->ahead;
}

void
wk_lex_next(struct wk_lex *lex)
{
	lex->token = wk_lex_peek(lex);
	lex->p = lex->token.text + lex->token.size;
	lex->ahead_from = NULL;
}

bool
wk_lex_at_form(struct wk_lex *lex, enum wk_keyword keyword)
{
	struct wk_token token;

	if (lex->token.kind != WK_TOKEN_OPEN)
		return false;
	token = wk_lex_peek(lex);
	return token.kind == WK_TOKEN_KEYWORD && token.keyword == keyword;
}

bool
wk_lex_take(struct wk_lex *lex, enum wk_token_kind kind)
{
	if (lex->token.kind != kind || lex->failed)
		return false;
	wk_lex_next(lex);
	return true;
}

bool
wk_lex_take_keyword(struct wk_lex *lex, enum wk_keyword keyword)
{
	if (!wk_lex_is_keyword(lex, keyword) || lex->failed)
		return false;
	wk_lex_next(lex);
	return true;
}

bool
wk_lex_take_form(struct wk_lex *lex, enum wk_keyword keyword)
{
	if (!wk_lex_at_form(lex, keyword))
		return false;
	wk_lex_next(lex);
	wk_lex_next(lex);
	return true;
}

bool
wk_lex_expect(struct wk_lex *lex, enum wk_token_kind kind, const char *expected)
{
	if (wk_lex_take(lex, kind))
		return true;
	return wk_lex_unexpected(lex, &lex->token, expected);
}

bool
wk_lex_skip_form(struct wk_lex *lex)
{
	struct wk_token open = lex->token;
	size_t depth = 0;

	do {
		depth += lex->token.kind == WK_TOKEN_OPEN;
		depth -= lex->token.kind == WK_TOKEN_CLOSE;
		if (lex->token.kind == WK_TOKEN_END && !lex->failed)
			return wk_lex_fail(lex, &open, WK_E_UNCLOSED_PAREN,
			    ": this parenthesis is never closed");
		wk_lex_next(lex);
	} while (depth > 0 && !lex->failed);
	return !lex->failed;
}

bool
wk_lex_fail(struct wk_lex *lex, const struct wk_token *token,
    enum wk_error_code code, const char *format, ...)
{
	char detail[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	if (lex->failed)
		return false;
	lex->failed = true;
	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	wk_error_set(
	    lex->err, code, (uint64_t)(token->text - lex->begin), "%s", detail);
	if (lex->err != NULL)
		lex->err->length =
		    token->size < UINT32_MAX ? (uint32_t)token->size : 0;
	return false;
}

bool
wk_lex_no_memory(struct wk_lex *lex)
{
	if (!lex->failed)
		wk_error_memory(lex->err);
	lex->failed = true;
	return false;
}

/* Whether a token is one that the format has, if at another place. */
static bool
is_known(const struct wk_token *token)
{
	switch ((enum wk_token_kind)token->kind) {
	case WK_TOKEN_KEYWORD:
		return token->keyword != WK_KW_UNKNOWN ||
		       wk_number_in_option(token->text, token->size);
	case WK_TOKEN_NUMBER:
		return wk_number_is_good(token->text, token->size);
	case WK_TOKEN_RESERVED:
		return false;
	case WK_TOKEN_END:
	case WK_TOKEN_OPEN:
	case WK_TOKEN_CLOSE:
	case WK_TOKEN_ID:
	case WK_TOKEN_STRING:
		break;
	}
	return true;
}

/* Fails at a token; a keyword may be what was meant, or not. */
static bool
misfit(struct wk_lex *lex, const struct wk_token *token, const char *expected,
    bool may_be_keyword)
{
	enum { SHOWN = 60 };
	int size = token->size < SHOWN ? (int)token->size : SHOWN;
	const char *text = (const char *)token->text;
	bool numeric = token->kind == WK_TOKEN_NUMBER;
	char advice[WK_ERROR_HINT_SIZE];

	if (lex->failed)
		return false;
	if (token->kind == WK_TOKEN_END)
		return wk_lex_fail(lex, token, WK_E_UNEXPECTED_TOKEN,
		    ": the text ends here, expected %s", expected);
	if (is_known(token))
		return wk_lex_fail(lex, token, WK_E_UNEXPECTED_TOKEN,
		    " %.*s: expected %s", size, text, expected);
	wk_lex_fail(lex, token, WK_E_UNKNOWN_OPERATOR, " %.*s%s", size, text,
	    numeric ? ": not a number" : "");
	wk_advice_look(token, advice, sizeof(advice));
	if (*advice == '\0' && may_be_keyword)
		wk_keyword_advice(text, token->size, advice, sizeof(advice));
	if (*advice == '\0')
		snprintf(advice, sizeof(advice), "expected %s", expected);
	wk_error_hint(lex->err, "%s", advice);
	return false;
}

bool
wk_lex_unexpected(
    struct wk_lex *lex, const struct wk_token *token, const char *expected)
{
	return misfit(lex, token, expected, true);
}

bool
wk_lex_misfit(
    struct wk_lex *lex, const struct wk_token *token, const char *expected)
{
	return misfit(lex, token, expected, false);
}

/* Decodes \u{…} at p behind the "u{"; 0 bytes when it is none. */
static size_t
unicode_escape(const uint8_t *p, uint8_t *out, unsigned *out_size)
{
	const uint8_t *begin = p;
	uint32_t code = 0;

	if (!(wk_lex_class[*p] & WK_LEX_HEX))
		return 0;
	for (; *p != '}'; p++) {
		if (*p == '_' && p > begin && p[-1] != '_' &&
		    (wk_lex_class[p[1]] & WK_LEX_HEX))
			continue;
		if (!(wk_lex_class[*p] & WK_LEX_HEX))
			return 0;
		code = code << 4 | wk_lex_digit(*p);
		if (code > 0x10FFFF)
			return 0;
	}
	if (code >= 0xD800 && code < 0xE000)
		return 0;
	*out_size = wk_utf8_put(code, out);
	return (size_t)(p + 1 - begin);
}

/*
 * Decodes the escape at p, a backslash, into at most 4 bytes; gives its
 * length, or 0 when it is none.
 */
static size_t
escape(const uint8_t *p, uint8_t *out, unsigned *out_size)
{
	static const char plain[] = "tnr\"'\\";
	static const char meaning[] = "\t\n\r\"'\\";
	const char *found;
	size_t size;

	*out_size = 1;
	if ((wk_lex_class[p[1]] & WK_LEX_HEX) &&
	    (wk_lex_class[p[2]] & WK_LEX_HEX)) {
		*out = (uint8_t)(wk_lex_digit(p[1]) << 4 | wk_lex_digit(p[2]));
		return 3;
	}
	if (p[1] == 'u' && p[2] == '{') {
		size = unicode_escape(p + 3, out, out_size);
		return size == 0 ? 0 : size + 3;
	}
	found = p[1] == '\0' ? NULL : strchr(plain, p[1]);
	if (found == NULL)
		return 0;
	*out = (uint8_t)meaning[found - plain];
	return 2;
}

bool
wk_lex_bytes(
    struct wk_lex *lex, const struct wk_token *token, struct wk_buf *out)
{
	const uint8_t *p = token->text + 1;
	const uint8_t *end = token->text + token->size - 1;
	uint8_t *to = wk_buf_room(out, token->size);

	if (to == NULL)
		return wk_lex_no_memory(lex);
	while (p < end) {
		unsigned size;
		size_t length;

		unsigned high, low;

		if (*p != '\\') {
			*to++ = *p++;
			continue;
		}
		high = hex_values[p[1]];
		low = hex_values[p[2]];
		if ((high | low) < 16) {
			*to++ = (uint8_t)(high << 4 | low);
			p += 3;
			continue;
		}
		length = escape(p, to, &size);
		if (length == 0)
			return fail_at(lex, p, p + 2, WK_E_ILLEGAL_CHARACTER,
			    " in an escape: \\hh, \\u{h…}, \\t, \\n, \\r, "
			    "\\\", \\' and \\\\ exist");
		p += length;
		to += size;
	}
	wk_buf_took(out, to);
	return true;
}

bool
wk_lex_string(struct wk_lex *lex, const struct wk_token *token,
    struct wk_arena *arena, struct wk_str *out)
{
	struct wk_buf bytes = {0};
	const void *copy;

	if (token->size - 2 > UINT32_MAX)
		return wk_lex_fail(
		    lex, token, WK_E_LIMIT, ": a string of 4 GB");
	if (memchr(token->text, '\\', token->size) == NULL) {
		out->data = (const char *)token->text + 1;
		out->size = (uint32_t)(token->size - 2);
		return true;
	}
	if (!wk_lex_bytes(lex, token, &bytes)) {
		wk_buf_free(&bytes);
		return false;
	}
	copy = wk_arena_copy(arena, bytes.data, bytes.size);
	out->data = copy;
	out->size = (uint32_t)bytes.size;
	wk_buf_free(&bytes);
	return copy != NULL || wk_lex_no_memory(lex);
}

bool
wk_lex_name(struct wk_lex *lex, const struct wk_token *token,
    struct wk_arena *arena, struct wk_str *out)
{
	if (!wk_lex_string(lex, token, arena, out))
		return false;
	if (wk_utf8_valid(out->data, out->size))
		return true;
	return wk_lex_fail(lex, token, WK_E_UTF8,
	    ": a name is UTF-8, only the strings of data hold any bytes");
}

bool
wk_lex_id(struct wk_lex *lex, const struct wk_token *token,
    struct wk_arena *arena, struct wk_str *out)
{
	struct wk_token string = {
	    .text = token->text + 1, .size = token->size - 1};

	if (*string.text == '"')
		return wk_lex_name(lex, &string, arena, out);
	out->data = (const char *)string.text;
	out->size = (uint32_t)string.size;
	return true;
}
