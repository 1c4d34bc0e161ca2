#!/usr/bin/env bash
# Trains an image classifier, makes it forget, and compares it with retraining. Without arguments: synthetic images, about 4 minutes.
# ./demo.sh --help lists the options, ./demo.sh --data FOLDER runs on a CIFAR folder.
set -euo pipefail
cd "$(dirname "$0")"
if [ $# = 0 ]; then
    cat >&2 <<'TEXT'
This trains a small classifier on drawn pictures, makes it forget a class and a tenth of the rows, retrains it without them, and compares.
It takes about 4 minutes on 2 cores, and a minute more the first time: the program is built, and its packages are fetched.
TEXT
fi
command -v dotnet >/dev/null || { echo "error: the .NET SDK 10 is not installed: see https://dotnet.microsoft.com/download" >&2; exit 1; }
. eng/env.sh
mkdir -p artifacts
echo "Building ..." >&2
dotnet build samples/QuickStart -c Release -v q >artifacts/build.log 2>&1 || { tail -n 30 artifacts/build.log; echo "error: the build failed"; exit 1; } >&2
exec dotnet samples/QuickStart/bin/Release/net10.0/QuickStart.dll "$@"
