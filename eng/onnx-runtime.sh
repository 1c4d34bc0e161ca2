#!/usr/bin/env bash
# Sourced by test.sh and .ci/run after prepare.sh: installs the ONNX runtime that exported models are checked with (npm's onnxruntime-node, the
# version that samples/OnnxDeployment pins) into artifacts/onnx-runtime, where NODE_PATH finds it. Without it the tests run exported models by an
# interpreter of their own.

install_onnx_runtime() {
    local source="$root/samples/OnnxDeployment" target="$root/artifacts/onnx-runtime"
    local log="$root/artifacts/onnx-runtime.log"
    mkdir -p "$target"
    export NODE_PATH="$target/node_modules"
    if ! command -v npm >/dev/null; then
        command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || { without_onnx_runtime "npm is not installed"; return; }
        say "Installing nodejs npm"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm; } >"$log" 2>&1 ||
            { without_onnx_runtime "apt-get could not install npm (whole log: $log)"; return; }
    fi
    # Installed already, by the same lock file?
    cmp -s "$source/package-lock.json" "$target/node_modules/installed-by.json" && return
    say "Installing onnxruntime-node ..."
    cp "$source/package.json" "$source/package-lock.json" "$target/"
    # Its install script would look for CUDA; the libraries for the CPU are in the package.
    if npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
        cp "$source/package-lock.json" "$target/node_modules/installed-by.json"
    else
        without_onnx_runtime "npm could not install onnxruntime-node (whole log: $log)"
    fi
}

without_onnx_runtime() { say "$1: exported models are run by the tests' own interpreter, not by ONNX Runtime"; }

install_onnx_runtime
