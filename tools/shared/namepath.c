#include "tools/shared/namepath.h"

#include <string.h>

static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool
begins(const char *p, const char *end, const char *with)
{
	size_t size = strlen(with);

	return (size_t)(end - p) >= size && memcmp(p, with, size) == 0;
}

static const char *
find_char(const char *p, const char *end, char c)
{
	return p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
}

/* Behind the bracket that closes the one at p; the end when none does. */
static const char *
skip_brackets(const char *p, const char *end)
{
	unsigned depth = 0;

	for (; p < end; p++) {
		if (*p == '-' && p + 1 < end && p[1] == '>')
			p++;
		else if (strchr("<([{", *p) != NULL)
			depth++;
		else if (strchr(">)]}", *p) != NULL && --depth == 0)
			return p + 1;
	}
	return end;
}

/* C++ and Rust */

static bool
is_operator(const char *p, const char *begin, const char *end)
{
	return begins(p, end, "operator") &&
	       (p == begin || !is_word_char(p[-1])) &&
	       (end - p == 8 || !is_word_char(p[8]));
}

/*
 * Where the name proper begins and ends: behind the type that functions made
 * from templates return and words such as "vtable for", before parameters.
 */
static void
trim_cxx(const char **begin, const char **end)
{
	const char *p = *begin;

	while (p < *end) {
		if (is_operator(p, *begin, *end))
			return;
		if (*p == ' ')
			*begin = ++p;
		else if (begins(p, *end, "(anonymous namespace)") ||
			 *p == '{' || *p == '<' || *p == '[')
			p = skip_brackets(p, *end);
		else if (begins(p, *end, "decltype(") ||
			 begins(p, *end, "decltype ("))
			p = skip_brackets(find_char(p, *end, '('), *end);
		else if (*p == '(')
			*end = p;
		else
			p++;
	}
}

/*
 * Inside "<T as Trait>" the path that says most: that of T unless it is a type
 * of the language.
 */
static void
trim_impl(const char **begin, const char **end)
{
	static const char *const words[] = {
	    "&", "*", "mut ", "const ", "dyn ", "[", "(", "<", "impl "};
	const char *as = *begin, *colons;

	while (as < *end && !begins(as, *end, " as "))
		as = *as == '<' || *as == '(' || *as == '[' ?
			 skip_brackets(as, *end) :
			 as + 1;
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (begins(*begin, as, words[i])) {
			*begin += strlen(words[i]);
			i = (unsigned)-1;
		}
	}
	colons = *begin;
	while (colons < as && is_word_char(*colons))
		colons++;
	if (!begins(colons, as, "::") && begins(as, *end, " as "))
		*begin = as + 4;
	else
		*end = as;
}

/* The next "::" outside brackets, or NULL. */
static const char *
find_colons(const char *p, const char *end)
{
	const char *begin = p;

	while (p < end) {
		if (is_operator(p, begin, end))
			return NULL;
		if (*p == '<' || *p == '(' || *p == '[' || *p == '{')
			p = skip_brackets(p, end);
		else if (begins(p, end, "::"))
			return p;
		else
			p++;
	}
	return NULL;
}

static struct namepath
open_colons(const char *begin, const char *end)
{
	struct namepath path = {
	    .at = begin, .end = end, .style = NAMEPATH_COLONS};

	if (*begin == '<') {
		const char *inner = begin + 1;
		const char *close = skip_brackets(begin, end);

		path.at = close + (begins(close, end, "::") ? 2 : 0);
		if (close > inner)
			close--;
		trim_impl(&inner, &close);
		while (inner < close && *inner == '<') /* <<T as A>::B as C> */
			trim_impl(&inner, &close);
		path.whole = (struct wk_str){inner, (uint32_t)(close - inner)};
	} else {
		trim_cxx(&path.at, &path.end);
	}
	return path;
}

/* Others */

/* Go writes a slash as '_': in "github.com_user_p.F" the first dot is none. */
static bool
is_domain_dot(const char *dot, const char *end)
{
	static const char *const tops[] = {
	    "com_", "org_", "net_", "io_", "dev_", "in_", "sh_", "cc_", "me_"};

	for (unsigned i = 0; i < sizeof(tops) / sizeof(*tops); i++) {
		if (begins(dot + 1, end, tops[i]))
			return true;
	}
	return false;
}

/* A dot between words, not that of a suffix such as ".llvm.123". */
static const char *
find_dot(const char *p, const char *end)
{
	static const char *const suffixes[] = {".llvm.", ".part.", ".isra.",
	    ".constprop.", ".cold", ".lto_priv", ".localalias",
	    ".command_export"};
	const char *dot = find_char(p, end, '.');

	while (dot != NULL && is_domain_dot(dot, end))
		dot = find_char(dot + 1, end, '.');
	if (dot == NULL || dot == p || dot + 1 == end ||
	    (dot[1] >= '0' && dot[1] <= '9'))
		return NULL;
	for (unsigned i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		if (begins(dot, end, suffixes[i]))
			return NULL;
	}
	return dot;
}

/* The last slash before anything that is no path, or NULL. */
static const char *
find_last_slash(const char *p, const char *end)
{
	const char *slash = NULL;

	for (; p < end && strchr("<([{;:", *p) == NULL; p++) {
		if (*p == '/' && p + 1 < end)
			slash = p;
	}
	return slash;
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/*
 * Scala begins names with what they are: "m.scala.Option.get;V" is a method.
 * Gives where the path begins.
 */
static const char *
skip_scala_kind(const char *p, const char *end)
{
	static const char *const kinds[] = {"m.", "f.", "p.", "ps.", "s.",
	    "ct.", "r.", "new.", "as.", "is.", "a.", "n.", "c."};
	const char *dot = find_char(p, end, '.');

	if (dot == NULL || !is_lower(dot[1]) || find_dot(dot + 1, end) == NULL)
		return p;
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (begins(p, end, kinds[i]))
			return dot + 1;
	}
	return p;
}

/*
 * "a/b/p.F" of Go has the package "a/b/p"; in "a/b/f", and in "a/b/C.f" of
 * AssemblyScript, the folders are a and b.
 */
static struct namepath
open_other(const char *begin, const char *end)
{
	struct namepath path = {
	    .at = begin, .end = begin, .style = NAMEPATH_PLAIN};
	const char *slash, *dot;

	while (path.end < end && strchr("<([{;:", *path.end) == NULL)
		path.end++;
	slash = find_last_slash(begin, path.end);
	dot = find_dot(slash != NULL ? slash : begin, path.end);
	if (slash != NULL &&
	    (dot == NULL || !is_lower(slash[1]) || *begin == '~')) {
		path.style = NAMEPATH_SLASHES;
	} else if (slash != NULL) {
		path.style = NAMEPATH_DOTS;
		path.whole = (struct wk_str){begin, (uint32_t)(dot - begin)};
		path.at = dot + 1;
	} else if (dot != NULL) {
		path.style = NAMEPATH_DOTS;
		path.at = skip_scala_kind(begin, path.end);
	}
	return path;
}

struct namepath
namepath_open(struct wk_str name)
{
	const char *begin = name.data, *end = begin + name.size;

	if (find_colons(begin, end) != NULL)
		return open_colons(begin, end);
	if (begins(begin, end, "(*")) /* a method of Go */
		begin += 2;
	return open_other(begin, end);
}

static bool
take_folder(struct namepath *path, const char *end, size_t separator,
    struct wk_str *folder)
{
	if (end == NULL)
		return false;
	*folder = (struct wk_str){path->at, (uint32_t)(end - path->at)};
	path->at = end + separator;
	return true;
}

bool
namepath_next(struct namepath *path, struct wk_str *folder)
{
	const char *p;

	if (path->whole.size > 0 && path->style != NAMEPATH_COLONS) {
		*folder = path->whole;
		path->whole.size = 0;
		return true;
	}
	if (path->whole.size > 0) {
		const char *end = path->whole.data + path->whole.size;

		p = find_colons(path->whole.data, end);
		*folder = path->whole;
		path->whole.size = 0;
		if (p != NULL) {
			folder->size = (uint32_t)(p - folder->data);
			path->whole =
			    (struct wk_str){p + 2, (uint32_t)(end - p - 2)};
		}
		return true;
	}
	switch (path->style) {
	case NAMEPATH_COLONS:
		return take_folder(
		    path, find_colons(path->at, path->end), 2, folder);
	case NAMEPATH_SLASHES:
		p = find_last_slash(path->at, path->end);
		return take_folder(path,
		    p != NULL ? find_char(path->at, path->end, '/') : NULL, 1,
		    folder);
	case NAMEPATH_DOTS:
		return take_folder(
		    path, find_dot(path->at, path->end), 1, folder);
	case NAMEPATH_PLAIN:
		return false;
	}
	return false;
}

const char *
namepath_last(const struct namepath *path)
{
	return path->at;
}

struct wk_str
namepath_word(struct wk_str name)
{
	const char *p = name.data, *end = p + name.size;
	const char *word;

	while (p < end && *p == '_')
		p++;
	word = find_char(p, end, '_');
	if (word == NULL || word - p < 2 || word + 1 == end)
		return (struct wk_str){name.data, 0};
	for (; p < word; p++) {
		if (!is_word_char(*p))
			return (struct wk_str){name.data, 0};
	}
	return (struct wk_str){name.data, (uint32_t)(word + 1 - name.data)};
}

struct wk_str
namepath_without_hash(struct wk_str name)
{
	enum { HASH = 19 }; /* "::h" and 16 digits */
	const char *p = name.data + name.size - HASH;

	if (name.size <= HASH || memcmp(p, "::h", 3) != 0)
		return name;
	for (unsigned i = 3; i < HASH; i++) {
		if (!((p[i] >= '0' && p[i] <= '9') ||
			(p[i] >= 'a' && p[i] <= 'f')))
			return name;
	}
	return (struct wk_str){name.data, name.size - HASH};
}
