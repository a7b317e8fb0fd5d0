/* Host objects kept in a table of externref. */
typedef __externref_t object;

static object handles[0];
static int used;

extern object current(void);
extern int weigh(object);

int
keep(object o)
{
	if (used == __builtin_wasm_table_size(handles))
		__builtin_wasm_table_grow(handles, o, 8);
	__builtin_wasm_table_set(handles, used, o);
	return used++;
}

int
total(void)
{
	int sum = weigh(current());
	for (int i = 0; i < used; i++)
		sum += weigh(__builtin_wasm_table_get(handles, i));
	return sum;
}

void
drop_all(void)
{
	__builtin_wasm_table_fill(handles, 0, __builtin_wasm_ref_null_extern(), used);
	used = 0;
}
