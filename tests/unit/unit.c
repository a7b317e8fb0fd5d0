#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

int
main(void)
{
	Suite *suite = suite_create("wasmkit");
	SRunner *runner;
	int count, failed;

#define SUITE(name) suite_add_tcase(suite, wk_test_##name());
#include "tests/unit/suites.def"
#undef SUITE
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	count = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	printf("unit: %d passed, %d failed\n", count - failed, failed);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
