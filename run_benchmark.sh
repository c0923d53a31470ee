#!/usr/bin/env bash
# Installs, builds and runs the benchmark from a clone.
#
#   ./run_benchmark.sh [OUTPUT_DIR]                       Q1-Q8 on the CPU backend
#   ./run_benchmark.sh --profile quick [run flags]        the same, with flags of `sagellm-benchmark run`
#   ./run_benchmark.sh --profile convergence [flags]      `sagellm-benchmark convergence`: metric deltas and path evidence
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "run_benchmark.sh: $1" >&2; exit 2; }

profile=quick
output=""
flags=()
while (($#)); do
  case "$1" in
    --profile) [[ $# -ge 2 ]] || fail "--profile needs a value: quick or convergence"; profile="$2"; shift 2 ;;
    --profile=*) profile="${1#*=}"; shift ;;
    --output-dir) [[ $# -ge 2 ]] || fail "--output-dir needs a folder"; output="$2"; shift 2 ;;
    --output-dir=*) output="${1#*=}"; shift ;;
    -h|--help) usage; exit 0 ;;
    --*|-?) flags+=("$1"); shift; while (($#)) && [[ "$1" != -* ]]; do flags+=("$1"); shift; done ;;
    *) [[ -z "$output" ]] || fail "unexpected argument: $1"; output="$1"; shift ;;
  esac
done

command -v node >/dev/null || fail "Node.js 20.19 or newer is needed: https://nodejs.org"
(cd "$here" && node tools/build-cli.mjs)
bench=(node "$here/packages/cli/dist/bin.js")

case "$profile" in
  quick) exec "${bench[@]}" run --output "${output:-benchmark_results}" ${flags[@]+"${flags[@]}"} ;;
  convergence) exec "${bench[@]}" convergence ${output:+--output-dir "$output"} ${flags[@]+"${flags[@]}"} ;;
  *) fail "unknown profile $profile: choose quick or convergence" ;;
esac
