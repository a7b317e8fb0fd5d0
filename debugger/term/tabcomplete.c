/*
 * What the Tab key completes.
 */
#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

struct completing {
	struct term *t;
	void (*each)(void *user, const char *name);
	void *user;
	const char *word; /* what the names have to begin with */
};

/* Where the line's last word begins, and what it may be. */
struct place {
	size_t from;
	const struct term_command *command; /* NULL: the word is one's name */
	const struct term_command *parent;  /* of words below it, or NULL */
	enum term_completion kind;
};

static bool
is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || c == ':';
}

/* The last word of a line, not before `least`. */
static size_t
last_word(const char *line, size_t least, enum term_completion kind)
{
	size_t from = strlen(line);

	while (from > least) {
		char before = line[from - 1];

		if (kind == TERM_COMPLETE_EXPRESSION ||
			    kind == TERM_COMPLETE_TYPE ?
			!is_name_char(before) :
			before == ' ' || before == '\t')
			break;
		from--;
	}
	return from;
}

static bool
begins_below(const char *parent)
{
	const struct term_command *c;
	size_t size = strlen(parent);

	for (size_t i = 0; (c = term_command_at(i)) != NULL; i++)
		if (strncmp(c->name, parent, size) == 0 && c->name[size] == ' ')
			return true;
	return false;
}

/* The command that a line's first word names; NULL when there is none. */
static const struct term_command *
first_command(const char *line)
{
	const char *first = term_skip(line), *args;
	char *head = strndup(first, strcspn(first, " \t"));
	const struct term_command *command;

	if (head == NULL)
		term_no_memory();
	command = term_command_find(head, &args, NULL);
	free(head);
	return command;
}

static struct place
find_place(const char *line)
{
	struct place place = {0};
	const char *args, *first = term_skip(line);
	size_t at;

	if (strpbrk(first, " \t/") == NULL) {
		place.from = (size_t)(first - line);
		return place;
	}
	place.command = term_command_find(line, &args, NULL);
	/*
	 * "info fr": below info nothing is found, or too much; or a word that
	 * may go on.
	 */
	if (place.command == NULL ||
	    (*args == '\0' && strchr(place.command->name, ' ') != NULL &&
		line[strlen(line) - 1] != ' ')) {
		place.parent = first_command(line);
		place.from = last_word(line, 0, TERM_COMPLETE_LOCATION);
		return place;
	}
	at = (size_t)(args - line);
	place.kind = place.command->completion;
	if (begins_below(place.command->name) &&
	    strpbrk(line + at, " \t") == NULL)
		place.parent = place.command;
	if (place.kind == TERM_COMPLETE_LOCATION && term_find_if(args) != NULL)
		place.kind = TERM_COMPLETE_EXPRESSION;
	place.from = place.kind == TERM_COMPLETE_SETTING ?
			 at :
			 last_word(line, at, place.kind);
	return place;
}

static void
offer(const struct completing *c, const char *name)
{
	if (strncmp(name, c->word, strlen(c->word)) == 0)
		c->each(c->user, name);
}

/* Names of commands, those of one word or those below a parent. */
static void
offer_commands(const struct completing *c, const struct term_command *parent)
{
	const char *above = parent != NULL ? parent->name : "";
	size_t size = strlen(above);
	const struct term_command *command;

	for (size_t i = 0; (command = term_command_at(i)) != NULL; i++) {
		const char *name = command->name;

		if (size > 0) {
			if (strncmp(name, above, size) != 0 ||
			    name[size] != ' ')
				continue;
			name += size + 1;
		}
		if (strchr(name, ' ') == NULL)
			offer(c, name);
	}
}

/* Commands that the user defined. */
static void
offer_users(const struct completing *c)
{
	for (const struct term_user *u = c->t->users; u != NULL; u = u->next)
		offer(c, u->name);
}

static void
offer_files(const struct completing *c)
{
	char *pattern = term_format("%s*", c->word);
	glob_t found;

	if (glob(pattern, GLOB_MARK | GLOB_TILDE, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			c->each(c->user, found.gl_pathv[i]);
		globfree(&found);
	}
	free(pattern);
}

static void
offer_points(const struct completing *c)
{
	const struct dbg_point *point;

	for (uint32_t i = 0; (point = dbg_point_at(c->t->d, i)) != NULL; i++) {
		char *number = term_format("%u", point->number);

		offer(c, number);
		free(number);
	}
}

static void
offer_displays(const struct completing *c)
{
	const struct term_display *display = c->t->displays;

	for (; display != NULL; display = display->next) {
		char *number = term_format("%u", display->number);

		offer(c, number);
		free(number);
	}
}

static void
offer_settings(const struct completing *c)
{
	const char *name;

	for (size_t i = 0; (name = term_setting_at(i)) != NULL; i++)
		offer(c, name);
}

/* Offers the members of what an expression is, or points to. */
static void
offer_members_of(const struct completing *c, const char *base)
{
	const struct wk_info_type *type;
	struct dbg_value value;

	if (term_eval(c->t, base, &value, NULL)) {
		type = value.type;
		while (type != NULL && type->target != NULL &&
		       type->kind != WK_INFO_ARRAY &&
		       type->kind != WK_INFO_FUNC)
			type = type->target;
		if (type != NULL)
			type = wk_info_type_complete(dbg_info(c->t->d), type);
		for (uint32_t i = 0; type != NULL && i < type->member_count;
		    i++)
			if (type->members[i].name != NULL)
				offer(c, type->members[i].name);
		dbg_value_free(&value);
	}
	free(c->t->problem);
	c->t->problem = NULL;
}

/* Whether the word stands behind "base." or "base->"; offers members. */
static bool
offer_members(const struct completing *c, const char *line, size_t from)
{
	size_t end = from, start;
	char *base;

	if (from >= 1 && line[from - 1] == '.')
		end = from - 1;
	else if (from >= 2 && memcmp(line + from - 2, "->", 2) == 0)
		end = from - 2;
	else
		return false;
	for (start = end; start > 0; start--) {
		const char *at = line + start - 1;

		if (!is_name_char(*at) && strchr(".[]", *at) == NULL &&
		    !(*at == '>' && start > 1 && at[-1] == '-') &&
		    !(*at == '-' && at[1] == '>'))
			break;
	}
	base = strndup(line + start, end - start);
	if (base == NULL)
		term_no_memory();
	offer_members_of(c, base);
	free(base);
	return true;
}

size_t
term_complete_from(struct term *t, const char *line)
{
	(void)t;
	return find_place(line).from;
}

bool
term_complete_is_whole(const char *line)
{
	struct place place = find_place(line);

	/* "file.c" may go on with ":", and a variable with "." or "[". */
	return place.command == NULL || place.parent != NULL ||
	       (place.kind != TERM_COMPLETE_LOCATION &&
		   place.kind != TERM_COMPLETE_EXPRESSION &&
		   place.kind != TERM_COMPLETE_TYPE);
}

void
term_complete(struct term *t, const char *line,
    void (*each)(void *user, const char *name), void *user)
{
	struct place place = find_place(line);
	const struct completing c = {t, each, user, line + place.from};

	if (place.command == NULL || place.parent != NULL)
		offer_commands(&c, place.parent);
	if (place.command == NULL)
		offer_users(&c);
	if (place.command == NULL ||
	    (place.parent != NULL && place.parent != place.command))
		return;
	switch (place.kind) {
	case TERM_COMPLETE_NONE:
		break;
	case TERM_COMPLETE_LOCATION:
		dbg_complete(t->d, DBG_NAMES_LOCATIONS, c.word, each, user);
		break;
	case TERM_COMPLETE_EXPRESSION:
		if (!offer_members(&c, line, place.from))
			dbg_complete(
			    t->d, DBG_NAMES_EXPRESSIONS, c.word, each, user);
		break;
	case TERM_COMPLETE_FILE:
		offer_files(&c);
		break;
	case TERM_COMPLETE_SOURCE:
		dbg_complete(t->d, DBG_NAMES_FILES, c.word, each, user);
		break;
	case TERM_COMPLETE_TYPE:
		if (offer_members(&c, line, place.from))
			break;
		dbg_complete(t->d, DBG_NAMES_TYPES, c.word, each, user);
		dbg_complete(t->d, DBG_NAMES_EXPRESSIONS, c.word, each, user);
		break;
	case TERM_COMPLETE_FUNCTION:
		dbg_complete(t->d, DBG_NAMES_LOCATIONS, c.word, each, user);
		break;
	case TERM_COMPLETE_POINT:
		offer_points(&c);
		break;
	case TERM_COMPLETE_DISPLAY:
		offer_displays(&c);
		break;
	case TERM_COMPLETE_COMMAND:
		if (strcmp(place.command->name, "help") == 0) {
			offer_commands(&c, NULL);
			offer_users(&c);
		}
		break;
	case TERM_COMPLETE_SETTING:
		offer_settings(&c);
		break;
	case TERM_COMPLETE_USER:
		offer_users(&c);
		break;
	}
}
