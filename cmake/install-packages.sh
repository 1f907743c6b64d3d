#!/usr/bin/env bash
# Installs the Debian packages that are missing, as root or with sudo.
# usage: cmake/install-packages.sh GROUP...
#   build   compile the library, the command line, the tests, the benchmarks and the adapter in C
#   checks  sanitizers, clang, static analysis, documentation, the adapter in Rust
#   proofs  Coq and Spin, for spec/coq/run and spec/promela/run
#   cross   compilers and emulator for arm64 and s390x
# docs/dependencies.md says what each package is for.
set -euo pipefail

declare -A groups=(
  [build]="cmake ninja-build g++ libflint-dev libcrypto++-dev libhwy-dev libcli11-dev nlohmann-json3-dev
           libvalijson-dev libsqlitecpp-dev libtinyxml2-dev libfplll-dev gnuplot-nox libmpfr-dev catch2
           librapidcheck-dev libbenchmark-dev libntl-dev libjansson-dev python3"
  [checks]="clang libclang-rt-dev llvm clang-format clang-tidy doxygen libjs-mathjax parallel rustc"
  [proofs]="coq make python3 spin gcc"
  [cross]="g++-aarch64-linux-gnu g++-s390x-linux-gnu qemu-user"
)

missing=()
for group in "$@"; do
  for package in ${groups[$group]}; do
    state=$(dpkg-query --show --showformat='${db:Status-Status} ' "$package" 2>/dev/null || true)
    [[ " $state" == *" installed "* ]] || missing+=("$package")
  done
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || { echo "error: not root, no sudo; missing packages: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing Debian packages: ${missing[*]}" >&2
"${as_root[@]}" apt-get update >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --no-install-recommends "${missing[@]}" >&2
