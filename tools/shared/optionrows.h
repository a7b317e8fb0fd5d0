/*
 * Rows of option tables that several tools have in common.
 */
#ifndef TOOLS_OPTIONROWS_H
#define TOOLS_OPTIONROWS_H

#include "tools/shared/options.h"

/* Rows that set and clear a bool. */
#define ROW_SET(letter, name, target, help) \
	{letter, name, NULL, help, OPTION_SET, &(target), NULL}
#define ROW_CLEAR(letter, name, target, help) \
	{letter, name, NULL, help, OPTION_CLEAR, &(target), NULL}

/* Where text goes: a const char *, NULL without the option. */
#define ROW_TEXT_OUTPUT(output) \
	{'o', "output", "FILE", "Write to FILE, not to standard output", \
	    OPTION_FILE, &(output), NULL}

#define ROW_NO_CHECK(no_check) \
	ROW_SET(0, "no-check", no_check, "Do not validate")

/* What WABT's parsers take. */
#define ROW_DEBUG_PARSER \
	{0, "debug-parser", NULL, NULL, OPTION_IGNORE, NULL, NULL}

/* Members of a struct wk_read_options. */
#define ROWS_READING(reading) \
	ROW_SET(0, "no-debug-names", (reading).no_names, \
	    "Do not read the name section"), \
	    ROW_SET(0, "strict-custom-sections", (reading).strict_customs, \
		"Refuse damaged custom sections"), \
	    ROW_CLEAR(0, "ignore-custom-section-errors", \
		(reading).strict_customs, \
		"Accept damaged custom sections, as is the default")

/* Members of a struct wk_print_options. */
#define ROWS_PRINTING(printing) \
	ROW_SET( \
	    'f', "fold-exprs", (printing).fold, "Print folded expressions"), \
	    ROW_SET(0, "inline-exports", (printing).inline_exports, \
		"Print exports inside what they export"), \
	    ROW_SET(0, "inline-imports", (printing).inline_imports, \
		"Print imports as definitions"), \
	    ROW_SET(0, "generate-names", (printing).generate_names, \
		"Name what has no name")

/* Members of a struct wk_write_options. */
#define ROWS_WRITING(writing) \
	ROW_SET('r', "relocatable", (writing).relocatable, \
	    "Make object files for a linker"), \
	    ROW_SET(0, "no-canonicalize-leb128s", (writing).padded_lebs, \
		"Write all sizes in five bytes"), \
	    ROW_SET(0, "debug-names", (writing).names, \
		"Write identifiers as a name section")

#endif
