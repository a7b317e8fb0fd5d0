#include "tools/shared/hexdump.h"

enum {
	LINE = 16,
	GROUP = 2,
};

static void
print_text(FILE *out, const unsigned char *data, size_t size)
{
	fputc(' ', out);
	for (size_t i = 0; i < size; i++)
		fputc(data[i] >= 0x20 && data[i] < 0x7F ? data[i] : '.', out);
}

void
hexdump_lines(FILE *out, const void *data, size_t size, size_t offset,
    const char *comment, bool with_text)
{
	const unsigned char *bytes = data;

	for (size_t at = 0; at < size; at += LINE) {
		size_t count = size - at < LINE ? size - at : LINE;

		fprintf(out, "%07zx: ", offset + at);
		for (size_t i = 0; i < LINE; i++) {
			if (i < count)
				fprintf(out, "%02x", bytes[at + i]);
			else
				fputs("  ", out);
			if (i % GROUP == GROUP - 1)
				fputc(' ', out);
		}
		if (with_text)
			print_text(out, bytes + at, count);
		if (comment != NULL && at + count == size)
			fprintf(out, "  ; %s", comment);
		fputc('\n', out);
	}
}

void
hexdump_plain(FILE *out, const void *data, size_t size)
{
	hexdump_lines(out, data, size, 0, NULL, false);
}
