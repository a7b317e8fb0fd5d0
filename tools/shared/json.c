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
	fputc('"', out);
	while (size > 0) {
		unsigned char c = (unsigned char)*text;
		size_t bytes = unicode_next(text, size, NULL);

		if (bytes == 0)
			fputs("\\ufffd", out);
		else if (c < 0x20 || c == 0x7F || c == '"' || c == '\\')
			put_escaped(out, c);
		else
			fwrite(text, 1, bytes, out);
		bytes += bytes == 0;
		text += bytes;
		size -= bytes;
	}
	fputc('"', out);
}

void
json_text(FILE *out, const char *text)
{
	json_string(out, text, strlen(text));
}
