#!/usr/bin/env bash
# Installs, builds and runs the benchmark from a clone.
#
#   ./run_benchmark.sh [OUTPUT_DIR]                       Q1-Q8 on the CPU backend
#   ./run_benchmark.sh --profile quick [flags]            the same, with flags of `sagellm-benchmark run`
#   ./run_benchmark.sh --profile convergence [flags]      `sagellm-benchmark convergence`: metric deltas and path evidence
#
# OUTPUT_DIR may also be the last argument, or follow --output-dir. --upload-hf auto|always|never hands the results of quick to
# `sagellm-benchmark upload-hf`: always uploads them; auto, the default, shows what would be uploaded where HF_TOKEN is set.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() { sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "run_benchmark.sh: $1" >&2; exit 2; }

# Flags without a value: a word after one of them is the output folder.
switch() {
  case "$1" in
    --no-*|--calibration|--dataset-repeat|--dry-run|--html|--ignore-eos|--insecure|--keep-alive|--live-view|--model-unlisted|--plot|--prompt-cleanup|\
    --quiet|--disable-tqdm|--ready-check|--save-detailed|--save-result|--save-text|--stream|--streaming|--token-cache|\
    --traceparent|--usage-per-chunk|--verbose|-v|-q) return 0 ;;
    *) return 1 ;;
  esac
}

profile=quick
output=""
upload=auto
flags=()
while (($#)); do
  case "$1" in
    --profile|--output-dir|--output|-o|--upload-hf) [[ $# -ge 2 ]] || fail "$1 needs a value" ;;
  esac
  case "$1" in
    --profile) profile="$2"; shift 2 ;;
    --profile=*) profile="${1#*=}"; shift ;;
    --output-dir|--output|-o) output="$2"; shift 2 ;;
    --output-dir=*|--output=*) output="${1#*=}"; shift ;;
    --upload-hf) upload="$2"; shift 2 ;;
    --upload-hf=*) upload="${1#*=}"; shift ;;
    -h|--help) usage; exit 0 ;;
    -*)
      flag="$1"
      flags+=("$flag"); shift
      if [[ "$flag" == *=* ]] || switch "$flag"; then continue; fi
      (($# == 0)) || { flags+=("$1"); shift; }
      # The one list of several words; after any other flag there is one value.
      while [[ "$flag" == --goodput && $# -gt 0 && "$1" != -* ]]; do flags+=("$1"); shift; done
      ;;
    *) [[ -z "$output" ]] || fail "unexpected argument: $1"; output="$1"; shift ;;
  esac
done
case "$profile" in quick|convergence) ;; *) fail "unknown profile $profile: choose quick or convergence" ;; esac
case "$upload" in auto|always|never) ;; *) fail "--upload-hf cannot be $upload: choose auto, always or never" ;; esac

bench="$here/scripts/sagellm-benchmark"
if [[ "$profile" == convergence ]]; then
  exec "$bench" convergence run ${output:+--output-dir "$output"} ${flags[@]+"${flags[@]}"}
fi

output="${output:-benchmark_results}"
if [[ "$upload" == never || ("$upload" == auto && -z "${HF_TOKEN:-}") ]]; then
  exec "$bench" run --output "$output" ${flags[@]+"${flags[@]}"}
fi
"$bench" run --output "$output" ${flags[@]+"${flags[@]}"}
write=()
[[ "$upload" == auto ]] || write=(--no-dry-run)
exec "$bench" upload-hf --input "$output" ${write[@]+"${write[@]}"}
