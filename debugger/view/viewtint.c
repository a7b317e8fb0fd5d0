/*
 * What parts of a line are, for colours: comments, strings, numbers, keywords.
 * Words and quotes are told apart, not grammar.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/view/viewstate.h"

enum {
	C = 1,
	CPP = 2,
	RUST = 4,
	GO = 8,
	OTHER = 16,
	WAT = 32,
	MAX_DEPTH = 200,
	RAW = 255, /* in a string between backticks; else depth of comments */
};

struct language {
	const char *extensions; /* between spaces */
	unsigned words;
	const char *comment, *begin, *end;
	bool nests, has_raw;
};

static const struct language languages[] = {
    {" c h ", C, "//", "/*", "*/", false, false},
    {" cc cpp cxx c++ hh hpp hxx inl ipp tcc ", C | CPP, "//", "/*", "*/",
	false, false},
    {" rs ", RUST, "//", "/*", "*/", true, false},
    {" go ", GO, "//", "/*", "*/", false, true},
    {" ts js mjs zig kt kts dart swift java scala mbt cs d ", OTHER, "//", "/*",
	"*/", false, true},
    {" wat wast ", WAT, ";;", "(;", ";)", true, false},
};
enum { LANGUAGES = sizeof(languages) / sizeof(*languages) };

static const struct language *const wat = &languages[LANGUAGES - 1];

static const struct {
	const char *word;
	unsigned languages;
} keywords[] = {
#define KEYWORD(word, languages) {word, languages},
#include "debugger/view/viewwords.def"
#undef KEYWORD
};

static const struct language *
language_of(const struct dbg_text *text)
{
	const char *dot = strrchr(text->name, '.');
	size_t size = dot != NULL ? strlen(dot + 1) : 0;

	if (text->is_wat)
		return wat;
	for (size_t i = 0; i < LANGUAGES && size > 0; i++) {
		const char *at = languages[i].extensions;

		while ((at = strstr(at, dot + 1)) != NULL) {
			if (at[-1] == ' ' && at[size] == ' ')
				return &languages[i];
			at++;
		}
	}
	return NULL;
}

/* Words and numbers */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(const struct language *l, char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       is_digit(c) || c == '_' || (c & 0x80) != 0 ||
	       (l == wat && c != '\0' && strchr("!#$%&'*+-./:<=>?@\\^`|~", c));
}

static bool
is_keyword(const struct language *l, const char *word, size_t size)
{
	size_t low = 0, high = sizeof(keywords) / sizeof(*keywords);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *name = keywords[middle].word;
		int order = strncmp(word, name, size);

		if (order == 0 && name[size] == '\0')
			return (keywords[middle].languages & l->words) != 0;
		if (order <= 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static bool
begins(const char *at, const char *end, const char *with)
{
	size_t size = strlen(with);

	return (size_t)(end - at) >= size && memcmp(at, with, size) == 0;
}

/* Pieces */

/* Behind what ends with a quote, or at the end of the line. */
static const char *
skip_quoted(const char *at, const char *end, char quote)
{
	while (at < end && *at != quote)
		at += *at == '\\' && quote != '`' && at + 1 < end ? 2 : 1;
	return at < end ? at + 1 : end;
}

/* Behind a comment that goes over lines, as far as the line goes. */
static const char *
skip_comment(
    const struct language *l, const char *at, const char *end, uint8_t *state)
{
	while (at < end && *state > 0) {
		if (begins(at, end, l->end)) {
			--*state;
			at += 2;
		} else if (l->nests && *state < MAX_DEPTH &&
			   begins(at, end, l->begin)) {
			++*state;
			at += 2;
		} else {
			at++;
		}
	}
	return at;
}

/* A character between quotes; of Rust, 'a alone is the name of a lifetime. */
static bool
is_character(const struct language *l, const char *at, const char *end)
{
	size_t length = 1;

	if (l->words != RUST)
		return l != wat;
	if (at + 1 < end && at[1] == '\\')
		return true;
	while (at + 1 + length < end && (at[1 + length] & 0xC0) == 0x80)
		length++;
	return at + 1 + length < end && at[1 + length] == '\'';
}

static const char *
skip_word(const struct language *l, const char *at, const char *end,
    enum dbg_tint *tint)
{
	const char *begin = at;
	bool has_sign = l == wat && (*at == '-' || *at == '+');

	while (at < end && is_word(l, *at))
		at++;
	if (begin + has_sign < end && is_digit(begin[has_sign])) {
		while (at < end && (is_word(l, *at) || *at == '.'))
			at++;
		*tint = DBG_TINT_NUMBER;
	} else if (l == wat && *begin == '$') {
		*tint = DBG_TINT_NAME;
	} else if (is_keyword(l, begin, (size_t)(at - begin))) {
		*tint = DBG_TINT_KEYWORD;
	}
	return at;
}

/* One piece of a line; gives where it ends, behind at. */
static const char *
skip_piece(const struct language *l, const char *at, const char *end,
    uint8_t *state, enum dbg_tint *tint)
{
	*tint = DBG_TINT_PLAIN;
	if (*state == RAW) {
		const char *close = memchr(at, '`', (size_t)(end - at));

		*tint = DBG_TINT_STRING;
		*state = close != NULL ? 0 : RAW;
		return close != NULL ? close + 1 : end;
	}
	if (*state == 0 && begins(at, end, l->begin)) {
		*state = 1;
		*tint = DBG_TINT_COMMENT;
		return skip_comment(l, at + 2, end, state);
	}
	if (*state > 0 || begins(at, end, l->comment)) {
		*tint = DBG_TINT_COMMENT;
		return *state > 0 ? skip_comment(l, at, end, state) : end;
	}
	if (*at == '"' || (*at == '\'' && is_character(l, at, end))) {
		*tint = DBG_TINT_STRING;
		return skip_quoted(at + 1, end, *at);
	}
	if (*at == '`' && l->has_raw) {
		*state = RAW;
		*tint = DBG_TINT_STRING;
		return at + 1;
	}
	if (is_word(l, *at))
		return skip_word(l, at, end, tint);
	return at + 1;
}

static size_t
skip_blanks(const char *line, size_t size, size_t at)
{
	while (at < size && (line[at] == ' ' || line[at] == '\t'))
		at++;
	return at;
}

/* Of C: "#include" and the like. */
static size_t
directive(const struct language *l, const char *line, size_t size)
{
	size_t n = skip_blanks(line, size, 0);

	if ((l->words & C) == 0 || n == size || line[n] != '#')
		return 0;
	n = skip_blanks(line, size, n + 1);
	while (n < size && is_word(l, line[n]))
		n++;
	return n;
}

/* Adds a piece, to the last one where it is alike. */
static size_t
add(struct dbg_tinted *out, size_t count, size_t end, enum dbg_tint tint)
{
	if (count > 0 && out[count - 1].tint == tint)
		count--;
	out[count] = (struct dbg_tinted){(uint32_t)end, tint};
	return count + 1;
}

/* Gives the pieces that have room; state is that of the next line then. */
static size_t
tint_line(const struct language *l, const char *line, size_t size,
    uint8_t *state, struct dbg_tinted *out, size_t room)
{
	const char *at = line, *end = line + size;
	size_t count = 0, first = *state == 0 ? directive(l, line, size) : 0;

	if (first > 0 && room > 0) {
		count = add(out, count, first, DBG_TINT_KEYWORD);
		at += first;
	}
	while (at < end) {
		enum dbg_tint tint;

		at = skip_piece(l, at, end, state, &tint);
		if (count < room)
			count = add(out, count, (size_t)(at - line), tint);
	}
	return count;
}

/* Of texts */

/* Whether the line begins inside of a comment; lines before are looked at. */
static uint8_t
state_of(struct dbg_viewtext *text, const struct language *l, uint32_t line)
{
	if (text->parts != NULL)
		return 0;
	if (text->states == NULL) {
		text->states = calloc((size_t)text->text.line_count + 1, 1);
		text->state_count = 1;
	}
	if (text->states == NULL)
		return 0;
	for (; text->state_count < line; text->state_count++) {
		uint32_t last = text->state_count;
		uint8_t state = text->states[last - 1];
		size_t size;
		const char *data = dbg_text_line(&text->text, last, &size);

		tint_line(l, data, size, &state, NULL, 0);
		text->states[last] = state;
	}
	return text->states[line - 1];
}

size_t
dbg_text_tints(const struct dbg_text *text, uint32_t line,
    struct dbg_tinted parts[DBG_MAX_TINTED])
{
	struct dbg_viewtext *whole = (struct dbg_viewtext *)text->lines;
	const struct language *l = language_of(text);
	uint8_t state;
	size_t size;
	const char *data;

	if (l == NULL || line == 0 || line > text->line_count)
		return 0;
	state = state_of(whole, l, line);
	data = dbg_text_line(text, line, &size);
	if (data == NULL)
		return 0;
	return tint_line(l, data, size, &state, parts, DBG_MAX_TINTED);
}

size_t
dbg_instr_tints(
    const struct dbg_instr *instr, struct dbg_tinted parts[DBG_MAX_TINTED])
{
	uint8_t state = 0;

	return tint_line(wat, instr->text, strlen(instr->text), &state, parts,
	    DBG_MAX_TINTED);
}
