/*
 * Writing a file again with other sections.
 */
#ifndef TOOLS_REWRITE_H
#define TOOLS_REWRITE_H

#include "tools/shared/batch.h"
#include "tools/shared/sections.h"

/*
 * Writes what became of a task's input to a file; with output NULL in its
 * place, which one in text may not be. One that is to stay as it is, is not
 * touched. was_text is what the input was before input_encode().
 */
bool rewrite(struct task *task, struct sections *sections, const char *output,
    bool was_text);

#endif
