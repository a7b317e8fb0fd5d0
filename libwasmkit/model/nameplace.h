/*
 * Where the name section stands among custom sections.
 */
#ifndef WK_MODEL_NAMEPLACE_H
#define WK_MODEL_NAMEPLACE_H

#include "libwasmkit/module.h"

/* The index in customs[] of a name section as it was read, or WK_NONE. */
uint32_t wk_nameplace_own(const struct wk_module *module);

/*
 * The index in customs[] before which names go by convention, or custom_count
 * for the end: producers and target_features follow the name section (tool
 * conventions), which has to stand behind all sections but custom ones. Looks
 * past a name section that is there.
 */
uint32_t wk_nameplace_usual(const struct wk_module *module);

/* Whether a name section that was read stands elsewhere than is usual. */
bool wk_nameplace_is_unusual(const struct wk_module *module);

#endif
