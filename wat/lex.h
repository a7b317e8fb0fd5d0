/*
 * Tokens of the text format (specification 6.3), pulled one by one from a
 * source. There is no token array.
 *
 * White space, comments and annotations that mean nothing here are passed
 * over. Reads up to WK_SOURCE_PADDING bytes behind the end.
 */
#ifndef WK_WAT_LEX_H
#define WK_WAT_LEX_H

#include "libwasmkit/base/vec.h"
#include "libwasmkit/source.h"
#include "wat/keyword.h"

struct wk_arena;
struct wk_buf;

enum wk_token_kind {
	WK_TOKEN_END, /* of the text, or after an error */
	WK_TOKEN_OPEN,
	WK_TOKEN_CLOSE,
	WK_TOKEN_KEYWORD, /* also words that nothing is called by */
	WK_TOKEN_ID,      /* $x or $"…" */
	WK_TOKEN_STRING,  /* with its quotes */
	WK_TOKEN_NUMBER,  /* begins like one; wat/number.h judges it */
	WK_TOKEN_RESERVED,
};

struct wk_token {
	uint8_t kind;     /* enum wk_token_kind */
	uint16_t keyword; /* enum wk_keyword; WK_KW_UNKNOWN for other kinds */
	const uint8_t *text;
	size_t size;
};

/* An annotation that has a meaning: (@custom …), (@name …), hints. */
struct wk_annotation {
	const uint8_t *text; /* at its "(@" */
	const uint8_t *end;  /* behind its ")" */
};

struct wk_lex {
	const uint8_t *begin, *end; /* the text */
	const uint8_t *p;           /* behind the current token */
	struct wk_token token;      /* the current one */
	struct wk_token ahead;      /* what wk_lex_peek() found … */
	const uint8_t *ahead_from;  /* … behind this place */
	struct wk_error *err;       /* may be NULL */
	bool failed;
	/*
	 * Annotations that were met on the way and have a meaning, in their
	 * order, if keep_annotations is set. Who takes them notes how many by
	 * raising `taken`.
	 */
	bool keep_annotations;
	struct wk_vec annotations; /* of struct wk_annotation */
	uint32_t taken;
};

/* Begins before the token at an offset of a source. */
struct wk_lex wk_lex_open(
    const struct wk_source *source, size_t offset, struct wk_error *err);

/* Frees what a lexer holds of its own. */
void wk_lex_close(struct wk_lex *lex);

/* Takes the next token; at the end and after a failure, WK_TOKEN_END. */
void wk_lex_next(struct wk_lex *lex);

/* The token behind the current one, without taking it. */
struct wk_token wk_lex_peek(struct wk_lex *lex);

static inline bool
wk_lex_is(const struct wk_lex *lex, enum wk_token_kind kind)
{
	return lex->token.kind == kind;
}

static inline bool
wk_lex_is_keyword(const struct wk_lex *lex, enum wk_keyword keyword)
{
	return lex->token.kind == WK_TOKEN_KEYWORD &&
	       lex->token.keyword == keyword;
}

/* Whether the current token is "(" and the next one this keyword. */
bool wk_lex_at_form(struct wk_lex *lex, enum wk_keyword keyword);

static inline uint64_t
wk_lex_offset(const struct wk_lex *lex)
{
	return (uint64_t)(lex->token.text - lex->begin);
}

/* Takes a token of this kind, or keyword, if it is there. */
bool wk_lex_take(struct wk_lex *lex, enum wk_token_kind kind);
bool wk_lex_take_keyword(struct wk_lex *lex, enum wk_keyword keyword);

/* Takes "(" and this keyword if they are there. */
bool wk_lex_take_form(struct wk_lex *lex, enum wk_keyword keyword);

/* Takes a token of this kind or fails, saying what was expected. */
bool wk_lex_expect(
    struct wk_lex *lex, enum wk_token_kind kind, const char *expected);

/*
 * With the current token a "(", goes behind the matching ")", whose token
 * becomes the current one's predecessor. Fails when there is none.
 */
bool wk_lex_skip_form(struct wk_lex *lex);

/*
 * Fails at a token, unless it failed before: wk_lex_fail() with any code,
 * wk_lex_unexpected() because something else was expected ("a type"). The
 * latter tells words that do not exist from words out of place, and which
 * keyword is near; wk_lex_misfit() is for places where none may stand. Always
 * false.
 */
bool wk_lex_fail(struct wk_lex *lex, const struct wk_token *token,
    enum wk_error_code code, const char *format, ...) WK_PRINTF(4, 5);
bool wk_lex_unexpected(
    struct wk_lex *lex, const struct wk_token *token, const char *expected);
bool wk_lex_misfit(
    struct wk_lex *lex, const struct wk_token *token, const char *expected);

/* Fails without a token, with WK_E_MEMORY. Always false. */
bool wk_lex_no_memory(struct wk_lex *lex);

/* Appends the bytes that a string token means. Fails on a bad escape. */
bool wk_lex_bytes(
    struct wk_lex *lex, const struct wk_token *token, struct wk_buf *out);

/*
 * The bytes that a string token means, from the source itself where there are
 * no escapes, else from the arena; wk_lex_name() demands UTF-8.
 */
bool wk_lex_string(struct wk_lex *lex, const struct wk_token *token,
    struct wk_arena *arena, struct wk_str *out);
bool wk_lex_name(struct wk_lex *lex, const struct wk_token *token,
    struct wk_arena *arena, struct wk_str *out);

/* What an identifier token names, without "$", in the same way. */
bool wk_lex_id(struct wk_lex *lex, const struct wk_token *token,
    struct wk_arena *arena, struct wk_str *out);

/* Classes of bytes. */
enum {
	WK_LEX_IDCHAR = 1,
	WK_LEX_SPACE = 2,
	WK_LEX_DIGIT = 4,
	WK_LEX_HEX = 8,
	WK_LEX_LOWER = 16,
	WK_LEX_DELIMITER = 32, /* white space, parentheses, semicolon, 0 */
};

extern const uint8_t wk_lex_class[256];

/* The value of a hexadecimal digit. */
static inline unsigned
wk_lex_digit(uint8_t c)
{
	return c <= '9' ? c - 48u : (c | 0x20u) - 87u;
}

/* The end of a run of idchars. */
static inline const uint8_t *
wk_lex_idchars(const uint8_t *p)
{
	while (wk_lex_class[*p] & WK_LEX_IDCHAR)
		p++;
	return p;
}

#endif
