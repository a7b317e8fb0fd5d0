/*
 * Completion of a tool's options, for the files that shells read.
 */
#ifndef TOOLS_COMPLETION_H
#define TOOLS_COMPLETION_H

#include "tools/shared/options.h"

/*
 * Prints the file for the shell when word is --completion=bash or
 * --completion=zsh, and gives true; gives false for another word. Ends the
 * tool when it does not know the shell.
 */
bool completion_wanted(const struct tool *tool, const char *word);

#endif
