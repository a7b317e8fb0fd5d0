/* Expressions in the text of a program, for faces that point at them. */
#include <ctype.h>
#include <string.h>

#include "debugger/expr.h"

static bool
is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' ||
	       (unsigned char)c >= 0x80;
}

/* See "idchar" in the text format. */
static bool
is_of_id(char c)
{
	return c > ' ' && c < 0x7F && strchr("\"(),;[]{}", c) == NULL;
}

static bool
span_of_id(const char *line, size_t size, size_t at, size_t *begin, size_t *end)
{
	if (!is_of_id(line[at]))
		return false;
	*begin = *end = at;
	while (*begin > 0 && is_of_id(line[*begin - 1]))
		--*begin;
	while (*end < size && is_of_id(line[*end]))
		++*end;
	return line[*begin] == '$' && *end - *begin > 1;
}

/* Steps back over "[i]"; false where the index could change something. */
static bool
step_over_index(const char *line, size_t *at)
{
	unsigned depth = 0;

	do {
		char c = line[--*at];

		if (c == '(' || c == ')' || c == '=' || c == '"' ||
		    (*at > 0 && (c == '+' || c == '-') && line[*at - 1] == c))
			return false;
		depth += c == ']';
		depth -= c == '[';
	} while (depth > 0 && *at > 0);
	return depth == 0;
}

/* Steps back over "." or "->" or "::" between two parts. */
static bool
step_over_joint(const char *line, size_t *at)
{
	size_t n = *at;

	if (n > 0 && line[n - 1] == '.') {
		*at = n - 1;
		return n < 2 || line[n - 2] != '.';
	}
	if (n < 2 || (memcmp(line + n - 2, "->", 2) != 0 &&
			 memcmp(line + n - 2, "::", 2) != 0))
		return false;
	*at = n - 2;
	return true;
}

bool
dbg_expr_at(const char *line, size_t size, size_t at, bool is_wat,
    size_t *begin, size_t *end)
{
	if (at >= size)
		return false;
	if (is_wat)
		return span_of_id(line, size, at, begin, end);
	if (!is_of_name(line[at]))
		return false;
	*begin = *end = at;
	while (*end < size && is_of_name(line[*end]))
		++*end;
	for (;;) {
		while (*begin > 0 && is_of_name(line[*begin - 1]))
			--*begin;
		at = *begin;
		if (!step_over_joint(line, &at))
			break;
		while (at > 0 && line[at - 1] == ']')
			if (!step_over_index(line, &at))
				return false;
		if (at == 0 || !is_of_name(line[at - 1]))
			return false;
		*begin = at;
	}
	return !isdigit((unsigned char)line[*begin]);
}
