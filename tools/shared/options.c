#include "tools/shared/options.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"
#include "tools/shared/completion.h"
#include "tools/shared/unicode.h"

enum {
	HELP_COLUMN = 34,
	NAME_SIZE = 48,
};

static struct settings settings = {.jobs = 1};

static const char *const color_choices[] = {"auto", "always", "never", NULL};
static const char *const diagnostics_choices[] = {
    "text", "json", "sarif", "github", NULL};

/* What every tool has; the first only where it makes sense. */
static const struct option common[] = {
    {'j', "jobs", "N", "Use N threads", OPTION_NUMBER, &settings.jobs, NULL},
    {'v', "verbose", NULL, "Say more about what is done", OPTION_COUNT,
	&settings.verbose, NULL},
    {0, "diagnostics", "FORMAT", "Errors as text, json, sarif or github",
	OPTION_CHOICE, &settings.diagnostics, diagnostics_choices},
    {0, "color", "WHEN", "Color errors: auto, always or never", OPTION_CHOICE,
	&settings.color, color_choices},
    {'h', "help", NULL, "Print this help and exit", OPTION_HELP, NULL, NULL},
    {0, "version", NULL, "Print the version and exit", OPTION_VERSION, NULL,
	NULL},
    {0, "features", "LIST",
	"mvp, 1.0, 2.0, 3.0, default or all, then ,+X or ,-X", OPTION_LIST,
	&settings.features, NULL},
    {0, "enable-all", NULL, "Enable all features", OPTION_ALL,
	&settings.features, NULL},
    {0},
};

const struct option *
options_at(const struct tool *tool, unsigned n)
{
	const struct option *own = tool->options;

	for (; own->name != NULL; own++, n--) {
		if (n == 0)
			return own;
	}
	n += tool->has_jobs ? 0 : 1;
	return common[n].name != NULL ? &common[n] : NULL;
}

/* A feature's two options; enum wk_feature counts twice as many. */
static void
feature_option(unsigned i, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "%s-%s", i % 2 == 0 ? "enable" : "disable",
	    wk_feature_flag((enum wk_feature)(i / 2)));
}

/* The nth of all names, the features' behind the fixed ones. */
static bool
name_at(const struct tool *tool, unsigned n, char name[NAME_SIZE])
{
	const struct option *o;
	unsigned i;

	for (i = 0; (o = options_at(tool, i)) != NULL; i++) {
		if (i == n) {
			snprintf(name, NAME_SIZE, "%s", o->name);
			return true;
		}
	}
	if (n - i >= 2 * WK_FEATURE_COUNT)
		return false;
	feature_option(n - i, name);
	return true;
}

void
options_fail(const struct tool *tool, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: error: ", tool->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* The first that has a letter: a tool may take one of the common ones. */
static const struct option *
find_letter(const struct tool *tool, char letter)
{
	const struct option *o;

	for (unsigned n = 0; (o = options_at(tool, n)) != NULL; n++) {
		if (o->letter == letter)
			break;
	}
	return o;
}

/* Help */

static void
print_option(const struct tool *tool, const struct option *o)
{
	char left[2 * NAME_SIZE];
	bool short_form = o->letter != 0 && find_letter(tool, o->letter) == o;
	int width = snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
	    short_form ? '-' : ' ', short_form ? o->letter : ' ',
	    short_form ? ',' : ' ', o->name, o->metavar ? "=" : "",
	    o->metavar ? o->metavar : "");

	if (width + 2 > HELP_COLUMN)
		printf("%s\n%*s%s\n", left, HELP_COLUMN, "", o->help);
	else
		printf("%-*s%s\n", HELP_COLUMN, left, o->help);
}

/* A line a feature, with the option that changes what is the default. */
static void
print_features(const struct tool *tool)
{
	puts("\nfeatures; --enable-X and --disable-X exist for every X:");
	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++) {
		bool on = wk_feature_on(tool->features, (enum wk_feature)i);
		char name[NAME_SIZE];

		feature_option(2 * i + on, name);
		printf("      --%s\n", name);
	}
}

static _Noreturn void
print_help(const struct tool *tool)
{
	const struct option *o;

	printf("usage: %s [options] %s\n\n%s", tool->name, tool->arguments,
	    tool->about);
	if (tool->examples != NULL)
		printf("\nexamples:\n%s", tool->examples);
	puts("\noptions:");
	for (unsigned n = 0; (o = options_at(tool, n)) != NULL; n++) {
		if (o->help != NULL)
			print_option(tool, o);
	}
	print_features(tool);
	exit(fflush(stdout) != 0);
}

/* Looking up */

static const struct option *
find_name(const struct tool *tool, const char *name, size_t size)
{
	const struct option *o;

	for (unsigned n = 0; (o = options_at(tool, n)) != NULL; n++) {
		if (strlen(o->name) == size && memcmp(o->name, name, size) == 0)
			break;
	}
	return o;
}

/* Takes a whole name of the form enable-X or disable-X. */
static void
take_feature(const char *name)
{
	bool on = strncmp(name, "enable-", 7) == 0;
	const char *flag = name + (on ? 7 : 8);
	enum wk_feature feature = wk_feature_by_flag(flag, strlen(flag));

	settings.features = on ?
				wk_features_with(settings.features, feature) :
				wk_features_without(settings.features, feature);
}

static _Noreturn void
unknown_option(const struct tool *tool, const char *word, size_t size)
{
	struct wk_nearest near = wk_nearest_to(word, size);
	char guess[NAME_SIZE], name[NAME_SIZE];

	for (unsigned n = 0; name_at(tool, n, name); n++)
		if (wk_nearest(&near, name, strlen(name)))
			memcpy(guess, name, sizeof(guess));
	if (near.name != NULL)
		options_fail(tool,
		    "unknown option '--%.*s'; did you mean '--%s'?", (int)size,
		    word, guess);
	options_fail(
	    tool, "unknown option '--%.*s'; see --help", (int)size, word);
}

/* The name that is a word, or the one that begins with it, as in WABT. */
static void
complete(const struct tool *tool, const char *word, size_t size,
    char whole[NAME_SIZE])
{
	unsigned count = 0;
	char name[NAME_SIZE], other[NAME_SIZE];

	for (unsigned n = 0; name_at(tool, n, name); n++) {
		if (strncmp(name, word, size) != 0)
			continue;
		memcpy(count == 0 ? whole : other, name, sizeof(name));
		count++;
		if (name[size] == '\0') {
			memcpy(whole, name, sizeof(name));
			return;
		}
	}
	if (count == 0)
		unknown_option(tool, word, size);
	if (count > 1)
		options_fail(tool, "option '--%.*s' may be '--%s' or '--%s'",
		    (int)size, word, whole, other);
}

/* Taking values */

static unsigned
number(const struct tool *tool, const struct option *o, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end != '\0' || n == 0 ||
	    n > 1u << 30)
		options_fail(tool, "--%s needs a number from 1, not '%s'",
		    o->name, value);
	return (unsigned)n;
}

/* With K, M or G behind it, times 1,024 once, twice or thrice. */
static uint64_t
quantity(const struct tool *tool, const struct option *o, const char *value)
{
	static const char units[] = "KMG";
	const char *unit;
	unsigned shift = 0;
	uint64_t n;
	char *end;

	errno = 0;
	n = strtoull(value, &end, 10);
	unit = *end != '\0' ? strchr(units, *end) : NULL;
	if (unit != NULL) {
		shift = 10 * (unsigned)(unit - units + 1);
		end++;
	}
	if (errno != 0 || *value < '0' || *value > '9' || *end != '\0' ||
	    n == 0 || n > UINT64_MAX >> shift)
		options_fail(tool, "--%s needs a number from 1, not '%s'",
		    o->name, value);
	return n << shift;
}

static unsigned
choice(const struct tool *tool, const struct option *o, const char *value)
{
	char all[NAME_SIZE] = "";
	unsigned i;

	for (i = 0; o->choices[i] != NULL; i++) {
		size_t used = strlen(all);

		if (strcmp(o->choices[i], value) == 0)
			return i;
		snprintf(all + used, sizeof(all) - used, "%s%s",
		    i == 0 ? "" : "|", o->choices[i]);
	}
	options_fail(tool, "--%s is one of %s, not '%s'", o->name, all, value);
}

static void
add_text(const struct tool *tool, struct texts *texts, const char *value)
{
	const char **grown =
	    realloc(texts->items, (texts->count + 1) * sizeof(*texts->items));

	if (grown == NULL)
		options_fail(tool, "out of memory");
	texts->items = grown;
	texts->items[texts->count++] = value;
}

static void
take(const struct tool *tool, const struct option *o, const char *value)
{
	struct wk_error err = {0};

	switch (o->kind) {
	case OPTION_SET:
	case OPTION_CLEAR:
		*(bool *)o->target = o->kind == OPTION_SET;
		break;
	case OPTION_COUNT:
		++*(unsigned *)o->target;
		break;
	case OPTION_FILE:
		if (*value == '\0')
			options_fail(tool, "--%s needs a file name", o->name);
		*(const char **)o->target = value;
		break;
	case OPTION_TEXT:
		*(const char **)o->target = value;
		break;
	case OPTION_TEXTS:
		add_text(tool, o->target, value);
		break;
	case OPTION_NUMBER:
		*(unsigned *)o->target = number(tool, o, value);
		break;
	case OPTION_QUANTITY:
		*(uint64_t *)o->target = quantity(tool, o, value);
		break;
	case OPTION_CHOICE:
		*(unsigned *)o->target = choice(tool, o, value);
		break;
	case OPTION_LIST:
		if (!wk_features_parse(value, o->target, &err))
			options_fail(tool, "--%s: %s", o->name, err.message);
		break;
	case OPTION_ALL:
		*(wk_features *)o->target = wk_features_all();
		break;
	case OPTION_IGNORE:
		break;
	case OPTION_HELP:
		print_help(tool);
	case OPTION_VERSION:
		printf("%s (wasmkit) %s\n", tool->name, WK_VERSION);
		exit(fflush(stdout) != 0);
	}
}

/* Reading the line */

/* The argument behind *next, for an option that needs one. */
static const char *
argument(const struct tool *tool, const char *dashes, const char *name,
    int argc, char **argv, int *next)
{
	if (*next >= argc)
		options_fail(tool, "option '%s%s' needs a value", dashes, name);
	return argv[(*next)++];
}

/* "name", "name=value" or "name value"; word is behind the dashes. */
static void
take_long(
    const struct tool *tool, const char *word, int argc, char **argv, int *next)
{
	size_t size = strcspn(word, "=");
	const struct option *o = find_name(tool, word, size);
	const char *value = word[size] == '=' ? word + size + 1 : NULL;
	char whole[NAME_SIZE];

	if (o == NULL) {
		complete(tool, word, size, whole);
		o = find_name(tool, whole, strlen(whole));
	}
	if (value != NULL && (o == NULL || o->metavar == NULL))
		options_fail(tool, "option '--%s' takes no value",
		    o != NULL ? o->name : whole);
	if (o == NULL) {
		take_feature(whole);
		return;
	}
	if (value == NULL && o->metavar != NULL)
		value = argument(tool, "--", o->name, argc, argv, next);
	take(tool, o, value);
}

/* "vf", "ofile" or "o file"; letters are behind the dash. */
static void
take_short(const struct tool *tool, const char *letters, int argc, char **argv,
    int *next)
{
	for (; *letters != '\0'; letters++) {
		const struct option *o = find_letter(tool, *letters);
		char name[2] = {*letters, '\0'};

		if (o == NULL)
			options_fail(
			    tool, "unknown option '-%s'; see --help", name);
		if (o->metavar == NULL) {
			take(tool, o, NULL);
			continue;
		}
		take(tool, o,
		    letters[1] != '\0' ?
			letters + 1 :
			argument(tool, "-", name, argc, argv, next));
		break;
	}
}

const struct settings *
options_parse(const struct tool *tool, int argc, char **argv)
{
	bool only_files = false;
	int next = 1;

	if (argc == 2 && completion_wanted(tool, argv[1]))
		exit(fflush(stdout) != 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	settings.features = tool->features;
	settings.files = argv;
	while (next < argc) {
		char *word = argv[next++];

		if (only_files || word[0] != '-' || word[1] == '\0')
			argv[settings.file_count++] = word;
		else if (word[1] != '-')
			take_short(tool, word + 1, argc, argv, &next);
		else if (word[2] != '\0')
			take_long(tool, word + 2, argc, argv, &next);
		else
			only_files = true;
	}
	if (settings.file_count == 0)
		options_fail(tool, "no input file; usage: %s [options] %s",
		    tool->name, tool->arguments);
	return &settings;
}
