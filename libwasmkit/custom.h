/*
 * What tools keep in custom sections: the tool conventions' linking, reloc.*,
 * dylink.0, producers and target_features, and a few of one string. The name
 * section and code metadata are part of struct wk_module.
 *
 * Each reader takes the section's data, which follows its name, and borrows
 * from it. Those that fail say where, as malformed errors; what was read before
 * the fault is kept, so that a damaged section can still be shown. Indices are
 * as written, and may lie outside of their spaces.
 *
 * The iterators fail as a whole: after a fault there is no next one. `failed`
 * tells the fault from the end.
 */
#ifndef WK_CUSTOM_H
#define WK_CUSTOM_H

#include "libwasmkit/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Linking: symbols, segments, init functions, comdats (Linking.md) */

enum wk_symbol_kind {
	WK_SYMBOL_FUNCTION,
	WK_SYMBOL_DATA,
	WK_SYMBOL_GLOBAL,
	WK_SYMBOL_SECTION,
	WK_SYMBOL_TAG,
	WK_SYMBOL_TABLE,
};

enum wk_symbol_flags {
	WK_SYMBOL_WEAK = 0x1,
	WK_SYMBOL_LOCAL = 0x2,
	WK_SYMBOL_HIDDEN = 0x4,
	WK_SYMBOL_UNDEFINED = 0x10,
	WK_SYMBOL_EXPORTED = 0x20,
	WK_SYMBOL_EXPLICIT_NAME = 0x40,
	WK_SYMBOL_NO_STRIP = 0x80,
	WK_SYMBOL_TLS = 0x100,
	WK_SYMBOL_ABSOLUTE = 0x200,
};

struct wk_symbol {
	uint8_t kind;       /* enum wk_symbol_kind */
	uint32_t flags;     /* enum wk_symbol_flags, or'ed */
	struct wk_str name; /* data NULL when the import names it */
	/*
	 * In the index space of the kind; of defined data the segment, and of
	 * a section its number in the file.
	 */
	uint32_t index;
	uint64_t data_offset, data_size; /* of defined data, in the segment */
	uint64_t offset;                 /* in the file */
};

enum wk_linking_segment_flags {
	WK_LINKING_SEGMENT_STRINGS = 0x1,
	WK_LINKING_SEGMENT_TLS = 0x2,
	WK_LINKING_SEGMENT_RETAIN = 0x4,
};

struct wk_linking_segment {
	struct wk_str name;
	uint32_t align; /* log2 */
	uint32_t flags; /* enum wk_linking_segment_flags, or'ed */
};

struct wk_linking_init {
	uint32_t priority;
	uint32_t symbol;
};

enum wk_comdat_kind {
	WK_COMDAT_DATA,
	WK_COMDAT_FUNCTION,
	WK_COMDAT_GLOBAL,
	WK_COMDAT_TAG,
	WK_COMDAT_TABLE,
	WK_COMDAT_SECTION,
};

struct wk_comdat_entry {
	uint8_t kind; /* enum wk_comdat_kind, or beyond */
	uint32_t index;
};

struct wk_comdat {
	struct wk_str name;
	uint32_t flags;
	const struct wk_comdat_entry *entries;
	uint32_t entry_count;
};

struct wk_linking {
	uint32_t version;
	const struct wk_symbol *symbols;
	uint32_t symbol_count;
	const struct wk_linking_segment *segments;
	uint32_t segment_count;
	const struct wk_linking_init *inits;
	uint32_t init_count;
	const struct wk_comdat *comdats;
	uint32_t comdat_count;
	struct wk_arena *arena; /* private */
};

/*
 * *out is the caller's to free, also after a failure unless it is NULL, as it
 * is without memory. Of a version other than 2 nothing else is read; unknown
 * subsections are skipped, and damaged ones kept up to the fault.
 */
WK_API bool wk_linking_read(
    struct wk_span data, struct wk_linking **out, struct wk_error *err);
WK_API void wk_linking_free(struct wk_linking *linking);

/*
 * The name of a symbol, which for an import without one is that of the
 * import's field, and for a section that of the custom section; {NULL, 0}
 * when there is none.
 */
WK_API struct wk_str wk_symbol_name(
    const struct wk_module *module, const struct wk_symbol *symbol);

/* Relocations */

enum wk_reloc_type {
#define RELOC(name, type, addend) WK_RELOC_##name = (type),
#include "libwasmkit/model/relocs.def"
#undef RELOC
};

struct wk_reloc {
	uint8_t type; /* enum wk_reloc_type */
	/*
	 * Where to patch: bytes into the section's payload, or behind the name
	 * of a custom section.
	 */
	uint32_t place;
	uint32_t index;  /* of the symbol; of R_WASM_TYPE_INDEX_LEB, the type */
	int64_t addend;  /* 0 where the type has none */
	uint64_t offset; /* in the file */
};

struct wk_relocs {
	uint32_t section; /* the number in the file of what is patched */
	uint32_t count;   /* as the section says */
	bool failed;
	/* private */
	uint32_t left;
	struct wk_span rest;
};

/* Reads the head of a reloc.* section. */
WK_API bool wk_relocs_open(
    struct wk_span data, struct wk_relocs *relocs, struct wk_error *err);
/* Takes the next; false at the end or after a fault. */
WK_API bool wk_relocs_next(
    struct wk_relocs *relocs, struct wk_reloc *out, struct wk_error *err);

/* "R_WASM_FUNCTION_INDEX_LEB", or NULL. */
WK_API const char *wk_reloc_name(uint8_t type);
/* Whether there is an addend. */
WK_API bool wk_reloc_has_addend(uint8_t type);

/* dylink.0 (DynamicLinking.md) */

struct wk_dylink_flag {
	struct wk_str module; /* of an import */
	struct wk_str name;
	uint32_t flags; /* enum wk_symbol_flags */
};

struct wk_dylink {
	bool has_memory;
	uint32_t memory_size, memory_align, table_size, table_align;
	const struct wk_str *needed;
	uint32_t needed_count;
	const struct wk_dylink_flag *exports, *imports;
	uint32_t export_count, import_count;
	const struct wk_str *runtime_paths;
	uint32_t runtime_path_count;
	struct wk_arena *arena; /* private */
};

/* As wk_linking_read(). The older section "dylink" has no subsections. */
WK_API bool wk_dylink_read(struct wk_span data, bool is_old,
    struct wk_dylink **out, struct wk_error *err);
WK_API void wk_dylink_free(struct wk_dylink *dylink);

/* producers: "language" "C" "11"; target_features: '+' "simd128" */

struct wk_producer {
	struct wk_str field, name, version;
};

struct wk_producers {
	uint32_t field_count; /* as the section says */
	bool failed;
	/* private */
	uint32_t fields_left, values_left;
	struct wk_str field;
	struct wk_span rest;
};

WK_API bool wk_producers_open(
    struct wk_span data, struct wk_producers *producers, struct wk_error *err);
WK_API bool wk_producers_next(struct wk_producers *producers,
    struct wk_producer *out, struct wk_error *err);

struct wk_target_feature {
	char prefix; /* '+' used, '-' disallowed, '=' required */
	struct wk_str name;
};

struct wk_target_features {
	uint32_t count; /* as the section says */
	bool failed;
	/* private */
	uint32_t left;
	struct wk_span rest;
};

WK_API bool wk_target_features_open(struct wk_span data,
    struct wk_target_features *features, struct wk_error *err);
WK_API bool wk_target_features_next(struct wk_target_features *features,
    struct wk_target_feature *out, struct wk_error *err);

/*
 * sourceMappingURL, external_debug_info, build_id: a length and its bytes,
 * which of a build_id are no text.
 */
WK_API bool wk_custom_string(
    struct wk_span data, struct wk_str *out, struct wk_error *err);

#ifdef __cplusplus
}
#endif

#endif
