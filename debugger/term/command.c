/*
 * The table of commands: looking up, doing, explaining.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"
#include "debugger/window/face.h"

static const char prompt_text[] = "(wasm-dbg) ";

enum {
	MAX_DEPTH = 50, /* of scripts in scripts */
	NAME_COLUMN = 24,
};

static const struct term_command commands[] = {
#define COMMAND( \
    name, aliases, args, group, completion, flags, handler, brief, help) \
	{name, aliases, args, TERM_##group, TERM_COMPLETE_##completion, flags, \
	    handler, brief, help},
#include "debugger/term/commands.def"
#undef COMMAND
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static const char *const group_titles[TERM_GROUPS] = {
    [TERM_RUNNING] = "Running the program",
    [TERM_POINTS] = "What stops it",
    [TERM_STACK] = "Frames and threads",
    [TERM_DATA] = "Values",
    [TERM_SOURCES] = "Sources and code",
    [TERM_MODULE] = "The module",
    [TERM_SUPPORT] = "The debugger",
};

const struct term_command *
term_command_at(size_t n)
{
	return n < COMMANDS ? &commands[n] : NULL;
}

/* Looking up */

/*
 * The part of a command's name behind the words of parent, "" for none; NULL
 * where it is not one word behind them.
 */
static const char *
name_below(const struct term_command *c, const char *parent)
{
	size_t size = strlen(parent);
	const char *rest = c->name;

	if (size > 0) {
		if (strncmp(c->name, parent, size) != 0 || c->name[size] != ' ')
			return NULL;
		rest += size + 1;
	}
	return strchr(rest, ' ') == NULL ? rest : NULL;
}

static bool
has_alias(const struct term_command *c, const char *word, size_t size)
{
	const char *at = c->aliases;
	size_t length;
	const char *alias;

	while (alias = term_word(&at, &length), length > 0)
		if (length == size && memcmp(alias, word, size) == 0)
			return true;
	return false;
}

static bool
has_children(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (name_below(&commands[i], name) != NULL)
			return true;
	return false;
}

/* Appends a name to a list, ", " between them. */
static void
append_name(char *list, size_t room, const char *name)
{
	size_t used = strlen(list);

	snprintf(list + used, room - used, "%s%s", used > 0 ? ", " : "", name);
}

/* The one below parent whose name is a word, or the only beginning with it. */
static const struct term_command *
find_below(const char *parent, const char *word, size_t size, bool is_exact,
    struct wk_error *err)
{
	const struct term_command *found = NULL;
	char names[WK_ERROR_HINT_SIZE] = "";
	unsigned count = 0;

	for (size_t i = 0; i < COMMANDS; i++) {
		const char *name = name_below(&commands[i], parent);

		if (name == NULL)
			continue;
		if (term_word_is(word, size, name) ||
		    has_alias(&commands[i], word, size))
			return &commands[i];
		if (!is_exact && strncmp(name, word, size) == 0) {
			found = &commands[i];
			append_name(names, sizeof(names), name);
			count++;
		}
	}
	if (count > 1)
		term_fail(err, "\"%.*s\" may be %s", (int)size, word, names);
	return count == 1 ? found : NULL;
}

/* Fails for a word that is no command, with a guess. */
static void
fail_unknown(
    const char *parent, const char *word, size_t size, struct wk_error *err)
{
	struct wk_nearest near = wk_nearest_to(word, size);

	for (size_t i = 0; i < COMMANDS; i++) {
		const char *name = name_below(&commands[i], parent);

		if (name != NULL)
			wk_nearest(&near, name, strlen(name));
	}
	if (near.name != NULL)
		term_fail(err,
		    "there is no command \"%s%s%.*s\"; did you mean %s?",
		    parent, *parent ? " " : "", (int)size, word, near.name);
	else
		term_fail(err, "there is no command \"%s%s%.*s\"; see help",
		    parent, *parent ? " " : "", (int)size, word);
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

const struct term_command *
term_command_find(const char *line, const char **args, struct wk_error *err)
{
	const char *word = term_skip(line), *next;
	size_t size = name_size(word), next_size;
	const struct term_command *c = NULL, *below;
	bool is_set, needs_word;

	if (size > 0)
		c = find_below("", word, size, false, err);
	if (c == NULL) {
		size = size > 0 ? size : strcspn(word, " ");
		fail_unknown("", word, size, err);
		return NULL;
	}
	*args = term_skip(word + size);
	if (!has_children(c->name))
		return c;
	/* "set a = 1" means no setting that begins with "a". */
	is_set = strcmp(c->name, "set") == 0;
	needs_word = !is_set && c->completion == TERM_COMPLETE_COMMAND;
	next = *args;
	next_size = strcspn(next, " \t/");
	if (next_size == 0)
		return c;
	below = find_below(
	    c->name, next, next_size, is_set, needs_word ? err : NULL);
	if (below == NULL && needs_word) {
		fail_unknown(c->name, next, next_size, err);
		return NULL;
	}
	if (below != NULL)
		*args = term_skip(next + next_size);
	return below != NULL ? below : c;
}

/* Doing */

static bool
do_command(struct term *t, const struct term_command *c, const char *args,
    struct wk_error *err)
{
	/* "-ex run -ex bt" is no failure of a program that simply ended. */
	if ((c->flags & TERM_RUNS) != 0 && t->is_batch &&
	    !dbg_is_running(t->d) && dbg_last(t->d)->reason == DBG_STOP_EXIT)
		return true;
	if ((c->flags & TERM_RUNS) != 0 && !dbg_is_running(t->d))
		return term_fail(
		    err, "the program is not being run; \"run\" begins it");
	if ((c->flags & TERM_FRAME) == TERM_FRAME && dbg_frame(t->d) == NULL)
		return term_fail(err,
		    "there is no frame: the program has left all its "
		    "functions, and goes on");
	return c->run(t, args, err);
}

/* Does a line; *c is its command, NULL for one of the user's. */
static bool
do_line(struct term *t, const char *line, const struct term_command **c,
    struct wk_error *err)
{
	size_t size = name_size(line);
	const struct term_user *user = term_user_find(t, line, size);
	const char *args;

	*c = NULL;
	if (*line == '!')
		return term_support_shell(t, term_skip(line + 1), err);
	if (user != NULL)
		return term_user_do(t, user, term_skip(line + size));
	*c = term_command_find(line, &args, err);
	return *c != NULL && do_command(t, *c, args, err);
}

static bool
execute(struct term *t, const char *line)
{
	struct wk_error err = {0};
	const struct term_command *c;
	char *trimmed;
	size_t size;
	bool ok;

	line = term_skip(line);
	if (*line == '\0' || *line == '#')
		return true;
	size = strlen(line);
	while (size > 0 && isspace((unsigned char)line[size - 1]))
		size--;
	trimmed = strndup(line, size);
	if (trimmed == NULL)
		term_no_memory();
	free(t->repeat);
	t->repeat = NULL;
	ok = do_line(t, trimmed, &c, &err);
	/* What commands of a script fail with was told. */
	if (!ok && err.code != WK_E_NONE)
		term_error(t, &err);
	free(t->problem);
	t->problem = NULL;
	free(t->last_line);
	t->last_line = NULL;
	if (ok && c != NULL && (c->flags & TERM_REPEATS) != 0) {
		t->last_line =
		    t->repeat != NULL ? term_copy(t->repeat) : trimmed;
		if (t->repeat == NULL)
			trimmed = NULL;
	}
	free(trimmed);
	term_flush(t);
	return ok;
}

/* Runs commands of points until one fails or lets the program go on. */
static bool
do_pending(struct term *t)
{
	char *lines = t->pending, *line;
	struct term_script script = {.rest = lines, .outer = t->script};
	unsigned resumes = t->resumes;
	bool ok = true;

	t->pending = NULL;
	t->script = &script;
	while (ok && !t->is_over && t->resumes == resumes &&
	       (line = term_next_line(t, "")) != NULL) {
		ok = execute(t, line);
		free(line);
	}
	t->script = script.outer;
	free(lines);
	return ok;
}

bool
term_execute(struct term *t, const char *line)
{
	bool ok = execute(t, line);
	char *last;

	if (t->pending == NULL)
		return ok;
	/* An empty line does what was typed. */
	last = t->last_line;
	t->last_line = NULL;
	while (ok && t->pending != NULL && !t->is_over && !term_interrupted())
		ok = do_pending(t);
	free(t->pending);
	t->pending = NULL;
	free(t->last_line);
	t->last_line = last;
	return ok;
}

bool
term_script_run(struct term *t, const char *name, const char *lines)
{
	struct term_script script = {.name = name, .rest = lines};
	struct term_script *at = t->script;
	unsigned depth = 0;
	bool ok = true;
	char *line;

	for (; at != NULL; at = at->outer)
		depth++;
	if (depth >= MAX_DEPTH) {
		struct wk_error err = {0};

		term_fail(&err, "scripts are nested too deeply");
		term_error(t, &err);
		return false;
	}
	script.outer = t->script;
	t->script = &script;
	while (ok && !t->is_over && (line = term_next_line(t, "")) != NULL) {
		ok = term_execute(t, line);
		free(line);
	}
	t->script = script.outer;
	return ok;
}

void
term_command_loop(struct term *t)
{
	while (!t->is_over && !term_ended()) {
		char *line = term_prompt(t, prompt_text), *again;

		if (line == NULL) {
			t->is_over = true;
			break;
		}
		if (t->is_terminal && *term_skip(line) == '\0' &&
		    t->last_line != NULL) {
			again = term_copy(t->last_line);
			term_execute(t, again);
			free(again);
		} else {
			term_execute(t, line);
		}
		free(line);
	}
}

/* Explaining */

void
term_command_brief(struct term *t, const struct term_command *c)
{
	char *left = term_format("%s%s%s", c->name,
	    *c->aliases != '\0' && strchr(c->name, ' ') == NULL ? ", " : "",
	    strchr(c->name, ' ') == NULL ? c->aliases : "");

	/* Of the aliases only the first fits. */
	if (strlen(left) > strlen(c->name)) {
		char *end = strchr(left + strlen(c->name) + 2, ' ');

		if (end != NULL)
			*end = '\0';
	}
	term_put(t, TERM_TITLE, "  %s", left);
	term_printf(t, "%*s%s\n",
	    (int)strlen(left) + 2 < NAME_COLUMN ?
		NAME_COLUMN - (int)strlen(left) - 2 :
		1,
	    "", c->brief);
	free(left);
}

static void
print_group(struct term *t, unsigned group, bool with_words)
{
	bool has_any = false;

	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].group != group ||
		    (!with_words && strchr(commands[i].name, ' ') != NULL))
			continue;
		if (!has_any)
			term_put(t, TERM_TITLE, "%s:\n", group_titles[group]);
		has_any = true;
		term_command_brief(t, &commands[i]);
	}
	term_printf(t, "%s", has_any ? "\n" : "");
}

static void
print_below(struct term *t, const char *name)
{
	if (has_children(name))
		term_printf(t, "\n");
	for (size_t i = 0; i < COMMANDS; i++)
		if (name_below(&commands[i], name) != NULL)
			term_command_brief(t, &commands[i]);
}

static void
print_help(struct term *t, const struct term_command *c)
{
	term_put(t, TERM_TITLE, "%s", c->name);
	term_printf(t, "%s%s\n", *c->args ? " " : "", c->args);
	if (*c->aliases != '\0')
		term_printf(t, "also: %s\n", c->aliases);
	term_printf(t, "\n%s.\n", c->brief);
	if (*c->help != '\0')
		term_printf(t, "%s\n", c->help);
	print_below(t, c->name);
	if ((c->flags & TERM_REPEATS) != 0)
		term_printf(t, "\nAn empty line does it again.\n");
}

bool
term_support_help(struct term *t, const char *args, struct wk_error *err)
{
	bool all = strcmp(args, "all") == 0;
	const struct term_user *user;
	const struct term_command *c;
	const char *rest;

	if (*args == '\0' || all) {
		for (unsigned group = 0; group < TERM_GROUPS; group++)
			print_group(t, group, all);
		if (!all)
			term_printf(t, "\"help COMMAND\" says more, \"help "
				       "all\" lists all of info, set and "
				       "catch.\nNames may be cut short, Tab "
				       "completes.\n");
		return true;
	}
	user = term_user_find(t, args, strlen(args));
	if (user != NULL) {
		term_user_help(t, user);
		return true;
	}
	c = term_command_find(args, &rest, err);
	if (c == NULL)
		return false;
	print_help(t, c);
	return true;
}

bool
term_support_info(struct term *t, const char *args, struct wk_error *err)
{
	(void)args, (void)err;
	print_help(t, term_command_find("info", &args, NULL));
	return true;
}

bool
term_support_window(struct term *t, const char *args, struct wk_error *err)
{
	return window_open(t, false, err) &&
	       (*args == '\0' || window_command(t, args, err));
}

/* "window PANE" with settings. */
static bool
set_pane(
    struct term *t, const char *pane, const char *args, struct wk_error *err)
{
	char *text = term_format("%s %s", pane, args);
	bool ok = term_support_window(t, text, err);

	free(text);
	return ok;
}

bool
term_support_window_map(struct term *t, const char *args, struct wk_error *err)
{
	return set_pane(t, "map", args, err);
}

bool
term_support_window_picture(
    struct term *t, const char *args, struct wk_error *err)
{
	return set_pane(t, "picture", args, err);
}

bool
term_support_info_window(struct term *t, const char *args, struct wk_error *err)
{
	(void)args;
	if (t->face.user == NULL)
		return term_fail(err, "there is no window");
	window_describe(t);
	return true;
}

bool
term_support_quit(struct term *t, const char *args, struct wk_error *err)
{
	const char *text = args;
	uint64_t status = 0;

	if (*args != '\0') {
		if (!term_number(&args, &status) || status > 255)
			return term_fail(err,
			    "a status from 0 to 255 is expected, not \"%s\"",
			    text);
		t->status = (int)status;
		t->has_status = true;
	}
	t->is_over = !dbg_is_running(t->d) ||
		     term_confirm(t, "The program runs. Quit anyway?");
	t->has_status &= t->is_over;
	return true;
}

bool
term_support_source(struct term *t, const char *args, struct wk_error *err)
{
	struct wk_error problem = {0};
	struct wk_source source;
	char *lines, *name;
	bool ok;

	if (*args == '\0')
		return term_fail(err, "a file of commands is expected");
	if (!wk_source_open(args, &source, &problem))
		return term_fail(err, "%s: %s", args, problem.message);
	lines = strndup((const char *)source.data, source.size);
	name = term_copy(args);
	if (lines == NULL)
		term_no_memory();
	wk_source_close(&source);
	ok = term_script_run(t, name, lines);
	free(lines);
	free(name);
	return ok;
}
