#include "wat/advice.h"

#include <stdio.h>
#include <string.h>

#include "wat/number.h"

/* Texts are shown as far as they go into a line. */
enum { SHOWN = 60 };

static bool
begins_with(const struct wk_token *token, const char *text)
{
	size_t size = strlen(text);

	return token->size >= size && memcmp(token->text, text, size) == 0;
}

/* A number as it should be: a point for a comma, a digit before a point. */
static bool
mended_number(const struct wk_token *token, char *out)
{
	size_t size = 0;

	if (token->size > SHOWN)
		return false;
	for (size_t i = 0; i < token->size; i++) {
		uint8_t c = token->text[i] == ',' ? '.' : token->text[i];

		if (c == '.' &&
		    (size == 0 || out[size - 1] == '+' || out[size - 1] == '-'))
			out[size++] = '0';
		out[size++] = (char)c;
	}
	out[size] = '\0';
	return (wk_lex_class[(uint8_t)out[size - 1]] & WK_LEX_HEX) != 0 &&
	       wk_number_is_good((const uint8_t *)out, size);
}

void
wk_advice_look(const struct wk_token *token, char *out, size_t out_size)
{
	char number[2 * SHOWN];
	const char *advice = "";

	if (token->kind != WK_TOKEN_RESERVED || token->size == 0)
		advice = "";
	else if (begins_with(token, "//") || begins_with(token, "/*") ||
		 begins_with(token, "#") || begins_with(token, ";"))
		advice = "a comment begins with ;; or stands in (; and ;)";
	else if (mended_number(token, number)) {
		snprintf(out, out_size, "write %s", number);
		return;
	} else if (memchr(token->text, '"', token->size) != NULL)
		advice = "a blank separates a string from what is beside it";
	else if (*token->text == '\'')
		advice = "strings stand in double quotes";
	else if (memchr(token->text, ',', token->size) != NULL)
		advice = "blanks separate words: there are no commas";
	else if (memchr("[]{}", *token->text, 4) != NULL)
		advice = "only round parentheses group";
	snprintf(out, out_size, "%s", advice);
}

/* An identifier with characters beyond ASCII, of which one is at `at`. */
static void
quote_id(const struct wk_lex *lex, const uint8_t *at, char *hint, size_t size)
{
	const uint8_t *begin = at, *end = at;

	while (begin > lex->begin && (wk_lex_class[begin[-1]] & WK_LEX_IDCHAR))
		begin--;
	while (end < lex->end &&
	       (*end >= 0x80 || (wk_lex_class[*end] & WK_LEX_IDCHAR)))
		end++;
	if (*begin == '$' && end - begin <= SHOWN)
		snprintf(hint, size, "write $\"%.*s\"", (int)(end - begin - 1),
		    (const char *)begin + 1);
}

void
wk_advice_byte(const struct wk_lex *lex, const uint8_t *at, const char **detail,
    char *hint, size_t hint_size)
{
	const uint8_t *begin = lex->begin;

	if (at == begin && memcmp(at, "\xEF\xBB\xBF", 3) == 0) {
		*detail = ": the file begins with a byte order mark";
		snprintf(hint, hint_size, "save it without one");
	} else if ((at == begin && (memcmp(at, "\xFF\xFE", 2) == 0 ||
				       memcmp(at, "\xFE\xFF", 2) == 0)) ||
		   (at == begin + 1 && *at == 0)) {
		*detail = ": the file is UTF-16";
		snprintf(hint, hint_size, "save it as UTF-8");
	} else if (*at >= 0x80) {
		quote_id(lex, at, hint, hint_size);
	}
}
