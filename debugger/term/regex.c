/*
 * Regular expressions, for lists of names.
 */
#include <regex.h>
#include <stdlib.h>

#include "debugger/term/term.h"

bool
term_regex_begin(
    struct term_regex *regex, const char *text, struct wk_error *err)
{
	char message[200];
	int code;

	*regex = (struct term_regex){.matches_all = *text == '\0'};
	if (regex->matches_all)
		return true;
	regex->compiled = malloc(sizeof(regex_t));
	if (regex->compiled == NULL)
		term_no_memory();
	code = regcomp(regex->compiled, text, REG_EXTENDED | REG_NOSUB);
	if (code == 0)
		return true;
	regerror(code, regex->compiled, message, sizeof(message));
	free(regex->compiled);
	return term_fail(
	    err, "\"%s\" is no regular expression: %s", text, message);
}

bool
term_regex_matches(const struct term_regex *regex, const char *name)
{
	return regex->matches_all ||
	       regexec(regex->compiled, name, 0, NULL, 0) == 0;
}

void
term_regex_end(struct term_regex *regex)
{
	if (regex->compiled != NULL)
		regfree(regex->compiled);
	free(regex->compiled);
}
