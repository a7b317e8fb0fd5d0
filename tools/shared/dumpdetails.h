/*
 * What the parts of a dump of sections share.
 */
#ifndef TOOLS_DUMPDETAILS_H
#define TOOLS_DUMPDETAILS_H

#include "tools/shared/dump.h"

/* Writes how a line about an entry begins: " - func[3]". */
void dump_entry(struct dump *d, const char *kind, uint32_t index);

/* Writes a custom section, behind its title. */
void dump_custom(struct dump *d, const struct wk_section *section);

/* Parts of custom sections; what was shown before a fault stays. */
bool dump_relocs(struct dump *d, struct wk_span data, struct wk_error *err);
bool dump_dylink(
    struct dump *d, struct wk_span data, bool is_old, struct wk_error *err);
void dump_linking(struct dump *d);

struct jsonout;

/* Writes the custom sections as an array of JSON. */
void dump_json_customs(struct dump *d, struct jsonout *json);

/* Constant expressions */

/*
 * Writes an expression as the end of a line, " - init i32=5"; that of a
 * segment's place has no sign.
 */
void dump_init(struct dump *d, struct wk_span expr, bool is_unsigned);

/* Writes its instructions, with commas. */
void dump_init_list(struct dump *d, struct wk_span expr);

/* Sets *value if an expression is one integer. */
void dump_init_constant(struct wk_span expr, uint64_t *value);

/* Takes an item off an element segment if it is one ref.func. */
bool dump_init_func(struct wk_span *items, uint32_t *func);

/* Takes any item off an element segment; all of them when it is damaged. */
struct wk_span dump_init_take(struct wk_span *items);

/* Takes any item off an element segment and writes it. */
void dump_init_item(struct dump *d, struct wk_span *items);

#endif
