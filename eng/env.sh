# Sourced, in bash or zsh: `. eng/env.sh`. Afterwards `dotnet run` and `dotnet test` find all that TorchSharp needs.
#
# TorchSharp's native library needs a symbol of GCC 13's libstdc++. Debian 12, Ubuntu 22.04 and other systems of their age have an older
# one. For them this builds eng/bridge.cpp into artifacts/bridge and puts it before the system's library. On all other systems it changes
# nothing.

if [ -z "${BASH_VERSION:-}${ZSH_VERSION:-}" ]; then
    echo "error: eng/env.sh is for bash and zsh; start one of them first" >&2
    return 1
fi
if [ -n "${BASH_SOURCE:-}" ]; then _eng=$(dirname "${BASH_SOURCE[0]}"); else _eng=$(dirname "${(%):-%x}"); fi
_root=$(CDPATH='' cd -- "$_eng/.." && pwd)

# Threads that wait for one another sleep instead of spinning: much faster where other programs run beside, hardly slower where not.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"

# The system's own libstdc++, by its full path. Every line is read: a reader that stops early ends ldconfig by a signal, and with it a script
# that checks its pipes.
_libstdcxx() {
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | awk -v machine="$(uname -m)" '
        $1 == "libstdc++.so.6" && (machine != "x86_64" || /x86-64/) && !found { print $NF; found = 1 }'
}

# Builds the bridge for the library $1 into the folder $2, and installs g++ where it may.
_build_bridge() {
    if ! command -v g++ >/dev/null || ! command -v objdump >/dev/null; then
        if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
            echo "Installing g++ (this system's libstdc++ is older than TorchSharp needs) ..." >&2
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends g++; } >/dev/null 2>&1
        fi
        if ! command -v g++ >/dev/null || ! command -v objdump >/dev/null; then
            echo "error: this system's libstdc++ is older than TorchSharp needs, and g++, which builds a bridge, is not installed:" \
                "sudo apt-get install g++" >&2
            return 1
        fi
    fi
    sh "$_root/eng/build-bridge.sh" "$1" "$2"
    local result=$?
    [ $result = 0 ] || echo "error: the bridge for this system's old libstdc++ could not be built (eng/bridge.cpp)" >&2
    return $result
}

_use_bridge() {
    local system bridge="$_root/artifacts/bridge"
    [ "$(uname -s)" = Linux ] || return 0
    system=$(_libstdcxx)
    [ -n "$system" ] || return 0
    grep -aq GLIBCXX_3.4.32 "$system" && return 0
    mkdir -p "$_root/artifacts" || return 1
    # Built again when the system's library is newer than the bridge.
    if [ ! -s "$bridge/libstdc++.so.6" ] || [ "$system" -nt "$bridge/libstdc++.so.6" ] ||
        [ "$_root/eng/bridge.cpp" -nt "$bridge/libstdc++.so.6" ]; then
        _build_bridge "$system" "$bridge" || return 1
    fi
    case ":${LD_LIBRARY_PATH:-}:" in
        *":$bridge:"*) ;;
        *) export LD_LIBRARY_PATH="$bridge${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" ;;
    esac
}

_leave() {
    unset -f _libstdcxx _build_bridge _use_bridge _leave
    unset _eng _root
    return "$1"
}
_use_bridge
_leave $?
