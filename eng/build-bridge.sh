#!/bin/sh
# Builds the bridge for an old libstdc++: build-bridge.sh LIBRARY FOLDER. LIBRARY is the system's libstdc++ by its full path, and
# FOLDER/libstdc++.so.6 is what is made. It takes an old file's place when it is whole. g++ and objdump are needed; see bridge.cpp.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$(dirname -- "$2")"
work=$(mktemp -d "$2.XXXXXX")
trap 'rm -rf "$work"' EXIT
# Empty nodes for every version that the system's library has, and the two that it lacks: the loader asks for versions by name.
versions=$(objdump -p "$1" | awk '
    /^Version definitions/ { on = 1; next } /^$/ { on = 0 } on && NF == 4 && $4 ~ /^(GLIBCXX|CXXABI)_/ { print $4 }')
{
    printf '%s\n' "$versions" GLIBCXX_3.4.31 | sed 's/$/ {};/'
    echo 'GLIBCXX_3.4.32 { global: _ZSt21ios_base_library_initv; local: *; };'
} >"$work/versions"
# A stub that is named as the system's library is: the bridge then depends on that path, where all other symbols are found.
g++ -shared -nostdlib -x c++ /dev/null -Wl,-soname,"$1" -o "$work/stub.so"
g++ -shared -fPIC -O1 -nodefaultlibs "$here/bridge.cpp" -Wl,-soname,libstdc++.so.6 -Wl,--version-script="$work/versions" \
    -Wl,--no-as-needed "$work/stub.so" -Wl,--allow-shlib-undefined -Wl,--unresolved-symbols=ignore-all -lc -o "$work/libstdc++.so.6"
mkdir -p "$2"
mv -f "$work/libstdc++.so.6" "$2/libstdc++.so.6"
