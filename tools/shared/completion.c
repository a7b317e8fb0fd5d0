#include "tools/shared/completion.h"

#include <stdio.h>
#include <string.h>

/* Lists of features begin with one of these. */
static const char feature_sets[] = "mvp 1.0 2.0 3.0 default all";

/* Whether -o of a row means that row, and not one before it. */
static bool
has_letter(const struct tool *tool, unsigned n)
{
	char letter = options_at(tool, n)->letter;

	for (unsigned i = 0; letter != 0 && i < n; i++) {
		if (options_at(tool, i)->letter == letter)
			return false;
	}
	return letter != 0;
}

static bool
is_file(const struct option *o)
{
	return o->kind == OPTION_FILE ||
	       (o->metavar != NULL && strcmp(o->metavar, "FILE") == 0);
}

/* A tool's name as part of that of a function. */
static void
print_identifier(const char *name)
{
	putchar('_');
	for (; *name != '\0'; name++)
		putchar(*name == '-' ? '_' : *name);
}

static void
print_choices(const struct option *o)
{
	if (o->kind == OPTION_LIST)
		fputs(feature_sets, stdout);
	for (unsigned i = 0; o->choices != NULL && o->choices[i] != NULL; i++)
		printf("%s%s", i == 0 ? "" : " ", o->choices[i]);
}

/* bash */

/* What follows an option that has a value. */
static void
print_bash_value(const struct tool *tool, unsigned n)
{
	const struct option *o = options_at(tool, n);

	fputs("\t", stdout);
	if (has_letter(tool, n))
		printf("-%c | ", o->letter);
	printf("--%s)\n", o->name);
	if (o->kind == OPTION_CHOICE || o->kind == OPTION_LIST) {
		fputs("\t\tCOMPREPLY=($(compgen -W '", stdout);
		print_choices(o);
		fputs("' -- \"$word\"))\n", stdout);
	} else if (!is_file(o)) {
		fputs("\t\tcompopt +o default\n", stdout);
	}
	fputs("\t\treturn ;;\n", stdout);
}

static void
print_bash_names(const struct tool *tool)
{
	const struct option *o;

	for (unsigned n = 0; (o = options_at(tool, n)) != NULL; n++) {
		if (o->help != NULL)
			printf(
			    "--%s%s\n", o->name, o->metavar != NULL ? "=" : "");
	}
	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++) {
		const char *flag = wk_feature_flag((enum wk_feature)i);

		printf("--enable-%s\n--disable-%s\n", flag, flag);
	}
}

static void
print_bash(const struct tool *tool)
{
	const struct option *o;

	printf("# Completion of %s for bash.\n\n", tool->name);
	print_identifier(tool->name);
	fputs("()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]}\n"
	      "\tlocal option=${COMP_WORDS[COMP_CWORD - 1]}\n\n"
	      "\t# \"--option=value\" comes as three words.\n"
	      "\tif [[ $word == = ]]; then\n"
	      "\t\tword=\n"
	      "\telif [[ $option == = ]]; then\n"
	      "\t\toption=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "\tfi\n"
	      "\tCOMPREPLY=()\n"
	      "\tcase $option in\n",
	    stdout);
	for (unsigned n = 0; (o = options_at(tool, n)) != NULL; n++) {
		if (o->help != NULL && o->metavar != NULL)
			print_bash_value(tool, n);
	}
	fputs("\tesac\n"
	      "\t[[ $word == -* ]] || return\n"
	      "\tCOMPREPLY=($(compgen -W '",
	    stdout);
	print_bash_names(tool);
	fputs("' -- \"$word\"))\n"
	      "\tif [[ ${COMPREPLY[0]} == *= ]]; then\n"
	      "\t\tcompopt -o nospace\n"
	      "\tfi\n"
	      "}\n\n"
	      "complete -o default -F ",
	    stdout);
	print_identifier(tool->name);
	printf(" %s\n", tool->name);
}

/* zsh */

/* Text between single quotes and brackets, as _arguments wants it. */
static void
print_zsh_text(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr("[]:\\", *text) != NULL)
			putchar('\\');
		putchar(*text);
	}
}

static void
print_zsh_value(const struct option *o)
{
	if (o->metavar == NULL)
		return;
	fputs(":", stdout);
	print_zsh_text(o->metavar);
	fputs(":", stdout);
	if (o->kind == OPTION_CHOICE || o->kind == OPTION_LIST) {
		fputs("(", stdout);
		print_choices(o);
		fputs(")", stdout);
	} else if (is_file(o)) {
		fputs("_files", stdout);
	}
}

/* One row: both of its names, which exclude each other. */
static void
print_zsh_option(const struct tool *tool, unsigned n)
{
	const struct option *o = options_at(tool, n);
	const char *equals = o->metavar != NULL ? "=" : "";

	fputs("\t", stdout);
	if (has_letter(tool, n))
		printf("'(-%c --%s)'{-%c%s,--%s%s}'", o->letter, o->name,
		    o->letter, o->metavar != NULL ? "+" : "", o->name, equals);
	else
		printf("'--%s%s", o->name, equals);
	fputs("[", stdout);
	print_zsh_text(o->help);
	fputs("]", stdout);
	print_zsh_value(o);
	fputs("' \\\n", stdout);
}

static void
print_zsh(const struct tool *tool)
{
	const struct option *o;

	printf("#compdef %s\n\n_arguments -s -S \\\n", tool->name);
	for (unsigned n = 0; (o = options_at(tool, n)) != NULL; n++) {
		if (o->help != NULL)
			print_zsh_option(tool, n);
	}
	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++) {
		const char *flag = wk_feature_flag((enum wk_feature)i);

		printf("\t'(--disable-%s)--enable-%s' \\\n", flag, flag);
		printf("\t'(--enable-%s)--disable-%s' \\\n", flag, flag);
	}
	fputs("\t'*:file:_files'\n", stdout);
}

bool
completion_wanted(const struct tool *tool, const char *word)
{
	static const char option[] = "--completion=";
	const char *shell = word + sizeof(option) - 1;

	if (strncmp(word, option, sizeof(option) - 1) != 0)
		return false;
	if (strcmp(shell, "bash") == 0)
		print_bash(tool);
	else if (strcmp(shell, "zsh") == 0)
		print_zsh(tool);
	else
		options_fail(
		    tool, "--completion is for bash or zsh, not '%s'", shell);
	return true;
}
