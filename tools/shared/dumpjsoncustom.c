/*
 * Custom sections as JSON.
 */
#include "tools/shared/dumpdetails.h"
#include "tools/shared/jsonout.h"

/* Members of an object without a name of their own. */
static void
put_symbols(
    struct dump *d, struct jsonout *json, const struct wk_linking *linking)
{
	static const char *const kinds[] = {
	    [WK_SYMBOL_FUNCTION] = "function",
	    [WK_SYMBOL_DATA] = "data",
	    [WK_SYMBOL_GLOBAL] = "global",
	    [WK_SYMBOL_SECTION] = "section",
	    [WK_SYMBOL_TAG] = "tag",
	    [WK_SYMBOL_TABLE] = "table",
	};

	jsonout_array(json, "symbols");
	for (uint32_t i = 0; i < linking->symbol_count; i++) {
		const struct wk_symbol *symbol = &linking->symbols[i];
		bool is_undefined = (symbol->flags & WK_SYMBOL_UNDEFINED) != 0;

		jsonout_object(json, NULL);
		jsonout_text(json, "kind", kinds[symbol->kind]);
		if (symbol->name.size > 0)
			jsonout_string(json, "name",
			    dumpnames_shown(&d->names, symbol->name));
		jsonout_number(json, "flags", symbol->flags);
		if (symbol->kind != WK_SYMBOL_DATA)
			jsonout_number(json, "index", symbol->index);
		if (symbol->kind == WK_SYMBOL_DATA && !is_undefined) {
			jsonout_number(json, "segment", symbol->index);
			jsonout_number(json, "offset", symbol->data_offset);
			jsonout_number(json, "size", symbol->data_size);
		}
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_comdats(
    struct dump *d, struct jsonout *json, const struct wk_linking *linking)
{
	jsonout_array(json, "comdats");
	for (uint32_t i = 0; i < linking->comdat_count; i++) {
		const struct wk_comdat *comdat = &linking->comdats[i];

		jsonout_object(json, NULL);
		jsonout_string(
		    json, "name", dumpnames_shown(&d->names, comdat->name));
		jsonout_array(json, "entries");
		for (uint32_t j = 0; j < comdat->entry_count; j++) {
			jsonout_object(json, NULL);
			jsonout_number(json, "kind", comdat->entries[j].kind);
			jsonout_number(json, "index", comdat->entries[j].index);
			jsonout_end_object(json);
		}
		jsonout_end_array(json);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_linking(
    struct dump *d, struct jsonout *json, const struct wk_linking *linking)
{
	jsonout_object(json, "linking");
	put_symbols(d, json, linking);
	jsonout_array(json, "segments");
	for (uint32_t i = 0; i < linking->segment_count; i++) {
		jsonout_object(json, NULL);
		jsonout_string(json, "name", linking->segments[i].name);
		jsonout_number(json, "p2align", linking->segments[i].align);
		jsonout_number(json, "flags", linking->segments[i].flags);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
	jsonout_array(json, "init_functions");
	for (uint32_t i = 0; i < linking->init_count; i++) {
		jsonout_object(json, NULL);
		jsonout_number(json, "symbol", linking->inits[i].symbol);
		jsonout_number(json, "priority", linking->inits[i].priority);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
	put_comdats(d, json, linking);
	jsonout_end_object(json);
}

static bool
put_relocs(struct jsonout *json, struct wk_span data, struct wk_error *err)
{
	struct wk_relocs relocs;
	struct wk_reloc reloc;

	if (!wk_relocs_open(data, &relocs, err))
		return false;
	jsonout_number(json, "section", relocs.section);
	jsonout_array(json, "relocations");
	while (wk_relocs_next(&relocs, &reloc, err)) {
		bool is_type = reloc.type == WK_RELOC_TYPE_INDEX_LEB;

		jsonout_object(json, NULL);
		jsonout_text(json, "type", wk_reloc_name(reloc.type));
		jsonout_number(json, "offset", reloc.place);
		jsonout_number(
		    json, is_type ? "type_index" : "symbol", reloc.index);
		if (wk_reloc_has_addend(reloc.type))
			jsonout_signed(json, "addend", reloc.addend);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
	return !relocs.failed;
}

static void
put_dylink_flags(struct dump *d, struct jsonout *json, const char *key,
    const struct wk_dylink_flag *flags, uint32_t count)
{
	jsonout_array(json, key);
	for (uint32_t i = 0; i < count; i++) {
		jsonout_object(json, NULL);
		if (flags[i].module.data != NULL)
			jsonout_string(json, "module", flags[i].module);
		jsonout_string(
		    json, "name", dumpnames_shown(&d->names, flags[i].name));
		jsonout_number(json, "flags", flags[i].flags);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_strings(struct jsonout *json, const char *key, const struct wk_str *texts,
    uint32_t count)
{
	jsonout_array(json, key);
	for (uint32_t i = 0; i < count; i++)
		jsonout_string(json, NULL, texts[i]);
	jsonout_end_array(json);
}

static bool
put_dylink(struct dump *d, struct jsonout *json, struct wk_span data,
    bool is_old, struct wk_error *err)
{
	struct wk_dylink *dylink;
	bool ok = wk_dylink_read(data, is_old, &dylink, err);

	if (dylink == NULL)
		return false;
	if (dylink->has_memory) {
		jsonout_number(json, "mem_size", dylink->memory_size);
		jsonout_number(json, "mem_p2align", dylink->memory_align);
		jsonout_number(json, "table_size", dylink->table_size);
		jsonout_number(json, "table_p2align", dylink->table_align);
	}
	put_strings(json, "needed", dylink->needed, dylink->needed_count);
	put_dylink_flags(
	    d, json, "exports", dylink->exports, dylink->export_count);
	put_dylink_flags(
	    d, json, "imports", dylink->imports, dylink->import_count);
	put_strings(json, "runtime_paths", dylink->runtime_paths,
	    dylink->runtime_path_count);
	wk_dylink_free(dylink);
	return ok;
}

static bool
put_producers(struct jsonout *json, struct wk_span data, struct wk_error *err)
{
	struct wk_producers producers;
	struct wk_producer producer;

	if (!wk_producers_open(data, &producers, err))
		return false;
	jsonout_array(json, "producers");
	while (wk_producers_next(&producers, &producer, err)) {
		jsonout_object(json, NULL);
		jsonout_string(json, "field", producer.field);
		jsonout_string(json, "name", producer.name);
		jsonout_string(json, "version", producer.version);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
	return !producers.failed;
}

static bool
put_target_features(
    struct jsonout *json, struct wk_span data, struct wk_error *err)
{
	struct wk_target_features features;
	struct wk_target_feature feature;

	if (!wk_target_features_open(data, &features, err))
		return false;
	jsonout_array(json, "target_features");
	while (wk_target_features_next(&features, &feature, err)) {
		jsonout_object(json, NULL);
		jsonout_string(
		    json, "prefix", (struct wk_str){&feature.prefix, 1});
		jsonout_string(json, "name", feature.name);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
	return !features.failed;
}

/* Writes what is understood of a custom section. */
static bool
put_contents(struct dump *d, struct jsonout *json, struct wk_str name,
    struct wk_span data, struct wk_error *err)
{
	struct wk_str text;

	if (name_is(name, "linking") && d->linking != NULL)
		put_linking(d, json, d->linking);
	else if (name_begins(name, "reloc."))
		return put_relocs(json, data, err);
	else if (name_is(name, "dylink.0") || name_is(name, "dylink"))
		return put_dylink(d, json, data, name_is(name, "dylink"), err);
	else if (name_is(name, "producers"))
		return put_producers(json, data, err);
	else if (name_is(name, "target_features"))
		return put_target_features(json, data, err);
	else if (name_is(name, "sourceMappingURL") ||
		 name_is(name, "external_debug_info")) {
		if (!wk_custom_string(data, &text, err))
			return false;
		jsonout_string(json, "text", text);
	} else if (name_is(name, "build_id")) {
		if (!wk_custom_string(data, &text, err))
			return false;
		jsonout_bytes(
		    json, "bytes", (const uint8_t *)text.data, text.size);
	}
	return true;
}

void
dump_json_customs(struct dump *d, struct jsonout *json)
{
	jsonout_array(json, "customs");
	for (uint32_t i = 0; i < d->module->section_count; i++) {
		struct wk_error err = {0};
		struct wk_span data;
		struct wk_str name;

		if (d->module->sections[i].id != WK_SECTION_CUSTOM ||
		    !dump_wants(d, &d->module->sections[i]))
			continue;
		name = dump_custom_name(&d->module->sections[i], &data);
		jsonout_object(json, NULL);
		jsonout_number(json, "index", i);
		jsonout_string(json, "name", name);
		jsonout_number(json, "offset", data.offset);
		jsonout_number(json, "size", data.size);
		if (!put_contents(d, json, name, data, &err))
			dump_report(d, &err);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}
