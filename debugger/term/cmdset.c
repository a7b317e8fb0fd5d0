/*
 * Settings, and the commands that change and show them.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

enum setting_kind {
	SETTING_BOOL,   /* on or off */
	SETTING_NUMBER, /* 0 and "unlimited" are no limit */
	SETTING_VIEW,
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t offset; /* in struct term_settings */
	const char *brief;
};

#define AT(member) offsetof(struct term_settings, member)

static const struct setting settings[] = {
    {"listsize", SETTING_NUMBER, AT(list_size), "lines that list shows"},
    {"print elements", SETTING_NUMBER, AT(elements),
	"elements of arrays and strings that print shows"},
    {"print depth", SETTING_NUMBER, AT(depth),
	"structures in structures that print shows"},
    {"print pretty", SETTING_BOOL, AT(pretty), "a line for each member"},
    {"print raw", SETTING_BOOL, AT(raw),
	"values as they are in memory, not as their library means them"},
    {"view", SETTING_VIEW, 0,
	"what list and stepping are about: source, wat, or auto"},
    {"changes", SETTING_BOOL, AT(changes),
	"say which variables a step has changed"},
    {"pagination", SETTING_BOOL, AT(pagination),
	"wait for a key after each page"},
    {"height", SETTING_NUMBER, AT(height),
	"lines of a page; 0: those of the terminal"},
    {"width", SETTING_NUMBER, AT(width),
	"columns of a page; 0: those of the terminal"},
    {"color", SETTING_BOOL, AT(color), "colours"},
    {"confirm", SETTING_BOOL, AT(confirm), "ask before what cannot be undone"},
};

enum {
	SETTINGS = sizeof(settings) / sizeof(settings[0]),
	BRIEF_COLUMN = 18,
};

static const char *const views[] = {
    [DBG_VIEW_AUTO] = "auto",
    [DBG_VIEW_SOURCE] = "source",
    [DBG_VIEW_WAT] = "wat",
};

const char *
term_setting_at(size_t n)
{
	return n < SETTINGS ? settings[n].name : NULL;
}

/* Takes the words of a name off; false when they are others. */
static bool
take_name(const char **args, const char *name)
{
	const char *at = *args;
	const char *word;
	size_t size;

	while (*name != '\0') {
		size_t length = strcspn(name, " ");

		word = term_word(&at, &size);
		if (size != length || memcmp(word, name, size) != 0)
			return false;
		name += length + (name[length] == ' ');
	}
	*args = at;
	return true;
}

/* gdb's names for some. */
static const struct {
	const char *name, *setting;
} other_names[] = {
    {"print max-depth", "print depth"},
    {"style enabled", "color"},
};

static const struct setting *
find(const char **args)
{
	for (size_t i = 0; i < sizeof(other_names) / sizeof(*other_names); i++)
		if (take_name(args, other_names[i].name))
			for (size_t k = 0; k < SETTINGS; k++)
				if (strcmp(settings[k].name,
					other_names[i].setting) == 0)
					return &settings[k];
	for (size_t i = 0; i < SETTINGS; i++)
		if (take_name(args, settings[i].name))
			return &settings[i];
	return NULL;
}

static bool
set_bool(struct term *t, const struct setting *s, const char *args,
    struct wk_error *err)
{
	bool *value = (bool *)((char *)&t->settings + s->offset);

	if (*args == '\0' || strcmp(args, "on") == 0 ||
	    strcmp(args, "1") == 0 || strcmp(args, "yes") == 0)
		*value = true;
	else if (strcmp(args, "off") == 0 || strcmp(args, "0") == 0 ||
		 strcmp(args, "no") == 0)
		*value = false;
	else
		return term_fail(
		    err, "%s is on or off, not \"%s\"", s->name, args);
	return true;
}

static bool
set_number(struct term *t, const struct setting *s, const char *args,
    struct wk_error *err)
{
	unsigned *value = (unsigned *)((char *)&t->settings + s->offset);
	uint64_t number = 0;

	if (strcmp(args, "unlimited") == 0)
		number = s->offset == AT(height) || s->offset == AT(width) ?
			     0 :
			     1000000;
	else if (!term_number(&args, &number) || *args != '\0' ||
		 number > 1000000)
		return term_fail(
		    err, "%s is a number, not \"%s\"", s->name, args);
	if (number == 0 && s->offset == AT(list_size))
		return term_fail(err, "%s is a number from 1", s->name);
	*value = (unsigned)number;
	return true;
}

static bool
set_view(struct term *t, const char *args, struct wk_error *err)
{
	for (unsigned i = 0; i < sizeof(views) / sizeof(*views); i++) {
		if (strcmp(args, views[i]) == 0) {
			dbg_view_set_mode(t->d, (enum dbg_view_mode)i);
			t->text = NULL;
			t->first = t->last = 0;
			return true;
		}
	}
	return term_fail(
	    err, "view is one of auto, source and wat, not \"%s\"", args);
}

bool
term_set(
    struct term *t, const char *args, bool *is_setting, struct wk_error *err)
{
	const struct setting *s = find(&args);

	/* "set view = 1" is about a variable. */
	*is_setting = s != NULL && (*args != '=' || args[1] == '=');
	if (!*is_setting)
		return false;
	switch (s->kind) {
	case SETTING_BOOL:
		return set_bool(t, s, args, err);
	case SETTING_NUMBER:
		return set_number(t, s, args, err);
	case SETTING_VIEW:
		return set_view(t, args, err);
	}
	return true;
}

bool
term_set_set(struct term *t, const char *args, struct wk_error *err)
{
	bool is_setting;
	bool ok = term_set(t, args, &is_setting, err);

	if (is_setting)
		return ok;
	if (strchr(args, '=') == NULL)
		return term_fail(err,
		    "\"%s\" is no setting and no assignment; \"show\" lists "
		    "the settings",
		    args);
	return term_set_variable(t, args, err);
}

bool
term_set_environment(struct term *t, const char *args, struct wk_error *err)
{
	size_t count = t->options.env_count, name = strcspn(args, "=");
	char **env;
	size_t at;

	if (args[name] == '\0' || name == 0)
		return term_fail(err, "NAME=VALUE is expected");
	env = calloc(count + 1, sizeof(*env));
	if (env == NULL)
		term_no_memory();
	for (size_t i = 0; i < count; i++)
		env[i] = term_copy(t->options.env[i]);
	for (at = 0; at < count; at++)
		if (strncmp(env[at], args, name + 1) == 0)
			break;
	if (at < count)
		free(env[at]);
	else
		count++;
	env[at] = term_copy(args);
	term_split_free(t->env, t->env_count);
	t->env = env;
	t->env_count = count;
	t->options.env = (const char *const *)env;
	t->options.env_count = count;
	return true;
}

bool
term_setting_apropos(struct term *t, const struct term_regex *regex)
{
	bool found = false;

	for (size_t i = 0; i < SETTINGS; i++) {
		if (!term_regex_matches(regex, settings[i].name) &&
		    !term_regex_matches(regex, settings[i].brief))
			continue;
		found = true;
		term_put(t, TERM_TITLE, "  set %s", settings[i].name);
		term_printf(t, "%*s%s\n",
		    strlen(settings[i].name) < BRIEF_COLUMN ?
			(int)(BRIEF_COLUMN - strlen(settings[i].name)) :
			1,
		    "", settings[i].brief);
	}
	return found;
}

static void
show_one(struct term *t, const struct setting *s)
{
	const char *base = (const char *)&t->settings + s->offset;

	term_put(t, TERM_TITLE, "%-16s", s->name);
	switch (s->kind) {
	case SETTING_BOOL:
		term_printf(t, "%-8s", *(const bool *)base ? "on" : "off");
		break;
	case SETTING_NUMBER:
		term_printf(t, "%-8u", *(const unsigned *)base);
		break;
	case SETTING_VIEW:
		term_printf(t, "%-8s", views[dbg_view_mode(t->d)]);
		break;
	}
	term_printf(t, "%s\n", s->brief);
}

static void
show_texts(
    struct term *t, const char *title, const char *const *texts, size_t count)
{
	term_put(t, TERM_TITLE, "%-16s", title);
	for (size_t i = 0; i < count; i++) {
		const char *quote =
		    texts[i][strcspn(texts[i], " \t\"'\\<>")] != '\0' ||
			    texts[i][0] == '\0' ?
			"'" :
			"";

		term_printf(
		    t, "%s%s%s%s", i > 0 ? " " : "", quote, texts[i], quote);
	}
	term_printf(t, "%s\n", count == 0 ? "none" : "");
}

static void
show_files(struct term *t)
{
	static const char *const marks[] = {"<", ">", "2>"};

	for (unsigned i = 0; i < 3; i++)
		if (t->files[i] != NULL)
			term_printf(t, "%-16s%s%s%s\n", "", marks[i],
			    t->appends[i] ? ">" : "", t->files[i]);
}

static void
show_args(struct term *t)
{
	if (t->options.invoke != NULL)
		show_texts(t, "args", t->options.invoke_args,
		    t->options.invoke_arg_count);
	else
		show_texts(t, "args", t->options.args, t->options.arg_count);
	show_files(t);
}

bool
term_set_show(struct term *t, const char *args, struct wk_error *err)
{
	const struct setting *s;

	if (*args == '\0') {
		for (size_t i = 0; i < SETTINGS; i++)
			show_one(t, &settings[i]);
		show_args(t);
		show_texts(
		    t, "environment", t->options.env, t->options.env_count);
		return true;
	}
	if (strcmp(args, "args") == 0) {
		show_args(t);
		return true;
	}
	if (strncmp(args, "env", 3) == 0) {
		show_texts(
		    t, "environment", t->options.env, t->options.env_count);
		return true;
	}
	s = find(&args);
	if (s == NULL)
		return term_fail(err,
		    "there is no setting \"%s\"; \"show\" lists them", args);
	show_one(t, s);
	return true;
}
