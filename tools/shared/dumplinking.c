/*
 * What linkers leave for each other: linking and dylink.0.
 */
#include "tools/shared/dumpdetails.h"

static void
put_number(struct dumpout *out, const char *before, uint64_t number)
{
	dumpout_room(out);
	dumpout_text(out, before);
	dumpout_decimal(out, number);
}

static void
put_unknown_flags(struct dumpout *out, uint32_t flags)
{
	if (flags == 0)
		return;
	DUMPOUT(out, " unknown_flags=0x");
	dumpout_hexadecimal(out, flags, 1);
}

static void
put_symbol_flags(struct dumpout *out, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *text;
	} names[] = {
	    {WK_SYMBOL_UNDEFINED, " undefined"},
	    {WK_SYMBOL_EXPORTED, " exported"},
	    {WK_SYMBOL_EXPLICIT_NAME, " explicit_name"},
	    {WK_SYMBOL_NO_STRIP, " no_strip"},
	    {WK_SYMBOL_TLS, " tls"},
	    {WK_SYMBOL_ABSOLUTE, " absolute"},
	};
	const char *binding = flags & WK_SYMBOL_LOCAL ? "local" :
			      flags & WK_SYMBOL_WEAK  ? "weak" :
							"global";
	const char *visibility =
	    flags & WK_SYMBOL_HIDDEN ? "hidden" : "default";

	flags &=
	    ~(uint32_t)(WK_SYMBOL_LOCAL | WK_SYMBOL_WEAK | WK_SYMBOL_HIDDEN);
	dumpout_room(out);
	DUMPOUT(out, " [");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (flags & names[i].flag)
			dumpout_text(out, names[i].text);
		flags &= ~names[i].flag;
	}
	put_unknown_flags(out, flags);
	DUMPOUT(out, " binding=");
	dumpout_text(out, binding);
	DUMPOUT(out, " vis=");
	dumpout_text(out, visibility);
	DUMPOUT(out, " ]\n");
}

static void
put_data_symbol(struct dumpout *out, const struct wk_symbol *symbol)
{
	if (symbol->flags & WK_SYMBOL_UNDEFINED)
		return;
	put_number(out, " segment=", symbol->index);
	put_number(out, " offset=", symbol->data_offset);
	put_number(out, " size=", symbol->data_size);
}

static void
put_symbol(struct dump *d, uint32_t index)
{
	static const struct {
		char letter;
		const char *space;
	} kinds[] = {
	    [WK_SYMBOL_FUNCTION] = {'F', " func="},
	    [WK_SYMBOL_DATA] = {'D', NULL},
	    [WK_SYMBOL_GLOBAL] = {'G', " global="},
	    [WK_SYMBOL_SECTION] = {'S', " section="},
	    [WK_SYMBOL_TAG] = {'E', " tag="},
	    [WK_SYMBOL_TABLE] = {'T', " table="},
	};
	const struct wk_symbol *symbol = &d->linking->symbols[index];
	struct wk_str name = dumpnames_shown(&d->names, symbol->name);
	struct dumpout *out = &d->out;

	if (name.size == 0)
		name = dump_symbol_name(d, index);
	put_number(out, "   - ", index);
	DUMPOUT(out, ": ");
	dumpout_char(out, kinds[symbol->kind].letter);
	DUMPOUT(out, " <");
	dumpout_color(out, DUMPOUT_NAME);
	dumpout_str(out, name);
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_char(out, '>');
	if (symbol->kind == WK_SYMBOL_DATA)
		put_data_symbol(out, symbol);
	else
		put_number(out, kinds[symbol->kind].space, symbol->index);
	put_symbol_flags(out, symbol->flags);
}

static void
put_segment(
    struct dumpout *out, uint32_t index, const struct wk_linking_segment *s)
{
	uint32_t known = WK_LINKING_SEGMENT_STRINGS | WK_LINKING_SEGMENT_TLS |
			 WK_LINKING_SEGMENT_RETAIN;

	put_number(out, "   - ", index);
	DUMPOUT(out, ": ");
	dumpout_str(out, s->name);
	put_number(out, " p2align=", s->align);
	DUMPOUT(out, " [");
	if (s->flags & WK_LINKING_SEGMENT_STRINGS)
		DUMPOUT(out, " STRINGS");
	if (s->flags & WK_LINKING_SEGMENT_TLS)
		DUMPOUT(out, " TLS");
	if (s->flags & WK_LINKING_SEGMENT_RETAIN)
		DUMPOUT(out, " RETAIN");
	put_unknown_flags(out, s->flags & ~known);
	DUMPOUT(out, " ]\n");
}

static void
put_comdat_entry(struct dump *d, const struct wk_comdat_entry *entry)
{
	static const struct {
		const char *text;
		enum wk_space space;
	} kinds[] = {
	    [WK_COMDAT_DATA] = {"    - segment[", WK_SPACE_DATA},
	    [WK_COMDAT_FUNCTION] = {"    - func[", WK_SPACE_FUNC},
	    [WK_COMDAT_GLOBAL] = {"    - global[", WK_SPACE_GLOBAL},
	    [WK_COMDAT_TAG] = {"    - tag[", WK_SPACE_TAG},
	    [WK_COMDAT_TABLE] = {"    - table[", WK_SPACE_TABLE},
	    [WK_COMDAT_SECTION] = {"    - section[", WK_SPACE_COUNT},
	};
	struct dumpout *out = &d->out;
	struct wk_str name;

	if (entry->kind >= sizeof(kinds) / sizeof(*kinds)) {
		put_number(out, "    - unknown_kind=", entry->kind);
		put_number(out, " index=", entry->index);
		dumpout_char(out, '\n');
		return;
	}
	put_number(out, kinds[entry->kind].text, entry->index);
	dumpout_char(out, ']');
	if (entry->kind == WK_COMDAT_SECTION)
		name = dump_section_title(d, entry->index);
	else
		name = dumpnames_get(
		    &d->names, kinds[entry->kind].space, entry->index);
	dumpout_name(out, name);
	dumpout_char(out, '\n');
}

static void
put_comdats(struct dump *d, const struct wk_linking *linking)
{
	struct dumpout *out = &d->out;

	put_number(out, "  - comdat groups [count=", linking->comdat_count);
	DUMPOUT(out, "]\n");
	for (uint32_t i = 0; i < linking->comdat_count; i++) {
		const struct wk_comdat *comdat = &linking->comdats[i];

		dumpout_room(out);
		DUMPOUT(out, "   - ");
		dumpout_str(out, dumpnames_shown(&d->names, comdat->name));
		put_number(out, ": [count=", comdat->entry_count);
		DUMPOUT(out, "]\n");
		for (uint32_t j = 0; j < comdat->entry_count; j++)
			put_comdat_entry(d, &comdat->entries[j]);
	}
}

void
dump_linking(struct dump *d)
{
	const struct wk_linking *linking = d->linking;
	struct dumpout *out = &d->out;

	if (linking->symbol_count > 0) {
		put_number(
		    out, "  - symbol table [count=", linking->symbol_count);
		DUMPOUT(out, "]\n");
	}
	for (uint32_t i = 0; i < linking->symbol_count; i++)
		put_symbol(d, i);
	if (linking->segment_count > 0) {
		put_number(
		    out, "  - segment info [count=", linking->segment_count);
		DUMPOUT(out, "]\n");
	}
	for (uint32_t i = 0; i < linking->segment_count; i++)
		put_segment(out, i, &linking->segments[i]);
	if (linking->init_count > 0) {
		put_number(
		    out, "  - init functions [count=", linking->init_count);
		DUMPOUT(out, "]\n");
	}
	for (uint32_t i = 0; i < linking->init_count; i++) {
		put_number(out, "   - ", linking->inits[i].symbol);
		put_number(out, ": priority=", linking->inits[i].priority);
		dumpout_char(out, '\n');
	}
	if (linking->comdat_count > 0)
		put_comdats(d, linking);
}

/* Dynamic linking */

static void
put_strings(struct dumpout *out, const char *title, const struct wk_str *texts,
    uint32_t count)
{
	if (count == 0)
		return;
	put_number(out, title, count);
	DUMPOUT(out, "]:\n");
	for (uint32_t i = 0; i < count; i++) {
		dumpout_room(out);
		DUMPOUT(out, "  - ");
		dumpout_str(out, texts[i]);
		dumpout_char(out, '\n');
	}
}

static void
put_flags(struct dump *d, const char *title, const struct wk_dylink_flag *flags,
    uint32_t count)
{
	struct dumpout *out = &d->out;

	if (count == 0)
		return;
	put_number(out, title, count);
	DUMPOUT(out, "]:\n");
	for (uint32_t i = 0; i < count; i++) {
		dumpout_room(out);
		DUMPOUT(out, "  - ");
		if (flags[i].module.data != NULL) {
			dumpout_str(out, flags[i].module);
			dumpout_char(out, '.');
		}
		dumpout_str(out, dumpnames_shown(&d->names, flags[i].name));
		put_symbol_flags(out, flags[i].flags);
	}
}

bool
dump_dylink(
    struct dump *d, struct wk_span data, bool is_old, struct wk_error *err)
{
	struct dumpout *out = &d->out;
	struct wk_dylink *dylink;
	bool ok = wk_dylink_read(data, is_old, &dylink, err);

	if (dylink == NULL)
		return false;
	if (dylink->has_memory) {
		put_number(out, " - mem_size     : ", dylink->memory_size);
		put_number(out, "\n - mem_p2align  : ", dylink->memory_align);
		put_number(out, "\n - table_size   : ", dylink->table_size);
		put_number(out, "\n - table_p2align: ", dylink->table_align);
		dumpout_char(out, '\n');
	}
	put_strings(
	    out, " - needed_dynlibs[", dylink->needed, dylink->needed_count);
	put_flags(d, " - exports[", dylink->exports, dylink->export_count);
	put_flags(d, " - imports[", dylink->imports, dylink->import_count);
	put_strings(out, " - runtime_paths[", dylink->runtime_paths,
	    dylink->runtime_path_count);
	wk_dylink_free(dylink);
	return ok;
}
