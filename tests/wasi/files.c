/* Uses files in most ways that C libraries offer, and prints what happens. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* C libraries have words of their own for errors. */
static const char *
outcome(long result)
{
	static const struct {
		int number;
		const char *name;
	} errors[] = {{EBADF, "EBADF"}, {EEXIST, "EEXIST"}, {EINVAL, "EINVAL"},
	    {EISDIR, "EISDIR"}, {ELOOP, "ELOOP"}, {ENOENT, "ENOENT"},
	    {ENOTDIR, "ENOTDIR"}, {ENOTEMPTY, "ENOTEMPTY"}, {EPERM, "EPERM"}};
	static char text[40];

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (result < 0 && errno == errors[i].number)
			return errors[i].name;
	snprintf(text, sizeof(text), "%ld", result < 0 ? -errno : result);
	return text;
}

#define show(call) \
	do { \
		errno = 0; \
		printf("%-44s %s\n", #call, outcome((long)(call))); \
	} while (0)

static void
write_and_read(void)
{
	char text[32] = "";
	struct iovec parts[2] = {{"ab", 2}, {"cde", 3}};
	int fd = open("one", O_CREAT | O_EXCL | O_RDWR, 0666);

	show(write(fd, "0123456789", 10));
	show(lseek(fd, -4, SEEK_END));
	show(read(fd, text, 3));
	puts(text);
	show(pread(fd, text, 5, 2));
	puts(text);
	show(pwrite(fd, "xy", 2, 4));
	show(lseek(fd, 0, SEEK_CUR));
	show(lseek(fd, -1, SEEK_SET));
	show(writev(fd, parts, 2));
	show(lseek(fd, 100, SEEK_SET));
	show(write(fd, "!", 1));
	show(ftruncate(fd, 12));
	show(fsync(fd));
	show(fdatasync(fd));
	show(posix_fallocate(fd, 0, 20));
	show(lseek(fd, 0, SEEK_END));
	show(close(fd));
	show(close(fd));
	show(read(fd, text, 1));
}

static void
open_modes(void)
{
	int fd = open("one", O_RDONLY);
	char text[8];

	show(write(fd, "x", 1));
	show(close(fd));
	fd = open("one", O_WRONLY | O_APPEND);
	show(read(fd, text, 1));
	show(write(fd, "end", 3));
	show(lseek(fd, 0, SEEK_CUR));
	show(fcntl(fd, F_GETFL) & O_APPEND ? 1 : 0);
	show(close(fd));
	show(open("one", O_CREAT | O_EXCL | O_RDWR, 0666));
	show(open("none", O_RDONLY));
	show(open("one", O_RDONLY | O_DIRECTORY));
	show(open("one/", O_RDONLY));
	show(open("none/one", O_RDONLY | O_CREAT, 0666));
	show(open("one/two", O_RDONLY));
	show(open(".", O_WRONLY));
	show(close(open("one", O_WRONLY | O_TRUNC)));
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
list(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char *names[600];
	unsigned count = 0;

	if (dir == NULL) {
		printf("list %s: %s\n", path, outcome(-1));
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		names[count++] = strdup(entry->d_name);
	closedir(dir);
	qsort(names, count, sizeof(*names), by_name);
	printf("%s has %u:", path, count);
	for (unsigned i = 0; i < count; i++) {
		if (i < 6)
			printf(" %s", names[i]);
		free(names[i]);
	}
	puts("");
}

static void
directories(void)
{
	char name[32];

	show(mkdir("d", 0777));
	show(mkdir("d", 0777));
	show(mkdir("d/e", 0777));
	show(mkdir("none/e", 0777));
	show(rmdir("d"));
	show(rmdir("one"));
	show(unlink("d"));
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "d/file%d", i);
		close(open(name, O_CREAT | O_WRONLY, 0666));
	}
	list("d");
	list("d/e");
	list("one");
	for (int i = 0; i < 499; i++) {
		snprintf(name, sizeof(name), "d/file%d", i);
		unlink(name);
	}
	list("d");
}

static void
links(void)
{
	char text[32] = "";
	struct stat st;

	show(symlink("one", "soft"));
	show(symlink("nowhere", "dangling"));
	show(symlink("d", "way"));
	show(link("one", "hard"));
	show(link("one", "d"));
	show(link("d", "again"));
	show(readlink("soft", text, sizeof(text)));
	puts(text);
	show(readlink("one", text, sizeof(text)));
	show(stat("one", &st));
	printf("%d links, %d bytes\n", (int)st.st_nlink, (int)st.st_size);
	show(lstat("soft", &st));
	printf("link %d\n", S_ISLNK(st.st_mode) != 0);
	show(stat("soft", &st));
	printf("file %d\n", S_ISREG(st.st_mode) != 0);
	show(stat("dangling", &st));
	show(access("soft", R_OK));
	show(access("dangling", F_OK));
	show(open("soft", O_RDONLY | O_NOFOLLOW));
	list("way");
	show(unlink("dangling"));
	show(rmdir("way"));
	show(unlink("way"));
}

static void
renaming(void)
{
	show(rename("one", "two"));
	show(rename("one", "two"));
	show(rename("two", "d"));
	show(rename("d", "two"));
	show(rename("two", "d/two"));
	show(rename("d", "d/e/d"));
	show(mkdir("f", 0777));
	show(rename("f", "d"));
	show(rename("d/e", "f"));
	list(".");
}

static void
times(void)
{
	const struct timespec set[2] = {{1000, 5}, {2000, 7}};
	struct stat st;
	int fd = open("d/two", O_RDWR);

	show(futimens(fd, set));
	show(fstat(fd, &st));
	printf("%d.%d %d.%d\n", (int)st.st_atim.tv_sec, (int)st.st_atim.tv_nsec,
	    (int)st.st_mtim.tv_sec, (int)st.st_mtim.tv_nsec);
	close(fd);
	show(utimensat(AT_FDCWD, "hard", set, 0));
	show(stat("hard", &st));
	printf("%d\n", (int)st.st_mtim.tv_sec);
}

static void
streams(void)
{
	FILE *file = fopen("text", "w+");
	char line[64];
	int number = 0;

	for (int i = 0; i < 1000; i++)
		fprintf(file, "line %d\n", i);
	printf("%ld\n", ftell(file));
	fseek(file, -9, SEEK_END);
	printf("%s", fgets(line, sizeof(line), file));
	rewind(file);
	while (fgets(line, sizeof(line), file) != NULL)
		number++;
	printf("%d lines, end %d\n", number, feof(file) != 0);
	fclose(file);
	printf("%d\n", fopen("none", "r") == NULL);
	file = fopen("text", "a");
	fputs("more\n", file);
	fclose(file);
	show(remove("text"));
}

int
main(void)
{
	write_and_read();
	open_modes();
	directories();
	links();
	renaming();
	times();
	streams();
	return 0;
}
