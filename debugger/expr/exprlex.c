/* Words of expressions. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"

bool
dbg_lexer_fail(struct dbg_lexer *lexer, uint32_t at, const char *format, ...)
{
	char text[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	lexer->failed = true;
	return wk_error_set(lexer->err, WK_E_USAGE, at, "%s", text);
}

static bool
begins_name(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static bool
is_in_name(char c)
{
	return begins_name(c) || isdigit((unsigned char)c);
}

static char
peek(const struct dbg_lexer *lexer, uint32_t at)
{
	return at < lexer->size ? lexer->text[at] : '\0';
}

/* Arguments of a template, "<int, std::less<int> >", behind a name. */
static uint32_t
template_end(const struct dbg_lexer *lexer, uint32_t at)
{
	unsigned depth = 0;

	for (; at < lexer->size; at++) {
		char c = lexer->text[at];

		if (c == '<')
			depth++;
		else if (c == '>' && --depth == 0)
			return at + 1;
		else if (!is_in_name(c) && strchr(" ,:*&[]{}()#'-", c) == NULL)
			return 0;
	}
	return 0;
}

/*
 * A name goes on behind a "::", and behind the arguments of a template if a
 * "::" or a "(" follows these: else "<" is an operator.
 */
static uint32_t
name_end(const struct dbg_lexer *lexer, uint32_t at)
{
	for (;;) {
		uint32_t end;

		while (is_in_name(peek(lexer, at)))
			at++;
		if (peek(lexer, at) == '<') {
			end = template_end(lexer, at);
			if (end != 0 && peek(lexer, end) == ':' &&
			    peek(lexer, end + 1) == ':')
				at = end;
		}
		if (peek(lexer, at) != ':' || peek(lexer, at + 1) != ':' ||
		    (!begins_name(peek(lexer, at + 2)) &&
			peek(lexer, at + 2) != '~' &&
			peek(lexer, at + 2) != '<' &&
			peek(lexer, at + 2) != '{'))
			return at;
		at += 2;
		if (peek(lexer, at) == '~')
			at++;
		else if (peek(lexer, at) == '{') /* Rust's {impl#0} */
			while (at < lexer->size && lexer->text[at++] != '}')
				;
	}
}

/* "$"…"": a name of any characters. */
static bool
quoted_name(struct dbg_lexer *lexer)
{
	uint32_t at = lexer->at + 2;

	while (at < lexer->size && lexer->text[at] != '"')
		at++;
	if (at >= lexer->size)
		return dbg_lexer_fail(
		    lexer, lexer->at, "the name in quotes does not end");
	lexer->token.kind = DBG_TOKEN_NAME;
	lexer->at = at + 1;
	return true;
}

static uint32_t
number_end(const struct dbg_lexer *lexer, uint32_t at)
{
	bool is_hex =
	    peek(lexer, at) == '0' && (peek(lexer, at + 1) | 0x20) == 'x';

	for (;; at++) {
		char c = peek(lexer, at), low = (char)(c | 0x20);
		char next = peek(lexer, at + 1);

		if ((low == 'e' && !is_hex) || (low == 'p' && is_hex)) {
			if (next == '+' || next == '-')
				at++;
		} else if (c == '.') {
			/* Not that of a range or a method. */
			if (next == '.' || begins_name(next))
				return at;
		} else if (!isalnum((unsigned char)c) && c != '_') {
			return at;
		}
	}
}

/* Behind the quote that ends what begins with one. */
static uint32_t
quote_end(const struct dbg_lexer *lexer, uint32_t at)
{
	char quote = lexer->text[at++];

	while (at < lexer->size && lexer->text[at] != quote) {
		if (lexer->text[at] == '\\')
			at++;
		at++;
	}
	return at < lexer->size ? at + 1 : 0;
}

static const char *const puncts[] = {"<<=", ">>=", "->", "++", "--", "<<", ">>",
    "<=", ">=", "==", "!=", "&&", "||",
    "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "::"};

static uint32_t
punct_size(const struct dbg_lexer *lexer, uint32_t at)
{
	for (size_t i = 0; i < sizeof(puncts) / sizeof(*puncts); i++) {
		size_t size = strlen(puncts[i]);

		if (lexer->size - at >= size &&
		    memcmp(lexer->text + at, puncts[i], size) == 0)
			return (uint32_t)size;
	}
	return 1;
}

static bool
quoted(struct dbg_lexer *lexer, enum dbg_token kind)
{
	uint32_t end = quote_end(lexer, lexer->at);

	if (end == 0)
		return dbg_lexer_fail(lexer, lexer->at,
		    kind == DBG_TOKEN_CHAR ? "the character does not end" :
					     "the string does not end");
	lexer->token.kind = (uint8_t)kind;
	lexer->at = end;
	return true;
}

/* Whether the token may be the end of a value, whose fields may follow. */
static bool
ends_value(const struct dbg_lexer *lexer)
{
	char c = peek(lexer, lexer->token.at);

	return lexer->token.kind == DBG_TOKEN_NAME ||
	       (lexer->token.kind == DBG_TOKEN_PUNCT && (c == ')' || c == ']'));
}

bool
dbg_lexer_next(struct dbg_lexer *lexer, bool is_field)
{
	char c, next;
	bool ok = true;

	lexer->is_behind_value = ends_value(lexer);
	while (isspace((unsigned char)peek(lexer, lexer->at)))
		lexer->at++;
	lexer->token = (struct dbg_lexed){.at = lexer->at};
	c = peek(lexer, lexer->at);
	next = peek(lexer, lexer->at + 1);
	if (lexer->failed || lexer->at >= lexer->size) {
		return !lexer->failed;
	} else if (c == '$' && next == '"') {
		ok = quoted_name(lexer);
	} else if (begins_name(c) ||
		   (c == ':' && next == ':' &&
		       begins_name(peek(lexer, lexer->at + 2)))) {
		lexer->token.kind = DBG_TOKEN_NAME;
		lexer->at = name_end(lexer, lexer->at);
	} else if (is_field && isdigit((unsigned char)c)) {
		lexer->token.kind = DBG_TOKEN_NAME;
		while (isdigit((unsigned char)peek(lexer, lexer->at)))
			lexer->at++;
	} else if (isdigit((unsigned char)c) ||
		   (c == '.' && isdigit((unsigned char)next) &&
		       !lexer->is_behind_value)) {
		lexer->token.kind = DBG_TOKEN_NUMBER;
		lexer->at = number_end(lexer, lexer->at);
	} else if (c == '\'') {
		ok = quoted(lexer, DBG_TOKEN_CHAR);
	} else if (c == '"') {
		ok = quoted(lexer, DBG_TOKEN_STRING);
	} else if (strchr("+-*/%&|^~!<>=?:,.()[]{}@", c) != NULL) {
		lexer->token.kind = DBG_TOKEN_PUNCT;
		lexer->at += punct_size(lexer, lexer->at);
	} else {
		ok = dbg_lexer_fail(
		    lexer, lexer->at, "\"%c\" has no meaning here", c);
	}
	lexer->token.size = lexer->at - lexer->token.at;
	return ok;
}

bool
dbg_lexer_extend(struct dbg_lexer *lexer)
{
	uint32_t end = lexer->token.at + lexer->token.size;

	end = peek(lexer, end) == '<' ? template_end(lexer, end) : 0;
	if (end == 0)
		return false;
	lexer->at = end;
	lexer->token.size = end - lexer->token.at;
	return true;
}

static bool
token_is(const struct dbg_lexer *lexer, enum dbg_token kind, const char *text)
{
	return lexer->token.kind == kind && lexer->token.size == strlen(text) &&
	       memcmp(lexer->text + lexer->token.at, text, lexer->token.size) ==
		   0;
}

bool
dbg_lexer_is(const struct dbg_lexer *lexer, const char *punct)
{
	return token_is(lexer, DBG_TOKEN_PUNCT, punct);
}

bool
dbg_lexer_is_word(const struct dbg_lexer *lexer, const char *word)
{
	return token_is(lexer, DBG_TOKEN_NAME, word);
}

/* The token as a C string without "_", cut where it is too long. */
static void
number_text(const struct dbg_lexer *lexer, char *out, size_t size)
{
	size_t length = 0;

	for (uint32_t i = 0; i < lexer->token.size && length + 1 < size; i++) {
		char c = lexer->text[lexer->token.at + i];

		if (c != '_')
			out[length++] = c;
	}
	out[length] = '\0';
}

/* What Rust writes behind a number, and C. */
static const struct {
	const char *text;
	uint8_t type; /* enum dbg_builtin */
} suffixes[] = {
    {"u", DBG_T_UINT},
    {"l", DBG_T_LONG},
    {"ul", DBG_T_ULONG},
    {"lu", DBG_T_ULONG},
    {"ll", DBG_T_LLONG},
    {"ull", DBG_T_ULLONG},
    {"llu", DBG_T_ULLONG},
    {"i8", DBG_T_I8},
    {"u8", DBG_T_U8},
    {"i16", DBG_T_I16},
    {"u16", DBG_T_U16},
    {"i32", DBG_T_I32},
    {"u32", DBG_T_U32},
    {"i64", DBG_T_I64},
    {"u64", DBG_T_U64},
    {"i128", DBG_T_INT128},
    {"u128", DBG_T_UINT128},
    {"isize", DBG_T_LONG},
    {"usize", DBG_T_ULONG},
};

static bool
suffix_type(const char *text, unsigned *type)
{
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		if (strcasecmp(suffixes[i].text, text) == 0) {
			*type = suffixes[i].type;
			return true;
		}
	}
	return false;
}

/* The first type of C that holds a number (6.4.4.1). */
static const struct wk_info_type *
integer_type(const struct dbg *d, uint64_t value, bool is_decimal,
    bool has_suffix, unsigned suffix)
{
	bool is_unsigned =
	    has_suffix && (suffix == DBG_T_UINT || suffix == DBG_T_ULONG ||
			      suffix == DBG_T_ULLONG);
	bool is_long =
	    has_suffix && (suffix == DBG_T_LLONG || suffix == DBG_T_ULLONG);

	if (has_suffix && suffix >= DBG_T_INT128)
		return &dbg_builtins[suffix];
	if (!is_long && value <= INT32_MAX && !is_unsigned)
		return has_suffix ? dbg_type_long(d, true) : DBG_TYPE(INT);
	if (!is_long && value <= UINT32_MAX && (is_unsigned || !is_decimal))
		return has_suffix && suffix != DBG_T_UINT ?
			   dbg_type_long(d, false) :
			   DBG_TYPE(UINT);
	return value <= INT64_MAX && !is_unsigned ? DBG_TYPE(LLONG) :
						    DBG_TYPE(ULLONG);
}

static bool
float_number(struct dbg_lexer *lexer, struct dbg *d, const char *text,
    struct dbg_value *out)
{
	char *end;
	struct dbg_num num = {.is_float = true, .f = strtod(text, &end)};
	const struct wk_info_type *type = DBG_TYPE(DOUBLE);

	if (strcasecmp(end, "f") == 0 || strcmp(end, "f32") == 0)
		type = DBG_TYPE(FLOAT);
	else if (*end != '\0' && strcasecmp(end, "l") != 0 &&
		 strcmp(end, "f64") != 0)
		return dbg_lexer_fail(
		    lexer, lexer->token.at, "%s is no number", text);
	dbg_value_of_num(d, out, type, &num);
	return true;
}

bool
dbg_lexer_number(struct dbg_lexer *lexer, struct dbg *d, struct dbg_value *out)
{
	struct dbg_num num = {.is_signed = false};
	char text[128], *end, *digits = text;
	bool is_hex, is_decimal, has_suffix;
	unsigned long long value;
	unsigned suffix = 0;
	int base = 10;

	number_text(lexer, text, sizeof(text));
	is_hex = text[0] == '0' && (text[1] | 0x20) == 'x';
	if (is_hex) {
		base = 16;
		digits += 2;
	} else if (text[0] == '0' && (text[1] | 0x20) == 'b') {
		base = 2;
		digits += 2;
	} else if (text[0] == '0' && (text[1] | 0x20) == 'o') {
		base = 8;
		digits += 2;
	} else if (text[0] == '0' && isdigit((unsigned char)text[1])) {
		base = 8;
	}
	is_decimal = base == 10;
	if (strchr(text, '.') != NULL || (is_hex && strpbrk(text, "pP")) ||
	    (!is_hex && base != 2 && strpbrk(text, "eE") != NULL &&
		strstr(text, "size") == NULL) ||
	    (is_decimal && strcspn(text, "fF") + 1 <= strlen(text)))
		return float_number(lexer, d, text, out);
	errno = 0;
	value = strtoull(digits, &end, base);
	has_suffix = *end != '\0';
	if (end == digits || (has_suffix && !suffix_type(end, &suffix)))
		return dbg_lexer_fail(
		    lexer, lexer->token.at, "%s is no number", text);
	if (errno == ERANGE)
		return dbg_lexer_fail(
		    lexer, lexer->token.at, "%s has more than 64 bits", text);
	num.i = (dbg_wide)(uint64_t)value;
	dbg_value_of_num(d, out,
	    integer_type(d, value, is_decimal, has_suffix, suffix), &num);
	return true;
}

static void
put_utf8(char **out, uint32_t c)
{
	char *p = *out;

	if (c < 0x80) {
		*p++ = (char)c;
	} else if (c < 0x800) {
		*p++ = (char)(0xC0 | c >> 6);
		*p++ = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*p++ = (char)(0xE0 | c >> 12);
		*p++ = (char)(0x80 | (c >> 6 & 0x3F));
		*p++ = (char)(0x80 | (c & 0x3F));
	} else {
		*p++ = (char)(0xF0 | c >> 18);
		*p++ = (char)(0x80 | (c >> 12 & 0x3F));
		*p++ = (char)(0x80 | (c >> 6 & 0x3F));
		*p++ = (char)(0x80 | (c & 0x3F));
	}
	*out = p;
}

static bool
digits(const char **at, const char *end, int base, unsigned max, uint32_t *out)
{
	unsigned count = 0;

	for (*out = 0; *at < end && count < max; ++*at, count++) {
		char c = **at;
		int digit = isdigit((unsigned char)c)  ? c - '0' :
			    isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10 :
							 99;

		if (digit >= base)
			break;
		*out = *out * (uint32_t)base + (uint32_t)digit;
	}
	return count > 0;
}

/*
 * Reads an escape behind its backslash; is_unit says that it is a byte and no
 * code point.
 */
static bool
escape(const char **at, const char *end, uint32_t *out, bool *is_unit)
{
	static const char letters[] = "abefnrtv\\'\"?";
	static const char values[] = "\a\b\x1b\f\n\r\t\v\\'\"?";
	const char *found;
	char c;

	*is_unit = true;
	if (*at >= end)
		return false;
	c = *(*at)++;
	if (c >= '0' && c <= '7') {
		--*at;
		return digits(at, end, 8, 3, out);
	}
	if (c == 'x')
		return digits(at, end, 16, 8, out);
	*is_unit = false;
	if (c == 'u' && *at < end && **at == '{') {
		++*at;
		return digits(at, end, 16, 6, out) && *(*at)++ == '}';
	}
	if (c == 'u' || c == 'U')
		return digits(at, end, 16, c == 'u' ? 4 : 8, out) &&
		       *out < 0x110000;
	found = strchr(letters, c);
	*out = found == NULL ? 0 : (unsigned char)values[found - letters];
	return found != NULL && c != '\0';
}

/* What stands between quotes, as bytes. */
static bool
unquote(struct dbg_lexer *lexer, char *out, size_t *size)
{
	const char *at = lexer->text + lexer->token.at + 1;
	const char *end = at + lexer->token.size - 2;
	char *p = out;

	while (at < end) {
		uint32_t c;
		bool is_unit;

		if (*at != '\\') {
			*p++ = *at++;
			continue;
		}
		at++;
		if (!escape(&at, end, &c, &is_unit))
			return dbg_lexer_fail(lexer,
			    (uint32_t)(at - lexer->text) - 1,
			    "this escape is not known");
		if (is_unit)
			*p++ = (char)c;
		else
			put_utf8(&p, c);
	}
	*size = (size_t)(p - out);
	return true;
}

/* The code point that UTF-8 begins with, and how long it is; 0: damaged. */
static unsigned
code_point(const char *text, size_t size, uint32_t *out)
{
	unsigned char c = (unsigned char)*text;
	unsigned length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	*out = length == 1 ? c : c & (0x7Fu >> length);
	if (length > size || (c >= 0x80 && c < 0xC0))
		return 0;
	for (unsigned i = 1; i < length; i++)
		*out = *out << 6 | ((unsigned char)text[i] & 0x3F);
	return length;
}

bool
dbg_lexer_char(struct dbg_lexer *lexer, struct dbg *d, struct dbg_value *out)
{
	char bytes[64];
	size_t size;
	uint32_t c = 0;
	unsigned length;
	struct dbg_num num = {.is_signed = false};

	if (lexer->token.size > 16)
		return dbg_lexer_fail(
		    lexer, lexer->token.at, "this is more than one character");
	if (!unquote(lexer, bytes, &size))
		return false;
	length = size == 0 ? 0 : code_point(bytes, size, &c);
	if (size == 1) {
		c = (unsigned char)bytes[0];
		length = 1;
	}
	if (length == 0 || length != size)
		return dbg_lexer_fail(lexer, lexer->token.at,
		    size == 0 ? "there is no character between the quotes" :
				"this is more than one character");
	num.i = (dbg_wide)c;
	dbg_value_of_num(
	    d, out, size == 1 ? DBG_TYPE(CHAR) : DBG_TYPE(CHAR32), &num);
	return true;
}

bool
dbg_lexer_string(struct dbg_lexer *lexer, char **out, size_t *size)
{
	*out = malloc(lexer->token.size + 1);
	if (*out == NULL) {
		lexer->failed = true;
		return wk_error_memory(lexer->err);
	}
	if (!unquote(lexer, *out, size)) {
		free(*out);
		return false;
	}
	(*out)[(*size)++] = '\0';
	return true;
}
