/*
 * The option tables of the tools, and what reads, explains and corrects a
 * command line from them.
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include "libwasmkit/features.h"

enum option_kind {
	OPTION_SET,      /* bool *: becomes true */
	OPTION_CLEAR,    /* bool *: becomes false */
	OPTION_COUNT,    /* unsigned *: counts how often */
	OPTION_TEXT,     /* const char **: the value */
	OPTION_FILE,     /* the same, and not empty */
	OPTION_TEXTS,    /* struct texts *: one value more each time */
	OPTION_NUMBER,   /* unsigned *: the value, from 1 */
	OPTION_QUANTITY, /* uint64_t *: the same; K, M and G may follow */
	OPTION_CHOICE,   /* unsigned *: the value's place in choices */
	OPTION_LIST,     /* wk_features *: changed by a list of features */
	OPTION_ALL,      /* wk_features *: all */
	OPTION_IGNORE,   /* accepted for the sake of scripts, without effect */
	OPTION_HELP,
	OPTION_VERSION,
};

struct option {
	char letter; /* -v, or 0 */
	const char *name;
	const char *metavar; /* of the value; NULL when there is none */
	const char *help;    /* a line; NULL hides the option */
	enum option_kind kind;
	void *target;
	const char *const *choices; /* ends with NULL */
};

/* The values of an option that may be repeated. All zero is none. */
struct texts {
	const char **items; /* borrowed from argv */
	unsigned count;
};

enum color_mode {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

enum diagnostics_format {
	DIAGNOSTICS_TEXT,
	DIAGNOSTICS_JSON,
	DIAGNOSTICS_SARIF,
	DIAGNOSTICS_GITHUB,
};

/* What a tool is, and which common options it has besides its own. */
struct tool {
	const char *name;
	const char *arguments;        /* "FILE..." */
	const char *about;            /* lines of text, each with its '\n' */
	const char *examples;         /* lines, or NULL */
	const struct option *options; /* ends with name NULL */
	bool has_jobs;                /* -j N, --jobs=N */
	wk_features features;         /* before the command line changes them */
};

/* What the common options say. Files are borrowed from argv. */
struct settings {
	wk_features features;
	unsigned color;       /* enum color_mode */
	unsigned diagnostics; /* enum diagnostics_format */
	unsigned verbose;
	unsigned jobs;
	char **files;
	unsigned file_count;
};

/*
 * Reads the command line; options and files may be mixed, and "--" ends the
 * options. A long name may be cut short where no other begins alike. Moves the
 * files to the front of argv. --help and --version print and exit with 0; a
 * mistake, or no file at all, is told in one line on standard error and exits
 * with 1. Also makes writes to closed pipes and to files that get too large
 * fail instead of ending the process.
 */
const struct settings *options_parse(
    const struct tool *tool, int argc, char **argv);

/*
 * The nth option of a tool that has a fixed name: its own come first, then the
 * common ones, of which a letter may be taken by an own one. NULL behind the
 * last.
 */
const struct option *options_at(const struct tool *tool, unsigned n);

/* Tells of a mistake in the use of a tool and exits with 1. */
_Noreturn void options_fail(const struct tool *tool, const char *format, ...)
    WK_PRINTF(2, 3);

#endif
