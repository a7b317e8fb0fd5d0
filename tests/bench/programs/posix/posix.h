/* What SQLite and Lua ask of POSIX that wasi-libc does not have. */
#ifndef POSIX_H
#define POSIX_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { F_RDLCK, F_WRLCK, F_UNLCK, F_GETLK, F_SETLK, F_SETLKW };
enum { L_tmpnam = 20 };

int fchmod(int fd, mode_t mode);
int fchown(int fd, uid_t owner, gid_t group);
uid_t geteuid(void);

#endif
