#!/usr/bin/env bash
# Builds everything and runs all tests. Last line: N passed, N failed, N skipped. Arguments go to dotnet test, such as --filter Name~Cifar.
set -uo pipefail
cd "$(dirname "$0")"
command -v dotnet >/dev/null || { echo "error: the .NET SDK 10 is not installed: see https://dotnet.microsoft.com/download" >&2; exit 1; }
. eng/env.sh || exit 1
# tests/Page.Tests opens pages in Chromium. Without it these tests are skipped.
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null &&
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing chromium, which opens the pages in tests ..." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 ||
        echo "chromium could not be installed: the tests of pages are skipped" >&2
fi
mkdir -p artifacts
echo "Building ..." >&2
dotnet build MLNetUnlearning.slnx -c Release -v q >artifacts/build.log 2>&1 || { tail -n 40 artifacts/build.log; echo "error: the build failed (whole log: artifacts/build.log)"; exit 1; } >&2

passed=0 failed=0 skipped=0 broken=0
for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    echo "Testing $name ..." >&2
    log="artifacts/test-$name.log"
    dotnet test "$project" -c Release --no-build --nologo "$@" 2>&1 | tee "$log"
    [ "${PIPESTATUS[0]}" = 0 ] || broken=1
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
