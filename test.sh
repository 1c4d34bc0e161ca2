#!/usr/bin/env bash
# Builds everything and runs all tests. Last line: N passed, N failed, N skipped. Arguments go to dotnet test, such as --filter Name~Cifar.
set -uo pipefail
cd "$(dirname "$0")"
. eng/prepare.sh
. eng/onnx-runtime.sh
mkdir -p artifacts
say "Building ..."
dotnet build MLNetUnlearning.sln -c Release -v q -p:Engine="$Engine" >artifacts/build.log 2>&1 || { tail -n 40 artifacts/build.log >&2; fail "the build failed (whole log: artifacts/build.log)"; }

passed=0 failed=0 skipped=0 broken=0
for project in tests/*/*.csproj; do
    say "Testing $(basename "$project" .csproj) ..."
    log="artifacts/test-$(basename "$project" .csproj).log"
    dotnet test "$project" -c Release --no-build --nologo -p:Engine="$Engine" "$@" 2>&1 | tee "$log"
    [ "${PIPESTATUS[0]}" = 0 ] || broken=1
    # The runner's own closing line: Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: ...
    if counts=$(grep -oE 'Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+' "$log" | tail -n 1) && [ -n "$counts" ]; then
        read -r f p s < <(printf '%s' "$counts" | tr -cs '0-9' ' ')
        failed=$((failed + f)) passed=$((passed + p)) skipped=$((skipped + s))
    elif [ $# = 0 ]; then
        say "$project ran no test"; broken=1
    fi
done
[ "$broken" = 1 ] && [ "$failed" = 0 ] && { say "A test run ended without saying why: see above."; failed=1; }
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
