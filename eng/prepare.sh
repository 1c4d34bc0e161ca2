#!/usr/bin/env bash
# Sourced by demo.sh, test.sh and .ci/run: finds or installs what a build needs and chooses the engine (docs/engines.md).
# Sets and exports Engine. Everything it says goes to standard error.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# Threads that wait for one another sleep instead of spinning: much faster where other programs run beside, hardly slower where not.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

command -v dotnet >/dev/null || fail "the .NET SDK (8 or later) is not installed: see https://dotnet.microsoft.com/download"

# Which of the Debian packages that Engine=Compat builds on are missing?
missing_packages() {
    local package
    for package in libtorch-dev libopenblas0-openmp libjpeg-dev libpng-dev cmake ninja-build g++; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

install_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        fail "Microsoft.ML and TorchSharp cannot be restored from your NuGet feed, and their stand-ins in compat/ build on Debian's packages only: use a feed that has them, or Debian."
    local packages
    packages=$(missing_packages)
    [ -z "$packages" ] && return
    [ "$(id -u)" = 0 ] || fail "these packages are missing: $packages
Install them with: sudo apt-get install $packages"
    say "Installing $packages"
    local log="$root/artifacts/apt.log"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >"$log" 2>&1 ||
        { tail -n 20 "$log" >&2; fail "apt-get could not install: $packages (whole log: $log)"; }
}

# Asks the feed once whether it has the real packages; the answer is kept.
choose_engine() {
    mkdir -p "$root/artifacts"
    local answer="$root/artifacts/engine"
    if [ -z "${Engine:-}" ] && [ -s "$answer" ]; then
        Engine=$(cat "$answer")
    elif [ -z "${Engine:-}" ]; then
        say "Asking the NuGet feed for Microsoft.ML and TorchSharp ..."
        if dotnet restore "$root/eng/probe/probe.csproj" -v q >"$root/artifacts/probe.log" 2>&1; then Engine=NuGet; else Engine=Compat; fi
        printf '%s\n' "$Engine" >"$answer"
    fi
    case $Engine in
        NuGet) say "Engine: NuGet (Microsoft.ML and TorchSharp packages)" ;;
        Compat) say "Engine: Compat (compat/: the feed lacks Microsoft.ML or TorchSharp)"; install_packages ;;
        *) fail "Engine is '$Engine'; it must be NuGet or Compat" ;;
    esac
    export Engine
}

choose_engine
