/*
 * Programs with a function for each instruction that accesses memory, and each
 * form of its address.
 */
#ifndef WK_TESTS_ACCESSHELP_H
#define WK_TESTS_ACCESSHELP_H

#include "libwasmkit/wasmkit.h"

/* How many forms there are; the offset of all accesses. */
enum { ACCESS_FORMS = 6, ACCESS_OFFSET = 4 };

/* Whether an instruction is an access, an atomic one or another. */
bool access_is(enum wk_op op, bool atomic);
bool access_reads(enum wk_op op);
bool access_writes(enum wk_op op);

/*
 * The text of a module whose accesses are of one of its memories. Functions
 * take an address, and have values on the stack below it.
 */
const char *access_program(
    const char *memories, unsigned memory, bool is_64, bool atomic);

/* The export's name of a function; good until the next. */
const char *access_name(enum wk_op op, unsigned form);

#endif
