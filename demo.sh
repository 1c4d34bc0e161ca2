#!/usr/bin/env bash
# Trains an image classifier, makes it forget, compares it with retraining, and files what was found: all by the tool, mlnet-unlearn.
set -euo pipefail
from=$PWD
cd "$(dirname "$0")"

help() {
    cat <<'TEXT'
Usage: ./demo.sh [options]

It trains a classifier, makes it forget a class and a tenth of the rows, retrains it without them, and compares. Each result is a model, a
page to read and a signed deletion record. Without options the pictures are drawn, and it takes 5 to 20 minutes on 2 cores.

  --data FOLDER               pictures in a folder for each class, or CIFAR-10 or CIFAR-100 in the binary format
  --forget REQUEST            only this: class:NAME, random:SHARE, ids:FILE or Column=Value
  --rows-per-class N          at most N training rows of each class, a tenth of them held out as unseen; 100, with --data 500
  --test-rows-per-class N     at most N test rows of each class; 60, with --data 200
  --width N                   the width of the ResNet-18; 8, with --data 16
  --epochs N                  the epochs of training; without it they are chosen from the rows
  --seed N                    1 without it
  --output FOLDER             an empty or a new folder for the results; without it artifacts/demo, which is made anew
TEXT
}

data=synthetic forget='' rows='' test='' width='' epochs='' seed=1 output=''
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help | '-?') help && exit 0 ;;
    --data | --forget | --rows-per-class | --test-rows-per-class | --width | --epochs | --seed | --output)
        [ $# -ge 2 ] || { echo "error: $1 needs a value; ./demo.sh --help lists the options" >&2; exit 2; }
        case $1 in
        --data) data=$2 ;; --forget) forget=$2 ;; --rows-per-class) rows=$2 ;; --test-rows-per-class) test=$2 ;;
        --width) width=$2 ;; --epochs) epochs=$2 ;; --seed) seed=$2 ;; --output) output=$2 ;;
        esac
        shift 2
        ;;
    *) echo "error: there is no option '$1'; ./demo.sh --help lists the options" >&2 && exit 2 ;;
    esac
done
if [ "$data" = synthetic ]; then defaults=(100 60 8); else defaults=(500 200 16); fi
# Paths count from where the demo was called.
[ "$data" = synthetic ] || [[ $data = /* ]] || data=$from/$data
[ -z "$output" ] || [[ $output = /* ]] || output=$from/$output
[[ $forget != ids:* || $forget = ids:/* ]] || forget=ids:$from/${forget#ids:}
[[ $seed =~ ^[0-9]+$ ]] || { echo "error: --seed is '$seed'; it must be a whole number" >&2; exit 2; }
seed=$((10#$seed)) # 08 is eight, and no number of base eight
rows=${rows:-${defaults[0]}} test=${test:-${defaults[1]}} width=${width:-${defaults[2]}}

command -v dotnet >/dev/null || { echo "error: the .NET SDK 10 is not installed: see https://dotnet.microsoft.com/download" >&2; exit 1; }
. eng/env.sh
mkdir -p artifacts
if [ -z "$output" ]; then
    output=artifacts/demo
    rm -rf "$output"
fi
[ -z "$(ls -A "$output" 2>/dev/null)" ] || { echo "error: '$output' is not empty: state another folder" >&2; exit 2; }
mkdir -p "$output"
echo "Building, which takes a minute the first time ..." >&2
dotnet build src/MLNetUnlearning.Tool -c Release -v q >artifacts/build.log 2>&1 || { tail -n 30 artifacts/build.log; echo "error: the build failed"; exit 1; } >&2

program=src/MLNetUnlearning.Tool/bin/Release/net10.0/mlnet-unlearn.dll

# Runs a command of the tool, and shows it first.
tool() {
    printf '\n$ mlnet-unlearn %s\n' "$*"
    dotnet "$program" "$@"
}

original=$output/model.zip
tool train --data "$data" --rows-per-class "$rows" --test-rows-per-class "$test" --network ResNet18 --width "$width" \
    ${epochs:+--epochs "$epochs"} --seed "$seed" --output "$original"

# Retrains without the rows by another seed, forgets them by the method that the library chooses and by the min-max game, and compares.
compare() {
    local request=(--data "$data" --forget "$2") name=$output/$1
    mkdir "$name"
    tool unlearn "$original" "${request[@]}" --method Retrain --seed "$((seed + 1))" --output "$name/retrained.zip"
    tool unlearn "$original" "${request[@]}" --seed "$seed" --reference "$name/retrained.zip" \
        --output "$name/unlearned.zip" --report "$name/report.html" --record "$name/record.json"
    tool unlearn "$original" "${request[@]}" --seed "$seed" --method AdversarialMinMax --reference "$name/retrained.zip" \
        --output "$name/game.zip" --report "$name/game.html"
    tool record verify "$name/record.json" --key "$name/public.pem" --files "$name" --files "$output"
}

if [ -n "$forget" ]; then
    [[ $forget =~ ^random:[^:]*$ ]] && forget+=:$seed # one draw for all commands
    compare request "$forget"
else
    first=$(dotnet "$program" inspect "$original" --json |
        grep -m 1 -A 1 '"classes"' | tail -n 1 | cut -d '"' -f 2)
    compare class "class:$first"
    compare random "random:0.1:$seed"
fi
printf '\nPages to read:\n'
printf '  %s\n' "$(cd "$output" && pwd)"/*/*.html
