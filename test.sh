#!/usr/bin/env bash
# Builds everything and runs all tests. Last line: N passed, N failed, N skipped. Arguments go to dotnet test, such as --filter Name~Cifar.
set -uo pipefail
cd "$(dirname "$0")"
command -v dotnet >/dev/null || { echo "error: the .NET SDK 10 is not installed: see https://dotnet.microsoft.com/download" >&2; exit 1; }
. eng/env.sh || exit 1
# Installs what tests need, where apt and root allow. What is missing is skipped, and the tests say so.
install() { # PURPOSE PACKAGE..
    { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; } || return 0
    echo "Installing ${*:2}, $1 ..." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${@:2}"; } >/dev/null 2>&1 ||
        echo "${*:2} could not be installed: tests that need it are skipped" >&2
}
[ -n "${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null ||
    install "which opens the pages in tests" chromium
command -v slurmctld >/dev/null || install "on which tests run a comparison" slurm-wlm munge --no-install-recommends
mkdir -p artifacts
if [ -z "${IS_BUILT:-}" ]; then # .ci/run has just built it: to look for changes takes a minute
    echo "Building ..." >&2
    dotnet build MLNetUnlearning.slnx -c Release -v q >artifacts/build.log 2>&1 || { tail -n 40 artifacts/build.log; echo "error: the build failed (whole log: artifacts/build.log)"; exit 1; } >&2
fi

# Tests one project, keeps what is said and how it ends, and shows it in one piece: another project is tested beside it.
tests_of() { # PROJECT ARGUMENT..
    local log
    log="artifacts/test-$(basename "$1" .csproj).log"
    echo "Testing $(basename "$1" .csproj) ..." >&2
    dotnet test "$1" -c Release --no-build --nologo "${@:2}" >"$log" 2>&1
    echo $? >"${log%.log}.code"
    cat "$log"
}
export -f tests_of

# Two at a time, the longest first. The tool's tests start one process after another, each on one core.
projects=(tests/Tool.Tests/Tool.Tests.csproj tests/MLNetUnlearning.Tests/MLNetUnlearning.Tests.csproj)
for project in tests/*/*.csproj; do
    case $project in "${projects[0]}" | "${projects[1]}") ;; *) projects+=("$project") ;; esac
done
rm -f artifacts/test-*
printf '%s\0' "${projects[@]}" | xargs -0 -n 1 -P 2 bash -c 'tests_of "${@: -1}" "${@:1:$#-1}"' tests_of "$@"

passed=0 failed=0 skipped=0 broken=0
for project in "${projects[@]}"; do
    log="artifacts/test-$(basename "$project" .csproj).log"
    [ "$(cat "${log%.log}.code")" = 0 ] || broken=1
    # The runner's own closing line: Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: ...
    if counts=$(grep -oE 'Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+' "$log" | tail -n 1) && [ -n "$counts" ]; then
        read -r f p s < <(printf '%s' "$counts" | tr -cs '0-9' ' ')
        failed=$((failed + f)) passed=$((passed + p)) skipped=$((skipped + s))
    elif [ $# = 0 ]; then
        echo "$project ran no test" >&2
        broken=1
    fi
done
[ "$broken" = 1 ] && [ "$failed" = 0 ] && { echo "A test run ended without saying why: see above." >&2; failed=1; }
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
