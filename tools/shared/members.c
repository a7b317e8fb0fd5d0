#include "tools/shared/members.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/sections.h"

enum { NAME_SIZE = 24 }; /* of "module" and a number */

static bool
push(struct members *members, struct member member, struct wk_error *err)
{
	if (members->count == members->capacity) {
		uint32_t capacity = members->capacity * 2 + 16;
		void *grown =
		    realloc(members->items, capacity * sizeof(*members->items));

		if (grown == NULL)
			return wk_error_memory(err);
		members->items = grown;
		members->capacity = capacity;
	}
	members->items[members->count++] = member;
	return true;
}

void
members_free(struct members *members)
{
	free(members->items);
	free(members->names);
}

/* Components */

static bool
add_modules(struct members *members, const struct sections *sections,
    struct wk_error *err)
{
	uint32_t count = sections->module_count;

	members->names = calloc((size_t)count + 1, NAME_SIZE);
	if (members->names == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < sections->count; i++) {
		const struct part *part = &sections->items[i];
		char *name =
		    members->names + (size_t)members->count * NAME_SIZE;
		struct member member = {.bytes = part->at.payload};

		if (!part->is_nested || part->at.id != WK_COMPONENT_CORE_MODULE)
			continue;
		member.name.data = name;
		member.name.size = (uint32_t)snprintf(
		    name, NAME_SIZE, "module%" PRIu32, part->ordinal);
		if (!push(members, member, err))
			return false;
	}
	return true;
}

/* Archives: members behind headers of 60 characters, at even offsets */

struct header {
	char name[16], time[12], user[6], group[6], mode[8], size[10], end[2];
};

enum { MAGIC_SIZE = 8 }; /* "!<arch>" and a line feed */

struct archive {
	const struct wk_source *source;
	struct wk_str long_names; /* of the GNU form */
};

/* A decimal number in a field that is filled up with spaces. */
static uint64_t
number(const char *field, size_t size)
{
	uint64_t n = 0;

	for (size_t i = 0; i < size && field[i] >= '0' && field[i] <= '9'; i++)
		n = n * 10 + (uint64_t)(field[i] - '0');
	return n;
}

/* The long name that stands at an offset, up to "/\n". */
static struct wk_str
long_name(const struct archive *archive, uint64_t offset)
{
	struct wk_str all = archive->long_names, name = {"", 0};

	if (offset >= all.size)
		return name;
	name.data = all.data + offset;
	while (offset + name.size < all.size && name.data[name.size] != '\n')
		name.size++;
	if (name.size > 0 && name.data[name.size - 1] == '/')
		name.size--;
	return name;
}

/*
 * Names a member: "name/" or "name" with spaces, "/offset" of a long name, or
 * "#1/size" of one that stands before the contents.
 */
static void
name_member(const struct archive *archive, const struct header *header,
    struct member *member)
{
	struct wk_str *name = &member->name;
	uint64_t size;

	if (memcmp(header->name, "#1/", 3) == 0) {
		size = number(header->name + 3, sizeof(header->name) - 3);
		if (size > member->bytes.size)
			size = member->bytes.size;
		name->data = (const char *)member->bytes.data;
		name->size = (uint32_t)strnlen(name->data, size);
		member->bytes.data += size;
		member->bytes.size -= (uint32_t)size;
		member->bytes.offset += size;
	} else if (header->name[0] == '/') {
		*name = long_name(archive,
		    number(header->name + 1, sizeof(header->name) - 1));
	} else {
		name->data = header->name;
		while (name->size < sizeof(header->name) &&
		       header->name[name->size] != '/' &&
		       header->name[name->size] != ' ')
			name->size++;
	}
}

static bool
is_wasm(struct wk_span bytes)
{
	return bytes.size >= 4 && memcmp(bytes.data, "\0asm", 4) == 0;
}

/* Reads the member at *place and moves on to the next. */
static bool
add_member(struct members *members, struct archive *archive, uint64_t *place,
    struct wk_error *err)
{
	const struct wk_source *source = archive->source;
	uint64_t left = source->size - *place;
	struct header header;
	struct member member;
	uint64_t size;

	if (left >= sizeof(header))
		memcpy(&header, source->data + *place, sizeof(header));
	if (left < sizeof(header) || memcmp(header.end, "`\n", 2) != 0)
		return wk_error_set(err, WK_E_MAGIC, *place,
		    ": expected the header of an archive member");
	*place += sizeof(header);
	left -= sizeof(header);
	size = number(header.size, sizeof(header.size));
	if (size > left || size > UINT32_MAX)
		return wk_error_set(err, WK_E_LENGTH, *place,
		    ": a member of %" PRIu64 " bytes, but only %" PRIu64
		    " are left",
		    size, left);
	member = (struct member){
	    .bytes = {source->data + *place, (uint32_t)size, *place}};
	*place += size + (size & 1);
	if (memcmp(header.name, "// ", 3) == 0)
		archive->long_names = (struct wk_str){
		    (const char *)member.bytes.data, member.bytes.size};
	name_member(archive,
	    (const struct header *)(member.bytes.data - sizeof(header)),
	    &member);
	return !is_wasm(member.bytes) || push(members, member, err);
}

static bool
read_archive(struct members *members, const struct wk_source *source,
    struct wk_error *err)
{
	struct archive archive = {.source = source};
	uint64_t place = MAGIC_SIZE;

	while (place < source->size) {
		if (!add_member(members, &archive, &place, err))
			return false;
	}
	return true;
}

bool
members_read(struct members *members, struct input *input, struct wk_error *err)
{
	const struct wk_source *source = &input->source;
	struct sections sections = {0};
	struct wk_walk walk;
	bool ok;

	*members = (struct members){0};
	if (input_is_archive(input))
		return read_archive(members, source, err);
	if (!input_encode(input, err) || !wk_walk_open(&walk, source, err))
		return false;
	if (!walk.is_component)
		return push(members,
		    (struct member){
			.bytes = {source->data, (uint32_t)source->size, 0}},
		    err);
	ok = sections_read(&sections, source, err) &&
	     add_modules(members, &sections, err);
	sections_free(&sections);
	return ok;
}
