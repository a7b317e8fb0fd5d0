#include "libwasmkit/debuginfo/fullname.h"

#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"

/* Scopes inside each other; what is deeper has no name. */
enum { MAX_SCOPES = 64 };

bool
wk_fullname_is_scope(unsigned tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_module:
		return true;
	}
	return false;
}

const char *
wk_fullname_scope(unsigned tag, const char *name)
{
	if (name != NULL)
		return name;
	return tag == DW_TAG_namespace ? "(anonymous namespace)" :
					 "(anonymous)";
}

static const char *
scope_name(struct wk_ref ref)
{
	return wk_fullname_scope(
	    wk_unit_at_ref(ref)->tag, wk_unit_text(ref, DW_AT_name));
}

static const char *
join(struct wk_arena *arena, const char *const *parts, unsigned count)
{
	size_t size = 1;
	char *result, *p;

	for (unsigned i = 0; i < count; i++)
		size += strlen(parts[i]) + 2;
	result = p = wk_arena_alloc(arena, size);
	if (result == NULL)
		return NULL;
	for (unsigned i = count; i-- > 0;) {
		size_t n = strlen(parts[i]);

		memcpy(p, parts[i], n);
		p += n;
		if (i > 0) {
			memcpy(p, "::", 2);
			p += 2;
		}
	}
	*p = '\0';
	return result;
}

const char *
wk_fullname_of(struct wk_ref ref)
{
	const char *parts[MAX_SCOPES];
	unsigned count = 0;
	struct wk_ref owner;
	const struct wk_attr *attr = wk_unit_find(ref, DW_AT_name, &owner);
	uint32_t parent;

	if (attr == NULL)
		return NULL;
	parts[count++] = wk_unit_string(owner.unit, attr);
	if (parts[0] == NULL)
		return NULL;
	parent = wk_unit_at_ref(owner)->parent;
	while (parent != 0 && count < MAX_SCOPES) {
		const struct wk_entry *entry = &owner.unit->entries[parent];

		if (!wk_fullname_is_scope(entry->tag))
			break;
		parts[count++] =
		    scope_name((struct wk_ref){owner.unit, parent});
		parent = entry->parent;
	}
	return count == 1 ? parts[0] :
			    join(owner.unit->object->info->arena, parts, count);
}

/* The end of what the operators of C++ may bring: "operator<", "operator->". */
static const char *
skip_operator(const char *p)
{
	p += strlen("operator");
	return p + strspn(p, "<>=-!&|+*/%^~,()[]");
}

static bool
is_name_byte(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* Whether an operator's name begins at p, in a name that began at begin. */
static bool
is_operator(const char *begin, const char *p)
{
	return strncmp(p, "operator", 8) == 0 &&
	       (p == begin || !is_name_byte(p[-1])) && !is_name_byte(p[8]);
}

/*
 * Behind the arguments that begin at p with '<'; p itself when they have no
 * end. Rust's "<T as U>::f" and "->" in types of functions come by.
 */
static const char *
skip_arguments(const char *p)
{
	const char *at = p;
	unsigned depth = 0;

	for (; *at != '\0'; at++) {
		if (*at == '<')
			depth++;
		else if (*at == '>' && at[-1] != '-' && --depth == 0)
			return at + 1;
	}
	return p;
}

struct wk_str
wk_fullname_last(const char *name)
{
	const char *begin = name, *end = NULL, *p = name;

	while (*p != '\0') {
		const char *next;

		if (is_operator(name, p)) {
			p = skip_operator(p);
			continue;
		}
		if (p[0] == ':' && p[1] == ':') {
			begin = p += 2;
			end = NULL;
			continue;
		}
		if (*p == '<' && p > begin) {
			next = skip_arguments(p);
			if (next != p) {
				end = p;
				p = next;
				continue;
			}
		}
		p++;
	}
	if (end == NULL || *begin == '\0')
		end = p;
	return (struct wk_str){begin, (uint32_t)(end - begin)};
}

/* Whether two names are equal but for arguments that only one has. */
static bool
equal_without(const char *full, const char *asked)
{
	const char *begin = full;

	while (*full != '\0') {
		if (is_operator(begin, full)) {
			const char *end = skip_operator(full);
			size_t size = (size_t)(end - full);

			if (strncmp(full, asked, size) != 0)
				return false;
			full = end;
			asked += size;
			continue;
		}
		if (*full == '<' && *asked != '<' && full > begin) {
			const char *next = skip_arguments(full);

			if (next == full)
				return false;
			full = next;
			continue;
		}
		if (*full++ != *asked++)
			return false;
	}
	return *asked == '\0';
}

bool
wk_fullname_fits(const char *full, const char *asked)
{
	const char *p = full;

	while (*p != '\0') {
		if (equal_without(p, asked))
			return true;
		if (is_operator(full, p)) {
			p = skip_operator(p);
		} else if (*p == '<' && p > full) {
			const char *next = skip_arguments(p);

			p = next == p ? p + 1 : next;
		} else {
			p++;
		}
		while (*p != '\0' && !(p[0] == ':' && p[1] == ':') &&
		       *p != '<' && !is_operator(full, p))
			p++;
		if (p[0] == ':' && p[1] == ':')
			p += 2;
	}
	return false;
}
