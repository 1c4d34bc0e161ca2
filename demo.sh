#!/usr/bin/env bash
# Trains an image classifier, makes it forget, and compares it with retraining. Without arguments: synthetic images, under 3 minutes.
# ./demo.sh --help lists the options, ./demo.sh --data FOLDER runs on a CIFAR folder.
set -euo pipefail
cd "$(dirname "$0")"
. eng/prepare.sh
say "Building ..."
mkdir -p artifacts
dotnet build samples/QuickStart -c Release -v q -p:Engine="$Engine" >artifacts/build.log 2>&1 || { tail -n 30 artifacts/build.log >&2; fail "the build failed"; }
exec dotnet samples/QuickStart/bin/Release/net8.0/QuickStart.dll "$@"
