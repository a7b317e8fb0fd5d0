/*
 * Files in place of a program's standard streams.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/term/term.h"

static void
forget(struct term *t, unsigned stream)
{
	struct wk_wasi_stream *s = &t->options.streams[stream];

	free(t->files[stream]);
	t->files[stream] = NULL;
	if (s->kind == WK_WASI_FD)
		close(s->fd);
	*s = (struct wk_wasi_stream){.kind = WK_WASI_INHERIT};
}

void
term_redirect_end(struct term *t)
{
	for (unsigned i = 0; i < 3; i++)
		forget(t, i);
}

/* Copies a word without its quotes; gives where it ends. */
static const char *
take_name(const char *text, char **name)
{
	char quote = '\0';
	size_t size = 0;

	*name = malloc(strlen(text) + 1);
	if (*name == NULL)
		term_no_memory();
	for (text = term_skip(text); *text != '\0'; text++) {
		if (quote == '\0' && strchr(" \t<>", *text) != NULL)
			break;
		if (*text == quote)
			quote = '\0';
		else if (quote == '\0' && (*text == '"' || *text == '\''))
			quote = *text;
		else
			(*name)[size++] = *text;
	}
	(*name)[size] = '\0';
	return text;
}

/* Takes one off, "2>" or what follows; *at moves behind it. */
static bool
take_one(struct term *t, const char **at, struct wk_error *err)
{
	const char *text = *at;
	unsigned stream = *text == '<' ? 0 : 1;
	bool appends;

	if (*text == '1' || *text == '2')
		stream = (unsigned)(*text++ - '0');
	appends = text[0] == '>' && text[1] == '>';
	text += appends ? 2 : 1;
	forget(t, stream);
	*at = take_name(text, &t->files[stream]);
	t->appends[stream] = appends;
	return t->files[stream][0] != '\0' ||
	       term_fail(err, "the name of a file is expected");
}

static bool
begins_here(const char *text)
{
	return *text == '<' || *text == '>' ||
	       ((*text == '1' || *text == '2') && text[1] == '>');
}

bool
term_redirect_take(
    struct term *t, const char *text, char **rest, struct wk_error *err)
{
	char *out = malloc(strlen(text) + 1);
	bool is_between = true; /* words */
	char quote = '\0';

	*rest = out;
	if (out == NULL)
		term_no_memory();
	term_redirect_end(t);
	while (*text != '\0') {
		if (quote == '\0' && is_between && begins_here(text)) {
			if (!take_one(t, &text, err)) {
				free(*rest);
				term_redirect_end(t);
				return false;
			}
			continue;
		}
		is_between = quote == '\0' && (*text == ' ' || *text == '\t');
		if (*text == '\\' && quote != '\'' && text[1] != '\0')
			*out++ = *text++;
		else if (*text == quote)
			quote = '\0';
		else if (quote == '\0' && (*text == '"' || *text == '\''))
			quote = *text;
		*out++ = *text++;
	}
	*out = '\0';
	return true;
}

bool
term_redirect_open(struct term *t, struct wk_error *err)
{
	for (unsigned i = 0; i < 3; i++) {
		struct wk_wasi_stream *s = &t->options.streams[i];
		int flags = i == 0 ? O_RDONLY :
				     O_WRONLY | O_CREAT |
					 (t->appends[i] ? O_APPEND : O_TRUNC);

		if (t->files[i] == NULL)
			continue;
		if (s->kind == WK_WASI_FD)
			close(s->fd);
		s->kind = WK_WASI_INHERIT;
		s->fd = open(t->files[i], flags | O_CLOEXEC, 0666);
		if (s->fd < 0)
			return term_fail(
			    err, "%s: %s", t->files[i], strerror(errno));
		s->kind = WK_WASI_FD;
	}
	return true;
}
