/*
 * Parts of the arguments of commands.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

const char *
term_skip(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

const char *
term_word(const char **text, size_t *size)
{
	const char *word = term_skip(*text);

	*size = strcspn(word, " \t");
	*text = term_skip(word + *size);
	return word;
}

bool
term_word_is(const char *word, size_t size, const char *name)
{
	return strlen(name) == size && memcmp(word, name, size) == 0;
}

bool
term_number(const char **text, uint64_t *out)
{
	const char *start = term_skip(*text);
	char *end;

	if (!isdigit((unsigned char)*start))
		return false;
	*out = strtoull(start, &end, 0);
	if (*end != '\0' && *end != ' ' && *end != '\t')
		return false;
	*text = term_skip(end);
	return true;
}

void
term_split_free(char **words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(words[i]);
	free(words);
}

/* Copies one word without its quotes; gives where it ends, NULL: nowhere. */
static const char *
take_quoted(const char *text, char *out)
{
	char quote = '\0';

	for (; *text != '\0'; text++) {
		if (quote == '\0' && (*text == ' ' || *text == '\t'))
			break;
		if (*text == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*text == '"' || *text == '\'')) {
			quote = *text;
		} else {
			if (*text == '\\' && quote != '\'' && text[1] != '\0')
				text++;
			*out++ = *text;
		}
	}
	*out = '\0';
	return quote == '\0' ? text : NULL;
}

bool
term_split(const char *text, char ***words, size_t *count, struct wk_error *err)
{
	size_t limit = strlen(text) / 2 + 2;

	*words = calloc(limit, sizeof(**words));
	*count = 0;
	if (*words == NULL)
		term_no_memory();
	for (text = term_skip(text); *text != '\0'; text = term_skip(text)) {
		char *word = malloc(strlen(text) + 1);

		if (word == NULL)
			term_no_memory();
		(*words)[(*count)++] = word;
		text = take_quoted(text, word);
		if (text == NULL) {
			term_split_free(*words, *count);
			return term_fail(err, "a quote is not closed");
		}
	}
	return true;
}

const char *
term_find_if(const char *text)
{
	const char *start = text;
	char quote = '\0';
	int depth = 0;

	for (; *text != '\0'; text++) {
		if (quote != '\0') {
			if (*text == '\\' && text[1] != '\0')
				text++;
			else if (*text == quote)
				quote = '\0';
		} else if (*text == '"' || *text == '\'') {
			quote = *text;
		} else if (strchr("([{", *text) != NULL) {
			depth++;
		} else if (strchr(")]}", *text) != NULL) {
			depth--;
		} else if (depth == 0 && strncmp(text, "if", 2) == 0 &&
			   (text == start || text[-1] == ' ') &&
			   (text[2] == ' ' || text[2] == '(' ||
			       text[2] == '\0')) {
			return text;
		}
	}
	return NULL;
}

bool
term_slash(const char **text, uint64_t *count, char *letter, char *size,
    struct wk_error *err)
{
	const char *at = term_skip(*text);

	*count = 0;
	*letter = *size = '\0';
	if (*at != '/')
		return true;
	at++;
	if (isdigit((unsigned char)*at)) {
		char *end;

		*count = strtoull(at, &end, 10);
		at = end;
	}
	for (; isalpha((unsigned char)*at); at++) {
		if (strchr("bhwg", *at) != NULL)
			*size = *at;
		else if (strchr("xduotcfsiazr", *at) != NULL)
			*letter = *at;
		else
			return term_fail(err,
			    "there is no format '%c'; there are x d u t o c f "
			    "s i a, and sizes b h w g",
			    *at);
	}
	*text = term_skip(at);
	return true;
}

bool
term_each_number(struct term *t, const char *text,
    bool (*each)(struct term *t, uint32_t number, struct wk_error *err),
    struct wk_error *err)
{
	for (text = term_skip(text); *text != '\0'; text = term_skip(text)) {
		unsigned long from, to;
		char *end;

		if (!isdigit((unsigned char)*text))
			return term_fail(
			    err, "a number is expected, not \"%s\"", text);
		from = to = strtoul(text, &end, 10);
		if (*end == '-' && isdigit((unsigned char)end[1]))
			to = strtoul(end + 1, &end, 10);
		if ((*end != '\0' && *end != ' ') || to < from ||
		    to > UINT32_MAX)
			return term_fail(err,
			    "numbers, or ranges like 2-5, are expected, not "
			    "\"%s\"",
			    text);
		for (unsigned long n = from; n <= to; n++)
			if (!each(t, (uint32_t)n, err))
				return false;
		text = end;
	}
	return true;
}

const char *
term_argument_end(const char *at)
{
	char quote = '\0';
	int depth = 0;

	for (; *at != '\0'; at++) {
		if (quote != '\0') {
			if (*at == '\\' && at[1] != '\0')
				at++;
			else if (*at == quote)
				quote = '\0';
		} else if (*at == '"' || *at == '\'') {
			quote = *at;
		} else if (strchr("([{", *at) != NULL) {
			depth++;
		} else if (strchr(")]}", *at) != NULL) {
			depth--;
		} else if (*at == ',' && depth <= 0) {
			break;
		}
	}
	return at;
}

char
term_unescape(char c)
{
	static const char from[] = "ntrae", to[] = "\n\t\r\a\033";
	const char *found = strchr(from, c);

	return found != NULL && c != '\0' ? to[found - from] : c;
}
