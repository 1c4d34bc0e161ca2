#!/usr/bin/env bash
# Takes the pictures of the evaluation page anew: those of docs/serve.md, and every state. Look at them afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/env.sh
if ! command -v pngquant >/dev/null; then apt-get install -y -qq --no-install-recommends pngquant >/dev/null; fi
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
PAGE_PICTURES="$made" dotnet test tests/Page.Tests -c Release --filter 'FullyQualifiedName~ServePicturesTests|FullyQualifiedName~StatesTests'
find "$made" -name '*.png' -exec pngquant --force --ext .png --strip --speed 1 --quality 60-90 {} +
rm -rf docs/pictures/serve
cp -r "$made"/. docs/pictures/

index=docs/pictures/serve/README.md
{
    echo '# Every state of the evaluation page'
    echo
    echo 'At 360, 768 and 1920 pixels, light and dark, taken by `eng/pictures.sh`. The tests look at each with axe-core.'
    echo
    echo '| state | 360 | 768 | 1920 |'
    echo '|---|---|---|---|'
    (cd docs/pictures/serve && ls ./*.png) | sed -E 's|^\./||; s/-[0-9]+-(light|dark)\.png$//' | sort -u | while read -r state; do
        row="| $state |"
        for width in 360 768 1920; do
            cell=
            for light in light dark; do
                picture="$state-$width-$light.png"
                if [ -f "docs/pictures/serve/$picture" ]; then cell="$cell [$light]($picture)"; fi
            done
            row="$row$cell |"
        done
        echo "$row"
    done
} > "$index"
