#include "tools/shared/demangle.h"

#include <stdlib.h>
#include <string.h>

#ifdef WITH_LIBIBERTY

#include <libiberty/demangle.h>

bool
demangle_available(void)
{
	return true;
}

char *
demangle(struct wk_str name)
{
	char *mangled, *text;

	/* "_Z", "_R" and the forms with more underscores */
	if (name.size < 3 || name.data[0] != '_')
		return NULL;
	mangled = strndup(name.data, name.size);
	if (mangled == NULL)
		return NULL;
	text = cplus_demangle(mangled, DMGL_AUTO | DMGL_PARAMS | DMGL_ANSI);
	free(mangled);
	return text;
}

#else

bool
demangle_available(void)
{
	return false;
}

char *
demangle(struct wk_str name)
{
	(void)name;
	return NULL;
}

#endif
