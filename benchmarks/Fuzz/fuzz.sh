#!/usr/bin/env bash
# Coverage-guided fuzzing of the library's readers by AFL++ (apt-get install afl++), one after the other, at low priority.
#
# benchmarks/Fuzz/fuzz.sh [seconds for each, 600] [reader ..]      without readers: all of them
#
# It instruments a copy of the library. What is found lies in artifacts/fuzz/found/READER/default/crashes and hangs; the last lines are a
# table. A file is read again by: dotnet run -c Release --project benchmarks/Fuzz -- replay READER FILE
set -euo pipefail
cd "$(dirname "$0")/../.."
. eng/env.sh
command -v afl-fuzz >/dev/null || { echo "error: AFL++ is not installed: sudo apt-get install afl++" >&2; exit 1; }
seconds=${1:-600}
shift || true
work=$PWD/artifacts/fuzz
version=$(sed -n 's/.*"SharpFuzz" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)

dotnet build benchmarks/Fuzz -c Release -v q >&2
[ -x "$work/tools/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version "$version" --tool-path "$work/tools" >&2
rm -rf "$work/program" "$work/seeds"
mkdir -p "$work/found"
dotnet benchmarks/Fuzz/bin/Release/net10.0/Fuzz.dll seeds "$work/seeds"
cp -al benchmarks/Fuzz/bin/Release/net10.0 "$work/program" # links to libtorch, which is large, and true copies of what builds change
cp --remove-destination benchmarks/Fuzz/bin/Release/net10.0/*.{dll,json} "$work/program/"
"$work/tools/sharpfuzz" "$work/program/MLNetUnlearning.dll"

readers=("$@")
[ $# -gt 0 ] || readers=($(ls "$work/seeds"))
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
[ -d /dev/shm ] && export TMPDIR=/dev/shm
for reader in "${readers[@]}"; do
    rm -rf "$work/found/$reader"
    # The names in a seed of JSON are words that AFL++ puts together anew.
    words="$work/$reader.words"
    cat "$work/seeds/$reader"/* | grep -aoE '"[A-Za-z0-9_]+"' | sort -u | sed 's/"/\\"/g; s/.*/"&"/' >"$words" || true
    dictionary=()
    [ ! -s "$words" ] || dictionary=(-x "$words")
    nice -n 19 afl-fuzz -i "$work/seeds/$reader" -o "$work/found/$reader" "${dictionary[@]}" -V "$seconds" -t 5000 -m none -- \
        dotnet "$work/program/Fuzz.dll" afl "$reader" >"$work/found/$reader.log" 2>&1 || { tail -n 20 "$work/found/$reader.log" >&2; exit 1; }
done

printf '%-16s%12s%12s%10s%8s\n' reader executions paths crashes hangs
for reader in "${readers[@]}"; do
    field() { sed -n "s/^$1 *: *//p" "$work/found/$reader/default/fuzzer_stats"; }
    printf '%-16s%12s%12s%10s%8s\n' "$reader" "$(field execs_done)" "$(field corpus_count)" "$(field saved_crashes)" "$(field saved_hangs)"
done
