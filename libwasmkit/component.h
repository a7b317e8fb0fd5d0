/*
 * Components (the component model's Binary.md), for being looked at: flat
 * arrays of sections and of what they define, in the order of the file.
 *
 * Scopes have index spaces: a component, also one inside another, and each
 * type of a component, instance or core module. What a scope inside another
 * defines follows the item that opens it, so that the items of a component are
 * one run with those of all inner scopes.
 *
 * Nothing is validated: indices may be out of range.
 */
#ifndef WK_COMPONENT_H
#define WK_COMPONENT_H

#include "libwasmkit/module.h"
#include "libwasmkit/source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The sections, and the kinds of item. */
enum wk_component_kind {
#define COMPONENT_SECTION(name, id, text) WK_COMPONENT_##name = (id),
#include "libwasmkit/model/component.def"
	WK_COMPONENT_SECTION_COUNT,
	/* In types of core modules. */
	WK_COMPONENT_CORE_IMPORT = WK_COMPONENT_SECTION_COUNT,
	WK_COMPONENT_CORE_EXPORT,
};

/* The index spaces. */
enum wk_sort {
#define COMPONENT_SORT(name, is_core, code, text) WK_SORT_##name,
#include "libwasmkit/model/component.def"
	WK_SORT_COUNT,
	WK_SORT_NONE = WK_SORT_COUNT,
};

/* "core module": what sections and sorts are called; NULL for no such. */
WK_API const char *wk_component_section_text(uint8_t id);
WK_API const char *wk_component_sort_text(enum wk_sort sort);

/*
 * A value type: a primitive, which is its byte and WK_PRIMITIVE, or the index
 * of a type. WK_NONE where there may be one and is none.
 */
typedef uint32_t wk_component_value;

#define WK_PRIMITIVE 0x40000000u

enum wk_component_primitive {
#define COMPONENT_PRIMITIVE(name, code, text) \
	WK_PRIMITIVE_##name = WK_PRIMITIVE | (code),
#include "libwasmkit/model/component.def"
};

/* "string", or NULL for the index of a type. */
WK_API const char *wk_component_primitive_text(wk_component_value value);

/* The kinds of type, numbered as in the binary format. */
enum wk_component_type_kind {
	WK_COMPONENT_TYPE_VALUE = 0, /* a primitive */
	WK_COMPONENT_TYPE_RECORD = 0x72,
	WK_COMPONENT_TYPE_VARIANT = 0x71,
	WK_COMPONENT_TYPE_LIST = 0x70,
	WK_COMPONENT_TYPE_TUPLE = 0x6F,
	WK_COMPONENT_TYPE_FLAGS = 0x6E,
	WK_COMPONENT_TYPE_ENUM = 0x6D,
	WK_COMPONENT_TYPE_OPTION = 0x6B,
	WK_COMPONENT_TYPE_RESULT = 0x6A,
	WK_COMPONENT_TYPE_OWN = 0x69,
	WK_COMPONENT_TYPE_BORROW = 0x68,
	WK_COMPONENT_TYPE_FIXED_LIST = 0x67,
	WK_COMPONENT_TYPE_STREAM = 0x66,
	WK_COMPONENT_TYPE_FUTURE = 0x65,
	WK_COMPONENT_TYPE_MAP = 0x63,
	WK_COMPONENT_TYPE_ASYNC_FUNC = 0x43,
	WK_COMPONENT_TYPE_INSTANCE = 0x42,
	WK_COMPONENT_TYPE_COMPONENT = 0x41,
	WK_COMPONENT_TYPE_FUNC = 0x40,
	WK_COMPONENT_TYPE_RESOURCE = 0x3F,
};

/* A field, case, label, parameter or result; name.data NULL without one. */
struct wk_component_field {
	struct wk_str name;
	wk_component_value type; /* WK_NONE where there is none */
};

struct wk_component_type {
	uint8_t kind;          /* enum wk_component_type_kind */
	uint32_t count;        /* of fields; of a function the parameters */
	uint32_t result_count; /* results, which follow the parameters */
	/* Of records, variants, tuples, flags, enums and functions. */
	const struct wk_component_field *fields;
	/*
	 * The element of lists, options, streams and futures; ok and error of
	 * results; key and value of maps; the primitive.
	 */
	wk_component_value parts[2];
	/*
	 * The type index of own and borrow; the length of a fixed list; of
	 * resources the core function that destroys them, or WK_NONE.
	 */
	uint32_t index;
	wk_valtype rep; /* of resources */
};

struct wk_component_option {
	uint8_t code; /* enum wk_canon_option */
	uint32_t index;
};

enum wk_canon_option {
#define COMPONENT_OPTION(name, code, text, sort) \
	WK_CANON_OPTION_##name = (code),
#include "libwasmkit/model/component.def"
};

/* "memory", and the sort of the option's index or WK_SORT_NONE. */
WK_API const char *wk_component_option_text(uint8_t code, enum wk_sort *sort);

enum wk_canon {
#define COMPONENT_CANON(name, code, text, shape) WK_CANON_##name = (code),
#include "libwasmkit/model/component.def"
};

/* "resource.new", or NULL. */
WK_API const char *wk_component_canon_text(uint8_t code);

/* A canonical definition. What it has not is WK_NONE or 0. */
struct wk_component_canon {
	uint8_t code;        /* enum wk_canon */
	bool is_async;       /* of cancelling reads, writes and subtasks */
	bool is_cancellable; /* of waiting */
	bool has_options;
	wk_valtype slot_type;      /* of context.get and .set */
	uint32_t func;             /* core of lift, else of lower */
	uint32_t type;             /* core for threads */
	uint32_t table;            /* core */
	uint32_t memory;           /* core */
	uint32_t slot;             /* of context.get and .set */
	wk_component_value result; /* of task.return */
	const struct wk_component_option *options;
	uint32_t option_count;
};

/* An argument of instantiation, or an export written inline. */
struct wk_component_argument {
	struct wk_str name;
	uint8_t sort; /* enum wk_sort */
	uint32_t index;
};

/* What an import or export is. */
struct wk_component_extern {
	uint8_t sort; /* CORE_MODULE, FUNC, VALUE, TYPE, COMPONENT, INSTANCE */
	/*
	 * Of types: that it is equal to the type `index`. One that is not is a
	 * fresh resource.
	 */
	bool is_equal;
	uint32_t index;           /* of its type, core for modules */
	wk_component_value value; /* the type of a value */
};

/* What can stand beside the name of an import or export. data NULL without. */
struct wk_component_name_options {
	struct wk_str implements, version_suffix, external_id;
};

enum wk_component_alias_target {
	WK_ALIAS_EXPORT,      /* name of an instance */
	WK_ALIAS_CORE_EXPORT, /* name of a core instance */
	WK_ALIAS_OUTER,       /* index in an outer scope */
};

/* One definition. */
struct wk_component_item {
	uint8_t kind; /* enum wk_component_kind */
	uint8_t sort; /* the index space it adds to, or WK_SORT_NONE */
	/*
	 * The first of `count` indices that are new with it; WK_NONE behind a
	 * damaged section, where they are not known.
	 */
	uint32_t index, count;
	uint32_t scope; /* in which it stands */
	uint32_t opens; /* the scope that it opens, or WK_NONE */
	uint64_t offset;
	union {
		struct {
			struct wk_str name;
			struct wk_span data;
		} custom;
		struct {
			struct wk_span bytes;
			uint32_t number; /* among those of the file */
		} core_module;
		struct {
			bool is_inline; /* made of its arguments: no code */
			uint32_t
			    code; /* index of the (core) module or component */
			const struct wk_component_argument *arguments;
			uint32_t argument_count;
		} instance; /* core, too */
		struct {
			/* One recursion group; none for a module's type. */
			const struct wk_type *types;
			uint32_t type_count;
		} core_type;
		struct {
			uint8_t target; /* enum wk_component_alias_target */
			uint32_t instance;
			struct wk_str name;
			uint32_t outward; /* how many scopes */
			uint32_t index;
		} alias;
		struct wk_component_type type;
		struct wk_component_canon canon;
		struct {
			uint32_t func;
			const uint32_t *arguments; /* indices of values */
			uint32_t argument_count;
		} start;
		struct {
			struct wk_str name;
			const struct wk_component_name_options *options;
			struct wk_component_extern type;
			/*
			 * Of exports of components: what is exported; the sort
			 * of the type is SORT_NONE where none is written.
			 */
			uint8_t sort;
			uint32_t index;
		} external; /* imports and exports */
		struct {
			struct wk_str module, name;
			const struct wk_extern_type *type;
		} core_external;
		struct {
			wk_component_value type;
			struct wk_span data;
		} value;
	};
};

enum wk_component_scope_kind {
	WK_SCOPE_COMPONENT,
	WK_SCOPE_COMPONENT_TYPE,
	WK_SCOPE_INSTANCE_TYPE,
	WK_SCOPE_MODULE_TYPE,
};

struct wk_component_scope {
	uint8_t kind;        /* enum wk_component_scope_kind */
	uint32_t depth;      /* 0 for the whole */
	uint32_t parent;     /* scope, or WK_NONE for the whole */
	uint32_t item;       /* that opens it, or WK_NONE for the whole */
	struct wk_span span; /* of components */
	struct wk_str name;  /* of components; data NULL without one */
	/* private: where its index spaces begin */
	uint32_t spaces[WK_SORT_COUNT + 1];
};

struct wk_component_section {
	struct wk_section at; /* id is of enum wk_component_kind */
	uint32_t scope;
	uint32_t count; /* as it says; 1 where only one can be */
	/*
	 * Its items, with those of types inside them, but without those of the
	 * component inside a component section, which has sections itself.
	 */
	uint32_t first, item_count;
	/* Why it, or the rest of it, could not be read; or NULL. */
	const struct wk_error *damage;
};

struct wk_component {
	const struct wk_component_scope *scopes; /* the whole is first */
	uint32_t scope_count;
	const struct wk_component_section *sections;
	uint32_t section_count;
	const struct wk_component_item *items;
	uint32_t item_count;
	/* private */
	const struct wk_component_entry *entries;
	struct wk_arena *arena;
};

/*
 * Reads a component, which borrows from source. What is damaged says so, and
 * the rest is there; fails when it is no component or memory is short. *out is
 * the caller's to free, NULL on failure.
 */
WK_API bool wk_component_read(const struct wk_source *source,
    struct wk_component **out, struct wk_error *err);

/* Frees a component; NULL is allowed. */
WK_API void wk_component_free(struct wk_component *component);

/* The item that defines an index, or NULL. */
WK_API const struct wk_component_item *wk_component_find(
    const struct wk_component *component, uint32_t scope, enum wk_sort sort,
    uint32_t index);

/* The name that the component-name section gives an index, or {NULL, 0}. */
WK_API struct wk_str wk_component_name(const struct wk_component *component,
    uint32_t scope, enum wk_sort sort, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
