/* Files have no owners and no modes; there are no other programs. */
#include <errno.h>
#include <stdlib.h>

#include "posix.h"

int
fchmod(int fd, mode_t mode)
{
	(void)fd;
	(void)mode;
	return 0;
}

int
fchown(int fd, uid_t owner, gid_t group)
{
	(void)fd;
	(void)owner;
	(void)group;
	return 0;
}

uid_t
geteuid(void)
{
	return 1;
}

int
system(const char *command)
{
	(void)command;
	errno = ENOSYS;
	return command ? -1 : 0;
}

char *
tmpnam(char *name)
{
	(void)name;
	return NULL;
}

FILE *
tmpfile(void)
{
	errno = ENOSYS;
	return NULL;
}
