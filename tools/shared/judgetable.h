/*
 * What judgements come to as a table.
 */
#ifndef TOOLS_JUDGETABLE_H
#define TOOLS_JUDGETABLE_H

#include "tools/shared/judge.h"

/*
 * Prints how often each kind of judgement passed and failed, and below it the
 * asserts that demand a result and those that demand a failure. Gives the sum.
 */
struct tally judgetable_print(
    const struct tally *tallies, unsigned not_canonical, bool is_static);

#endif
