#include "tools/shared/unicode.h"

#include <locale.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>

/* A program's locale is read from files, which most runs have no need of. */
static void
set_up(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "en_US.UTF-8");
}

size_t
unicode_next(const char *text, size_t size, unsigned *width)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	mbstate_t state;
	wchar_t c;
	size_t bytes;
	int columns;

	if ((unsigned char)*text < 0x80) {
		if (width != NULL)
			*width = 1;
		return 1;
	}
	pthread_once(&once, set_up);
	memset(&state, 0, sizeof(state));
	bytes = mbrtowc(&c, text, size, &state);
	if (bytes == 0)
		bytes = 1;
	if (bytes > size) {
		bytes = 0;
		c = L'\0';
	}
	columns = wcwidth(c);
	if (width != NULL)
		*width = columns < 0 || c == L'\0' ? 1 : (unsigned)columns;
	return bytes;
}

static bool
can_show(const char *c, size_t bytes)
{
	return bytes > 1 || (bytes == 1 && *c != 0x7F &&
				(*c == '\t' || (unsigned char)*c >= 0x20));
}

void
unicode_show(FILE *out, const char *text, size_t size)
{
	size_t run = 0; /* what can be shown and is not written yet */

	while (run < size) {
		size_t bytes = unicode_next(text + run, size - run, NULL);

		if (can_show(text + run, bytes)) {
			run += bytes;
			continue;
		}
		fwrite(text, 1, run, out);
		fputs("\xEF\xBF\xBD", out);
		run += bytes + (bytes == 0);
		text += run;
		size -= run;
		run = 0;
	}
	fwrite(text, 1, run, out);
}

size_t
unicode_width(const char *text, size_t size)
{
	size_t sum = 0;

	while (size > 0) {
		unsigned width;
		size_t bytes = unicode_next(text, size, &width);

		sum += width;
		bytes += bytes == 0;
		text += bytes;
		size -= bytes;
	}
	return sum;
}
