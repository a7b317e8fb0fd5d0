#!/bin/sh
# unpack.sh PACKAGE DIR: Debian's source of a package as the folder DIR/PACKAGE, by apt-get with
# lists of its own in DIR/apt. MIRROR is the server.
set -eu

package=$1
mirror=${MIRROR:-http://deb.debian.org/debian}
mkdir -p "$2/apt/lists/partial"
dir=$(cd "$2" && pwd)
[ ! -d "$dir/$package" ] || exit 0

echo "deb-src $mirror bookworm main" >"$dir/apt/sources.list"
apt() {
	apt-get -q -o "Dir::Etc::SourceList=$dir/apt/sources.list" -o Dir::Etc::SourceParts=- \
		-o "Dir::State::Lists=$dir/apt/lists" -o "Dir::Cache=$dir/apt" "$@"
}
[ -e "$dir/apt/done" ] || apt update
: >"$dir/apt/done"
(cd "$dir/apt" && apt --download-only source "$package")
mkdir -p "$dir/$package.new"
tar xf "$(ls "$dir/apt/$package"_*.orig.tar.*)" --strip-components=1 -C "$dir/$package.new"
if [ "$package" = sqlite3 ]; then
	(cd "$dir/$package.new" && ./configure --disable-shared --disable-readline && make sqlite3.c)
fi
mv "$dir/$package.new" "$dir/$package"
