#include "libwasmkit/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libwasmkit/wasi/resolve.h"
#include "libwasmkit/wasi/wasiwork.h"

static const char *const modules[2] = {
    "wasi_snapshot_preview1", "wasi_unstable"};

enum { KIND_ANY, KIND_DIR, KIND_SOCKET };

#define R(name) WK_WASI_BIT(name)

static const struct call {
	const char *name, *params;
	uint8_t kind;
	uint64_t rights, other;
	wk_wasi_fn *fn;
} calls[WK_WASI_CALL_COUNT] = {
#define CALL(name, params, kind, rights, other) \
	{#name, params, KIND_##kind, rights, other, wk_wasi_##name},
#include "libwasmkit/wasi/calls.def"
#undef CALL
};

static const struct {
	const char *name;
	int host;
} errnos[WK_WASI_ERRNO_COUNT] = {
#define ERRNO(name, number, host) [number] = {#name, host},
#include "libwasmkit/wasi/errnos.def"
#undef ERRNO
};

const char *
wk_wasi_params(uint32_t index)
{
	return calls[index].params;
}

const char *
wk_wasi_errno_name(uint32_t number)
{
	return number < WK_WASI_ERRNO_COUNT ? errnos[number].name : "?";
}

uint16_t
wk_wasi_errno(int host)
{
	if (host == 0)
		return WK_WASI_SUCCESS;
	if (host == EOPNOTSUPP)
		return WK_WASI_NOTSUP;
	for (uint16_t i = 1; i < WK_WASI_ERRNO_COUNT; i++)
		if (errnos[i].host == host)
			return i;
	return WK_WASI_IO;
}

void
wk_wasi_note(struct wk_wasi_work *w, const uint8_t *at, uint64_t size)
{
	const uint8_t *base;
	struct wk_wasi_write *write;

	if (w->wasi->hooks.after == NULL || size == 0)
		return;
	base = wk_memory_view(w->call.memory, 0, 0);
	write = wk_vec_push(&w->wasi->writes);
	if (write == NULL) {
		wk_error_memory(w->err);
		w->has_failed = true;
		return;
	}
	write->address = (uint32_t)(at - base);
	write->size = (uint32_t)size;
}

bool
wk_wasi_interrupted(struct wk_wasi_work *w)
{
	if (w->call.store == NULL || !wk_store_interrupted(w->call.store))
		return false;
	wk_error_set(w->err, WK_E_INTERRUPTED, WK_NO_OFFSET, "");
	w->has_failed = true;
	return true;
}

bool
wk_wasi_leave(struct wk_wasi_work *w, uint64_t ns, bool jumps, uint64_t state)
{
	w->waits = w->from != NULL && wk_call_wait(w->from, ns, jumps);
	if (w->waits)
		w->from->state = state;
	return w->waits;
}

static uint16_t
find_file(struct wk_wasi_work *w, const struct call *call, uint32_t number)
{
	struct wk_wasi_file *file = wk_wasi_file_at(w->wasi, number);
	uint64_t rights = w->file == NULL ? call->rights : call->other;

	if (file == NULL)
		return WK_WASI_BADF;
	if (call->kind == KIND_DIR && file->type != WK_WASI_DIRECTORY)
		return WK_WASI_NOTDIR;
	if (call->kind == KIND_SOCKET && file->type != WK_WASI_SOCKET_DGRAM &&
	    file->type != WK_WASI_SOCKET_STREAM)
		return WK_WASI_NOTSOCK;
	if (w->file == NULL)
		w->file = file;
	else
		w->other = file;
	return wk_wasi_lacks(file, rights);
}

static uint16_t
find_path(struct wk_wasi_work *w, uint32_t address, uint32_t size)
{
	const uint8_t *at = wk_wasi_in(w, address, size);
	char *path = w->wasi->paths[w->path != NULL];

	if (at == NULL)
		return WK_WASI_FAULT;
	if (size >= PATH_MAX)
		return WK_WASI_NAMETOOLONG;
	if (memchr(at, 0, size) != NULL)
		return WK_WASI_INVAL;
	memcpy(path, at, size);
	path[size] = '\0';
	if (w->path == NULL)
		w->path = path;
	else
		w->new_path = path;
	return WK_WASI_SUCCESS;
}

/* Finds descriptors first, then paths. */
static uint16_t
find_all(struct wk_wasi_work *w, const struct call *call)
{
	uint16_t result = WK_WASI_SUCCESS;
	const union wk_value *arg = w->args;

	for (const char *p = call->params; result == 0 && *p != '\0'; p++) {
		if (*p == 'd')
			result = find_file(w, call, arg->i32);
		arg += wk_wasi_arg_size(*p);
	}
	arg = w->args;
	for (const char *p = call->params; result == 0 && *p != '\0'; p++) {
		if (*p == 'p')
			result = find_path(w, arg[0].i32, arg[1].i32);
		arg += wk_wasi_arg_size(*p);
	}
	return result;
}

bool
wk_wasi_perform(struct wk_wasi *wasi, struct wk_wasi_call *call,
    struct wk_host_call *from, struct wk_error *err)
{
	const struct call *row = &calls[call->index];
	struct wk_wasi_work w = {
	    .call = *call,
	    .wasi = wasi,
	    .args = call->args,
	    .from = from,
	    .err = err,
	};
	const struct wk_wasi_hooks *hooks = &wasi->hooks;
	bool is_again = from != NULL && from->state != 0;

	if (hooks->before != NULL && !is_again &&
	    hooks->before(hooks->user, call))
		return true;
	wasi->writes.count = 0;
	call->result = find_all(&w, row);
	if (call->result == WK_WASI_SUCCESS)
		call->result = row->fn(&w);
	if (w.waits || (w.has_failed && !wasi->has_exited))
		return false;
	if (hooks->after != NULL) {
		call->writes = wasi->writes.data;
		call->write_count = wasi->writes.count;
		hooks->after(hooks->user, call);
	}
	return !w.has_failed;
}

static uint32_t
arg_count(const char *params)
{
	uint32_t count = 0;

	for (; *params != '\0'; params++)
		count += wk_wasi_arg_size(*params);
	return count;
}

static bool
host(struct wk_host_call *from, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	const struct wk_wasi_entry *entry = from->user;
	struct wk_wasi_call call = {
	    .name = calls[entry->index].name,
	    .index = entry->index,
	    .is_unstable = entry->is_unstable,
	    .store = from->store,
	    .instance = from->instance,
	    .memory = from->instance == NULL ?
			  NULL :
			  wk_instance_memory(from->instance),
	    .args = args,
	    .arg_count = arg_count(calls[entry->index].params),
	};

	if (!wk_wasi_perform(entry->wasi, &call, from, err))
		return false;
	if (entry->index != WK_WASI_CALL_proc_exit)
		results[0].i32 = call.result;
	return true;
}

/* The types of parameters, as wk_func_new() takes them. */
static void
params_of(const char *letters, char *out)
{
	for (; *letters != '\0'; letters++) {
		*out++ = strchr("Ustr", *letters) != NULL ? 'I' : 'i';
		if (wk_wasi_arg_size(*letters) == 2)
			*out++ = 'i';
	}
	*out = '\0';
}

bool
wk_wasi_link(
    struct wk_wasi *wasi, struct wk_linker *linker, struct wk_error *err)
{
	struct wk_wasi_entry *entry = wasi->entries;
	char params[16];

	for (uint32_t i = 0; i < 2 * WK_WASI_CALL_COUNT; i++, entry++) {
		uint32_t index = i / 2;

		*entry = (struct wk_wasi_entry){wasi, index, i % 2 != 0};
		params_of(calls[index].params, params);
		if (!wk_linker_func(linker, modules[i % 2], calls[index].name,
			params, index == WK_WASI_CALL_proc_exit ? "" : "i",
			host, entry, err))
			return false;
	}
	return true;
}

bool
wk_wasi_is_imported(const struct wk_module *module)
{
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wk_str *name = &module->imports[i].module;

		for (unsigned m = 0; m < 2; m++)
			if (name->size == strlen(modules[m]) &&
			    memcmp(name->data, modules[m], name->size) == 0)
				return true;
	}
	return false;
}

bool
wk_wasi_exited(const struct wk_wasi *wasi, uint32_t *status)
{
	if (wasi->has_exited)
		*status = wasi->status;
	return wasi->has_exited;
}

const void *
wk_wasi_output(const struct wk_wasi *wasi, unsigned stream, size_t *size)
{
	*size = stream < 3 ? wasi->output[stream].size : 0;
	return *size > 0 ? wasi->output[stream].data : (const void *)"";
}

void
wk_wasi_take(struct wk_wasi *wasi, unsigned stream)
{
	if (stream < 3)
		wasi->output[stream].size = 0;
}

void
wk_wasi_watch(struct wk_wasi *wasi, const struct wk_wasi_hooks *hooks)
{
	wasi->hooks = hooks != NULL ? *hooks : (struct wk_wasi_hooks){0};
}

static bool
add_strings(struct wk_buf *buf, uint32_t *count, const char *const *strings,
    size_t n, struct wk_error *err)
{
	for (size_t i = 0; i < n; i++)
		wk_buf_bytes(buf, strings[i], strlen(strings[i]) + 1);
	if (buf->failed)
		return wk_error_memory(err);
	if (n > UINT32_MAX || buf->size > UINT32_MAX)
		return wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
		    ": arguments or variables of over 4 GiB");
	*count = (uint32_t)n;
	return true;
}

static bool
add_stream(struct wk_wasi *wasi, const struct wk_wasi_stream *stream,
    struct wk_error *err)
{
	uint32_t n = wasi->files.count;
	struct wk_wasi_file *file = wk_vec_push(&wasi->files);
	uint64_t way = n == 0 ? R(FD_READ) : R(FD_WRITE);
	int fd = stream->kind == WK_WASI_FD ? stream->fd : (int)n;

	if (file == NULL)
		return wk_error_memory(err);
	*file = (struct wk_wasi_file){
	    .is_open = true, .fd = -1, .stream = stream->kind};
	switch ((enum wk_wasi_stream_kind)stream->kind) {
	case WK_WASI_INHERIT:
	case WK_WASI_FD:
		/* What the host has closed is closed for the program. */
		if (wk_wasi_file_adopt(file, fd, false) != 0)
			wk_wasi_file_close(file);
		return true;
	case WK_WASI_MEMORY:
		file->data = stream->data;
		file->size = stream->size;
		file->kept = n;
		break;
	case WK_WASI_NOTHING:
		break;
	}
	file->base = way | R(FD_FILESTAT_GET) | R(FD_FDSTAT_SET_FLAGS) |
		     R(POLL_FD_READWRITE);
	return true;
}

/* Rights that change something. */
#define WRITING \
	(R(FD_WRITE) | R(FD_ALLOCATE) | R(FD_FILESTAT_SET_SIZE) | \
	    R(FD_FILESTAT_SET_TIMES) | R(PATH_CREATE_DIRECTORY) | \
	    R(PATH_CREATE_FILE) | R(PATH_LINK_SOURCE) | R(PATH_LINK_TARGET) | \
	    R(PATH_RENAME_SOURCE) | R(PATH_RENAME_TARGET) | \
	    R(PATH_FILESTAT_SET_SIZE) | R(PATH_FILESTAT_SET_TIMES) | \
	    R(PATH_SYMLINK) | R(PATH_REMOVE_DIRECTORY) | R(PATH_UNLINK_FILE))

static bool
add_preopen(struct wk_wasi *wasi, const struct wk_wasi_preopen *preopen,
    struct wk_error *err)
{
	int fd = open(preopen->host, O_RDONLY | O_DIRECTORY | O_CLOEXEC), host;
	size_t size = strlen(preopen->guest) + 1;
	struct wk_wasi_file *file;
	uint32_t number;

	if (fd < 0)
		return wk_error_set(err, WK_E_IO, WK_NO_OFFSET, "%s: %s",
		    preopen->host, strerror(errno));
	file = wk_wasi_file_new(wasi, &number);
	if (file == NULL) {
		close(fd);
		return wk_error_memory(err);
	}
	host = wk_wasi_file_adopt(file, fd, true);
	file->preopen = malloc(size);
	if (host != 0 || file->preopen == NULL)
		return wk_error_memory(err);
	memcpy(file->preopen, preopen->guest, size);
	if (preopen->is_read_only) {
		file->base &= ~WRITING;
		file->inheriting &= ~WRITING;
	}
	wasi->walks = wasi->walks || !wk_resolve_kernel(fd);
	return true;
}

static bool
add_socket(struct wk_wasi *wasi, int fd, struct wk_error *err)
{
	uint32_t number;
	struct wk_wasi_file *file = wk_wasi_file_new(wasi, &number);
	int host;

	if (file == NULL)
		return wk_error_memory(err);
	host = wk_wasi_file_adopt(file, fd, false);
	if (host != 0)
		return wk_error_set(err, WK_E_IO, WK_NO_OFFSET,
		    "descriptor %d: %s", fd, strerror(host));
	return true;
}

static bool
set_up(
    struct wk_wasi *wasi, const struct wk_wasi_options *o, struct wk_error *err)
{
	bool ok = add_strings(&wasi->args, &wasi->arg_count, o->args,
		      o->arg_count, err) &&
		  add_strings(
		      &wasi->env, &wasi->env_count, o->env, o->env_count, err);

	for (unsigned i = 0; ok && i < 3; i++)
		ok = add_stream(wasi, &o->streams[i], err);
	for (size_t i = 0; ok && i < o->preopen_count; i++)
		ok = add_preopen(wasi, &o->preopens[i], err);
	for (size_t i = 0; ok && i < o->socket_count; i++)
		ok = add_socket(wasi, o->sockets[i], err);
	wasi->max_output = o->max_output;
	wasi->has_clock = o->has_clock;
	wasi->clock_start = o->clock_start;
	wasi->clock_step = o->clock_step > 0 ? o->clock_step : 1000;
	wasi->has_seed = o->has_seed;
	wasi->random = o->seed;
	return ok;
}

struct wk_wasi *
wk_wasi_new(const struct wk_wasi_options *options, struct wk_error *err)
{
	static const struct wk_wasi_options defaults;
	struct wk_wasi *wasi = calloc(1, sizeof(*wasi));

	if (wasi == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	wasi->files.size = sizeof(struct wk_wasi_file);
	wasi->writes.size = sizeof(struct wk_wasi_write);
	if (!set_up(wasi, options != NULL ? options : &defaults, err)) {
		wk_wasi_free(wasi);
		return NULL;
	}
	return wasi;
}

void
wk_wasi_free(struct wk_wasi *wasi)
{
	struct wk_wasi_file *files;

	if (wasi == NULL)
		return;
	files = wasi->files.data;
	for (uint32_t i = 0; i < wasi->files.count; i++)
		wk_wasi_file_close(&files[i]);
	for (unsigned i = 0; i < 3; i++)
		wk_buf_free(&wasi->output[i]);
	wk_buf_free(&wasi->args);
	wk_buf_free(&wasi->env);
	wk_vec_free(&wasi->files);
	wk_vec_free(&wasi->writes);
	free(wasi);
}
