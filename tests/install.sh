#!/bin/sh
# Installs into a scratch folder and uses what is there as a program would:
# through pkg-config, in C and C++, with the static and the shared library.
# Needs CC, CXX, FLAGS, MAKE and BUILD.
set -eu

root=$PWD/$BUILD/installed
passed=0
failed=0
try() { # NAME COMMAND...
	name=$1
	shift
	if "$@" > "$root.log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "install: $name: fails"
		cat "$root.log"
	fi
}

rm -rf "$root"
$MAKE -s install PREFIX=/usr DESTDIR="$root" BUILD="$BUILD" \
	CFLAGS="$FLAGS" CC="$CC" > /dev/null

cat > "$root/use.c" <<'END'
#include <stdio.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"

int
main(void)
{
	static const char text[] = "(module (func (export \"f\")))";
	struct wk_wat_options parse;
	struct wk_validate_options validate;
	struct wk_error err;
	struct wk_source source;
	struct wk_module *module;
	int ok;

	memset(&err, 0, sizeof(err));
	memset(&validate, 0, sizeof(validate));
	parse.features = validate.features = wk_features_default();
	ok = wk_source_copy("use", text, sizeof(text) - 1, &source, &err) &&
	     wk_wat_parse(&source, &parse, &module, &err) &&
	     wk_validate(module, &validate, &err);
	if (!ok)
		puts(err.message);
	return !ok;
}
END
cp "$root/use.c" "$root/use.cc"
printf '\0asm\1\0\0\0' > "$root/empty.wasm"
sed -n '/^.Sh EXAMPLES/,/^.Ed/{/^\./d;s/\\e/\\/g;p;}' \
	"$root/usr/share/man/man3/wasmkit.3" > "$root/example.c"

export PKG_CONFIG_PATH="$root/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"
cflags=$(pkg-config --cflags wasmkit)
libs=$(pkg-config --libs wasmkit)
strict="-Wall -Wextra -Wshadow -Wpedantic -Werror"
lib=$root/usr/lib

try "C, static" $CC -std=c17 $strict $FLAGS $cflags "$root/use.c" \
	-o "$root/static" "$lib/libwasmkit.a" -pthread -lm
try "C, static, runs" "$root/static"
try "example of the man page" $CC -std=c17 $strict $FLAGS $cflags \
	"$root/example.c" -o "$root/example" "$lib/libwasmkit.a" -pthread -lm
try "example, no functions" sh -c \
	"[ \"\$('$root/example' '$root/empty.wasm')\" = '0 functions' ]"
try "example, usage" sh -c "'$root/example' 2>&1 | grep '^usage: '"
try "C11 headers alone" $CC -std=c11 $strict $cflags -c "$root/use.c" \
	-o "$root/use.o"
if command -v "${CXX%% *}" > /dev/null; then
	try "C++, static" $CXX -std=c++17 ${strict% -Wpedantic*} -Werror $FLAGS $cflags \
		"$root/use.cc" -o "$root/static++" "$lib/libwasmkit.a" -pthread -lm
	try "C++, static, runs" "$root/static++"
else
	echo "install: C++ not tried, there is no $CXX"
fi
case $FLAGS in
*-fsanitize*) ;;
*)
	try "C, shared" $CC -std=c17 $strict $FLAGS $cflags "$root/use.c" \
		-o "$root/shared" $libs
	try "C, shared, runs" env LD_LIBRARY_PATH="$lib" "$root/shared"
	try "soname" sh -c "readelf -d '$lib/libwasmkit.so' |
		grep -q 'SONAME.*libwasmkit.so.0'"
	try "only wk_ is exported" sh -c "! nm -D --defined-only \
		'$lib/libwasmkit.so' | grep -v ' wk_'"
	;;
esac
for f in tests/embed/*.c; do
	name=$(basename "$f" .c)
	try "embed $name" $CC -std=c17 $strict $FLAGS $cflags "$f" \
		-o "$root/$name" "$lib/libwasmkit.a" -pthread -lm
done
try "embed" sh tests/embed/run.sh "$root/tutorial" "$root/guide" \
	"$root/stores"
include=$root/usr/include/wasmkit
for h in $(cd "$include" && echo libwasmkit/*.h wat/*.h); do
	echo "#include \"$h\"" > "$root/header.c"
	try "$h alone" $CC -std=c17 $strict $cflags -c "$root/header.c" \
		-o "$root/header.o"
done
for f in "$root"/usr/share/bash-completion/completions/*; do
	try "completion of ${f##*/}" bash -n "$f"
done
if command -v zsh > /dev/null; then
	for f in "$root"/usr/share/zsh/site-functions/*; do
		try "completion of ${f##*/}" zsh -n "$f"
	done
fi
$MAKE -s uninstall PREFIX=/usr DESTDIR="$root" BUILD="$BUILD" > /dev/null
try "uninstall leaves no file" sh -c \
	"[ -z \"\$(find '$root/usr' -type f -o -type l)\" ]"

echo "install: $passed passed, $failed failed"
[ "$failed" = 0 ]
