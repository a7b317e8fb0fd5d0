#include "tools/shared/json.h"

#include <string.h>

#include "tools/shared/unicode.h"

static void
put_escaped(FILE *out, unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		fprintf(out, "\\%c", c);
		break;
	case '\n':
		fputs("\\n", out);
		break;
	case '\t':
		fputs("\\t", out);
		break;
	default:
		fprintf(out, "\\u%04x", c);
	}
}

void
json_string(FILE *out, const char *text, size_t size)
{
	size_t run = 0; /* what stands for itself and is not written yet */

	fputc('"', out);
	while (run < size) {
		unsigned char c = (unsigned char)text[run];
		size_t bytes = unicode_next(text + run, size - run, NULL);

		if (bytes > 0 && c >= 0x20 && c != 0x7F && c != '"' &&
		    c != '\\') {
			run += bytes;
			continue;
		}
		fwrite(text, 1, run, out);
		if (bytes == 0)
			fputs("\\ufffd", out);
		else
			put_escaped(out, c);
		text += run + 1;
		size -= run + 1;
		run = 0;
	}
	fwrite(text, 1, run, out);
	fputc('"', out);
}

void
json_text(FILE *out, const char *text)
{
	json_string(out, text, strlen(text));
}
