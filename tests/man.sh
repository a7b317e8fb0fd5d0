#!/bin/sh
# Checks that each tool has a man page that knows its options and no others,
# and that the pages are clean and refer to what is there.
# usage: man.sh TOOL...
set -eu

passed=0
failed=0
check() { # WHAT TEXT: fails when there is text
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'man: %s\n%s\n' "$1" "$2"
	fi
}

for tool in "$@"; do
	page=man/$(basename "$tool").1
	missing=$("$tool" --help |
		sed -n 's/^  \(-.,\|   \) --\([a-z0-9-]*\).*/\2/p' |
		grep -v '^enable-\|^disable-' | while read -r name; do
		grep -q "Fl -$name\( \|$\)" "$page" || echo "--$name"
	done)
	check "$page does not have" "$missing"
	unknown=$(sed -n '/^\.It Fl/s/[ ,]*Fl -/\n--/gp' "$page" |
		sed -n 's/^\(--[a-z0-9-]*[a-z0-9]\)\( Ns = Ns Ar.*\)*$/\1 \2/p' |
		while read -r option value; do
		case $option in --features) value=all ;; --color) value=auto ;;
		--diagnostics) value=text ;; --jobs | --top | --value-stack-size) value=1 ;; --by) value=data ;;
		--args) continue ;; --view) value=auto ;; --layout) value=src ;; --fuel | --max-memory | --seed) value=1 ;; esac
		"$tool" "$option${value:+=$value}" --help >/dev/null 2>&1 ||
			echo "$option"
	done)
	check "$page has what $tool does not" "$unknown"
done
for tool in "$@"; do
	[ "$(basename "$tool")" = wasm-dbg ] || continue
	missing=$("$tool" --batch -ex "help all" wat/examples/factorial.wat |
		awk -F '  +' '/^  [a-z]/ { sub(/,.*/, "", $2); print $2 }' |
		while read -r name; do
		grep -q "^.It Ic $name\( \|$\)" man/wasm-dbg.1 || echo "$name"
	done)
	check "man/wasm-dbg.1 does not have the commands" "$missing"
done
missing=$("$1" --help | sed -n 's/^ *--\(enable\|disable\)-\([^ ]*\)$/\2/p' |
	while read -r name; do
		grep -q "^.It Cm $name$" man/wasmkit-features.7 ||
			echo "$name"
	done)
check "man/wasmkit-features.7 does not have" "$missing"
for page in man/*.[1-9]; do
	dangling=$(sed -n 's/^\.Sx \(.*[A-Z]\).*/\1/p' "$page" |
		while read -r section; do
		grep -q "^.Sh $section$" "$page" || echo "$section"
	done)
	check "$page has no section" "$dangling"
	if command -v mandoc > /dev/null; then
		check "$page" "$(mandoc -Tlint -Wwarning "$page" 2>/dev/null)"
	fi
done
command -v mandoc > /dev/null || echo "man: not linted, there is no mandoc"

echo "man: $passed passed, $failed failed"
[ "$failed" = 0 ]
