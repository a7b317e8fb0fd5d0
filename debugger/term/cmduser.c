/*
 * Commands that users define, and the shell's.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "debugger/term/term.h"

enum { ARGS_MAX = 10 };

struct term_user *
term_user_find(const struct term *t, const char *name, size_t size)
{
	struct term_user *user = t->users;

	while (user != NULL && (strlen(user->name) != size ||
				   memcmp(user->name, name, size) != 0))
		user = user->next;
	return user;
}

void
term_user_free(struct term *t)
{
	struct term_user *user;

	while ((user = t->users) != NULL) {
		t->users = user->next;
		free(user->name);
		free(user->lines);
		free(user->help);
		free(user);
	}
}

static size_t
name_size(const char *text)
{
	size_t size = 0;

	while (isalnum((unsigned char)text[size]) || text[size] == '-' ||
	       text[size] == '_')
		size++;
	return size;
}

/* Whether a name can be given to a command: it is none of the debugger's. */
static bool
check_name(const char *name, struct wk_error *err)
{
	size_t size = name_size(name);
	const struct term_command *c;

	if (size == 0 || name[size] != '\0' || !isalpha((unsigned char)*name))
		return term_fail(err,
		    "a name is expected, of letters, digits, \"-\" and \"_\"");
	for (size_t i = 0; (c = term_command_at(i)) != NULL; i++) {
		if (strcmp(c->name, name) == 0)
			return term_fail(
			    err, "%s is a command of the debugger", name);
	}
	return true;
}

bool
term_user_define(struct term *t, const char *args, struct wk_error *err)
{
	struct term_user *user;

	if (!check_name(args, err))
		return false;
	user = term_user_find(t, args, strlen(args));
	if (user == NULL) {
		user = calloc(1, sizeof(*user));
		if (user == NULL)
			term_no_memory();
		user->name = term_copy(args);
		user->lines = term_copy("");
		user->next = t->users;
		t->users = user;
	}
	free(user->lines);
	user->lines = term_read_lines(
	    t, "Commands that it does, one a line; \"end\" ends them.\n");
	return true;
}

bool
term_user_document(struct term *t, const char *args, struct wk_error *err)
{
	struct term_user *user = term_user_find(t, args, strlen(args));

	if (user == NULL)
		return term_fail(
		    err, "\"%s\" was not defined; \"define\" does it", args);
	free(user->help);
	user->help = term_read_lines(t, "What help says; \"end\" ends it.\n");
	return true;
}

/* Doing */

/* Parts a text at blanks outside of quotes; gives how many there are. */
static unsigned
part(const char *text, const char *begins[ARGS_MAX], size_t sizes[ARGS_MAX])
{
	unsigned count = 0;

	for (text = term_skip(text); *text != '\0' && count < ARGS_MAX;
	    text = term_skip(text)) {
		const char *begin = text;
		char quote = '\0';

		for (; *text != '\0'; text++) {
			if (quote == '\0' && isspace((unsigned char)*text))
				break;
			if (*text == quote)
				quote = '\0';
			else if (quote == '\0' &&
				 (*text == '"' || *text == '\''))
				quote = *text;
		}
		begins[count] = begin;
		sizes[count++] = (size_t)(text - begin);
	}
	return count;
}

/* Appends a part of the lines. */
static void
append(char **lines, const char *text, size_t size)
{
	char *all = term_format("%s%.*s", *lines, (int)size, text);

	free(*lines);
	*lines = all;
}

/* The lines with "$arg0" …, "$argc" replaced; those not given are nothing. */
static char *
replace_args(const char *lines, const char *args)
{
	const char *begins[ARGS_MAX], *mark;
	size_t sizes[ARGS_MAX];
	unsigned count = part(args, begins, sizes);
	char *all = term_copy("");

	for (; (mark = strstr(lines, "$arg")) != NULL; lines = mark + 5) {
		unsigned n = (unsigned)(mark[4] - '0');
		char number = (char)('0' + count % ARGS_MAX);

		append(&all, lines, (size_t)(mark - lines));
		if (mark[4] == 'c')
			append(&all, count == ARGS_MAX ? "10" : &number,
			    count == ARGS_MAX ? 2 : 1);
		else if (n >= ARGS_MAX)
			append(&all, mark, mark[4] == '\0' ? 4 : 5);
		else if (n < count)
			append(&all, begins[n], sizes[n]);
		if (mark[4] == '\0') {
			lines = mark + 4;
			return all;
		}
	}
	append(&all, lines, strlen(lines));
	return all;
}

bool
term_user_do(struct term *t, const struct term_user *user, const char *args)
{
	char *lines = replace_args(user->lines, args);
	char *name = term_copy(user->name);
	bool ok = term_script_run(t, name, lines);

	free(name);
	free(lines);
	return ok;
}

/* Explaining */

void
term_user_help(struct term *t, const struct term_user *user)
{
	term_put(t, TERM_TITLE, "%s\n", user->name);
	term_printf(t, "\n%s",
	    user->help != NULL ? user->help : "A command of yours.\n");
}

static void
put_lines(struct term *t, const struct term_user *user)
{
	term_put(t, TERM_TITLE, "%s:\n", user->name);
	for (const char *line = user->lines; *line != '\0';) {
		size_t size = strcspn(line, "\n");

		term_printf(t, "  %.*s\n", (int)size, line);
		line += size + (line[size] == '\n');
	}
}

bool
term_user_show(struct term *t, const char *args, struct wk_error *err)
{
	const struct term_user *user = t->users;

	if (*args != '\0') {
		user = term_user_find(t, args, strlen(args));
		if (user == NULL)
			return term_fail(err, "\"%s\" was not defined", args);
		put_lines(t, user);
		return true;
	}
	if (user == NULL)
		term_printf(t, "No commands were defined.\n");
	for (; user != NULL; user = user->next)
		put_lines(t, user);
	return true;
}

static bool
matches(const struct term_regex *regex, const struct term_command *c)
{
	return term_regex_matches(regex, c->name) ||
	       term_regex_matches(regex, c->brief) ||
	       term_regex_matches(regex, c->help);
}

bool
term_support_apropos(struct term *t, const char *args, struct wk_error *err)
{
	const struct term_command *c;
	struct term_regex regex;
	bool found = false;

	if (*args == '\0')
		return term_fail(err, "a word is expected");
	if (!term_regex_begin(&regex, args, err))
		return false;
	for (size_t i = 0; (c = term_command_at(i)) != NULL; i++) {
		if (matches(&regex, c))
			term_command_brief(t, c);
		found |= matches(&regex, c);
	}
	found |= term_setting_apropos(t, &regex);
	term_regex_end(&regex);
	if (!found)
		term_printf(t, "Nothing is said of \"%s\".\n", args);
	return true;
}

/* The shell's */

/* What a command of the shell prints, where the terminal is not free. */
static bool
capture(struct term *t, const char *command, struct wk_error *err)
{
	FILE *out = popen(command, "r");
	char text[1024];
	size_t size;

	if (out == NULL)
		return term_fail(err, "no shell can be begun");
	while ((size = fread(text, 1, sizeof(text), out)) > 0)
		term_printf(t, "%.*s", (int)size, text);
	pclose(out);
	return true;
}

bool
term_support_shell(struct term *t, const char *args, struct wk_error *err)
{
	const char *shell = getenv("SHELL");
	int status;

	if (t->screen != NULL || t->is_in_face)
		return capture(t, args, err);
	if (*args == '\0')
		args = shell != NULL && *shell != '\0' ? shell : "sh";
	term_flush(t);
	fflush(stdout);
	status = system(args);
	/* What ended the command was not for the debugger. */
	term_interrupted();
	if (status == -1 || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
		return term_fail(err, "the shell cannot do it");
	return true;
}
