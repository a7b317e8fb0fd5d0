#include "tools/shared/report.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/shared/json.h"
#include "tools/shared/unicode.h"

enum {
	SCHEMA = 1, /* of the objects that report_json() writes */
	CODE_SIZE = 64,
};

/* The end of a text is where its last character ends, not an empty line. */
static uint64_t
skip_back(const struct wk_source *source, uint64_t offset)
{
	if (offset < source->size)
		return offset;
	while (offset > 0 &&
	       memchr(" \t\r\n", source->data[offset - 1], 4) != NULL)
		offset--;
	return offset;
}

struct report_place
report_place(const struct input *input, uint64_t offset)
{
	struct report_place place = {0};

	if (offset == WK_NO_OFFSET || (offset & WK_VIRTUAL) != 0 ||
	    input->source.data == NULL)
		return place;
	place.has_offset = true;
	if (!input->is_binary && offset <= input->source.size) {
		place.has_line = true;
		place.text = wk_wat_place(
		    &input->source, skip_back(&input->source, offset));
	}
	return place;
}

const char *
report_path(const struct input *input)
{
	return strcmp(input->path, "-") == 0 ? "<stdin>" : input->path;
}

/* "type-mismatch" */
static const char *
code_text(enum wk_error_code code, char out[CODE_SIZE])
{
	const char *name = wk_error_name(code);
	size_t i;

	for (i = 0; name[i] != '\0' && i < CODE_SIZE - 1; i++)
		out[i] = name[i] == '_' ? '-' : (char)tolower(name[i]);
	out[i] = '\0';
	return out;
}

/* The column behind the last character of a place; one behind it at least. */
static uint32_t
end_column(const struct wk_place *place, uint32_t length)
{
	const char *p = place->text + place->text_offset;
	size_t left = place->text_size - place->text_offset;
	uint32_t column = place->column;

	if (length < left)
		left = length;
	do {
		size_t bytes = left > 0 ? unicode_next(p, left, NULL) : 1;

		bytes += bytes == 0;
		p += bytes;
		left -= bytes < left ? bytes : left;
		column++;
	} while (left > 0);
	return column;
}

/* JSON Lines */

/* ,"line":…,"column":…,"end_column":…,"offset":…,"length":… as known. */
static void
json_place(const struct input *input, uint64_t offset, uint32_t length)
{
	struct report_place place = report_place(input, offset);

	if (place.has_line)
		fprintf(stderr,
		    ",\"line\":%" PRIu32 ",\"column\":%" PRIu32
		    ",\"end_column\":%" PRIu32,
		    place.text.line, place.text.column,
		    end_column(&place.text, length));
	if (place.has_offset)
		fprintf(stderr, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu32,
		    offset, length);
}

void
report_json(
    const char *tool, const struct input *input, const struct wk_error *err)
{
	char code[CODE_SIZE];

	fprintf(stderr, "{\"schema\":%d,\"tool\":\"%s\",\"severity\":\"error\"",
	    SCHEMA, tool);
	fprintf(
	    stderr, ",\"code\":\"%s\",\"file\":", code_text(err->code, code));
	json_text(stderr, report_path(input));
	json_place(input, err->offset, err->length);
	fputs(",\"message\":", stderr);
	json_text(stderr, err->message);
	if (err->hint[0] != '\0') {
		fputs(",\"hint\":", stderr);
		json_text(stderr, err->hint);
	}
	fputs(",\"notes\":[", stderr);
	for (uint32_t i = 0; i < err->note_count; i++) {
		fprintf(stderr, "%s{\"message\":", i > 0 ? "," : "");
		json_text(stderr, err->notes[i].message);
		json_place(input, err->notes[i].offset, err->notes[i].length);
		fputc('}', stderr);
	}
	fputs("]}\n", stderr);
}

/* SARIF 2.1.0 */

void
report_sarif_begin(const char *tool)
{
	fprintf(stderr,
	    "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	    "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
	    "\"name\":\"%s\",\"organization\":\"wasmkit\","
	    "\"version\":\"%s\"}},\"columnKind\":\"unicodeCodePoints\","
	    "\"results\":[",
	    tool, WK_VERSION);
}

/* A path as a relative reference of a URI (RFC 3986). */
static void
sarif_uri(const char *path)
{
	const char *p;

	fputc('"', stderr);
	if (*path == '/')
		fputs("file://", stderr);
	for (p = path; *p != '\0'; p++) {
		if (isalnum((unsigned char)*p) || strchr("-._~/", *p) != NULL)
			fputc(*p, stderr);
		else
			fprintf(stderr, "%%%02X", (unsigned char)*p);
	}
	fputc('"', stderr);
}

/* The members of a location object. */
static void
sarif_location(const struct input *input, uint64_t offset, uint32_t length)
{
	struct report_place place = report_place(input, offset);

	fputs("\"physicalLocation\":{\"artifactLocation\":{\"uri\":", stderr);
	sarif_uri(report_path(input));
	fputc('}', stderr);
	if (place.has_line)
		fprintf(stderr,
		    ",\"region\":{\"startLine\":%" PRIu32
		    ",\"startColumn\":%" PRIu32 ",\"endColumn\":%" PRIu32 "}",
		    place.text.line, place.text.column,
		    end_column(&place.text, length));
	else if (place.has_offset)
		fprintf(stderr,
		    ",\"region\":{\"byteOffset\":%" PRIu64
		    ",\"byteLength\":%" PRIu32 "}",
		    offset, length);
	fputc('}', stderr);
}

static void
sarif_notes(const struct input *input, const struct wk_error *err)
{
	fputs(",\"relatedLocations\":[", stderr);
	for (uint32_t i = 0; i < err->note_count; i++) {
		fprintf(stderr, "%s{", i > 0 ? "," : "");
		sarif_location(
		    input, err->notes[i].offset, err->notes[i].length);
		fputs(",\"message\":{\"text\":", stderr);
		json_text(stderr, err->notes[i].message);
		fputs("}}", stderr);
	}
	fputc(']', stderr);
}

void
report_sarif(
    const struct input *input, const struct wk_error *err, bool is_first)
{
	char code[CODE_SIZE];
	char text[sizeof(err->message) + sizeof(err->hint) + 8];

	snprintf(text, sizeof(text), "%s%s%s", err->message,
	    err->hint[0] != '\0' ? "\nhint: " : "", err->hint);
	fprintf(stderr, "%s{\"ruleId\":\"%s\",\"level\":\"error\",",
	    is_first ? "" : ",", code_text(err->code, code));
	fputs("\"message\":{\"text\":", stderr);
	json_text(stderr, text);
	fputs("},\"locations\":[{", stderr);
	sarif_location(input, err->offset, err->length);
	fputs("}]", stderr);
	if (err->note_count > 0)
		sarif_notes(input, err);
	fputc('}', stderr);
}

void
report_sarif_end(void)
{
	fputs("]}]}\n", stderr);
}

/* Workflow commands */

/* Text with what would end a command, or a property of it, escaped. */
static void
github_text(const char *text, bool is_property)
{
	for (; *text != '\0'; text++) {
		if (*text == '%' || *text == '\r' || *text == '\n' ||
		    (is_property && (*text == ':' || *text == ',')))
			fprintf(stderr, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, stderr);
	}
}

/* Says in the text where a note is: a command has but one place. */
static void
github_note(const struct input *input, const struct wk_note *note)
{
	struct report_place place = report_place(input, note->offset);

	fputs("%0Anote: ", stderr);
	if (place.has_line)
		fprintf(stderr, "line %" PRIu32 ": ", place.text.line);
	else if (place.has_offset)
		fprintf(stderr, "0x%" PRIx64 ": ", note->offset);
	github_text(note->message, false);
}

void
report_github(const struct input *input, const struct wk_error *err)
{
	struct report_place place = report_place(input, err->offset);
	char code[CODE_SIZE];

	fputs("::error file=", stderr);
	github_text(report_path(input), true);
	if (place.has_line)
		fprintf(stderr,
		    ",line=%" PRIu32 ",col=%" PRIu32 ",endColumn=%" PRIu32,
		    place.text.line, place.text.column,
		    end_column(&place.text, err->length));
	fprintf(stderr, ",title=%s::", code_text(err->code, code));
	if (!place.has_line && place.has_offset)
		fprintf(stderr, "0x%" PRIx64 ": ", err->offset);
	github_text(err->message, false);
	for (uint32_t i = 0; i < err->note_count; i++)
		github_note(input, &err->notes[i]);
	if (err->hint[0] != '\0') {
		fputs("%0Ahint: ", stderr);
		github_text(err->hint, false);
	}
	fputc('\n', stderr);
}
