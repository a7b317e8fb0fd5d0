/*
 * Input files, in text or binary.
 */
#ifndef TOOLS_INPUT_H
#define TOOLS_INPUT_H

#include "libwasmkit/wasmkit.h"

/* All zero is a closed input. */
struct input {
	const char *path;
	bool is_binary;
	struct wk_source source;
	struct wk_module *module;
};

/*
 * Opens a file, "-" for standard input. Whether it is binary follows from its
 * contents; where they are neither, from the end of its name. An empty one is
 * text, and so a module, only when it is called .wat.
 */
bool input_open(struct input *input, const char *path, struct wk_error *err);

/* Whether it holds object files, as ar packs them. */
bool input_is_archive(const struct input *input);

/* Reads or parses the module. Only binary ones obey all of the options. */
bool input_read(struct input *input, const struct wk_read_options *options,
    struct wk_error *err);

/*
 * Replaces text by the binary it stands for, with its identifiers as a name
 * section; does nothing to binary. For tools that work on bytes.
 */
bool input_encode(struct input *input, struct wk_error *err);

/* Validates the module; places in text are found for what is wrong. */
bool input_validate(struct input *input,
    const struct wk_validate_options *options, struct wk_error *err);

/* Fails when output, which nobody asked for by name, is the input itself. */
bool input_spare(
    const struct input *input, const char *output, struct wk_error *err);

void input_close(struct input *input);

#endif
