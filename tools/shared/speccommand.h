/*
 * Commands of a script out of the JSON that specjson.h describes.
 */
#ifndef TOOLS_SPECCOMMAND_H
#define TOOLS_SPECCOMMAND_H

#include "tools/shared/jsonread.h"

/* The document, and where the files it names are. */
struct specscript {
	struct jsonread json;
	struct wk_source source;
	char *folder;       /* with its final "/", or "" */
	struct wk_str name; /* of the script it was made from */
};

/* Opens a document; specscript_close() also after failure. */
bool specscript_open(
    struct specscript *script, const char *path, struct wk_error *err);
void specscript_close(struct specscript *script);

/* A command, with "offset" being the line in the script. */
struct speccommands;

/* The commands of the script, or of a thread that was one of them. */
struct speccommands *speccommand_open(const struct specscript *script,
    const struct wk_command *thread, struct wk_error *err);

/*
 * The next command, which is good until the next call; NULL behind the last.
 * Fails for what is no command, and where a file cannot be opened.
 */
bool speccommand_next(struct speccommands *commands,
    const struct wk_command **out, struct wk_error *err);

void speccommand_close(struct speccommands *commands);

#endif
