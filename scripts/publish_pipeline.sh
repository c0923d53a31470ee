#!/usr/bin/env bash
# Measures, gathers the results into a leaderboard, and uploads it: three commands of the program, one after the other.
#
#   scripts/publish_pipeline.sh [--model M] [--backend cpu] [--backend-url URL] [--workload W] [--hf-dataset OWNER/NAME]
#     --skip-run     take the results that are there already
#     --skip-upload, --local-only   end with the leaderboard on this machine
#     --dry-run      show the commands and run none
#     --no-commit    accepted: nothing is ever committed
set -euo pipefail
program="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/sagellm-benchmark"
fail() { echo "publish_pipeline.sh: $1" >&2; exit 2; }

run=(run)
dataset=()
measure=1 upload=1 dry=""
while (($#)); do
  case "$1" in
    --model|--backend|--backend-url|--workload) [[ $# -ge 2 ]] || fail "$1 needs a value"; run+=("$1" "$2"); shift 2 ;;
    --hf-dataset) [[ $# -ge 2 ]] || fail "$1 needs a value"; dataset=(--dataset "$2"); shift 2 ;;
    --skip-run) measure=""; shift ;;
    --skip-upload|--local-only) upload=""; shift ;;
    --dry-run) dry=1; shift ;;
    --no-commit) shift ;;
    -h|--help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) fail "unknown argument $1: see --help" ;;
  esac
done

step() {
  printf 'sagellm-benchmark'; printf ' %q' "$@"; echo
  [[ -n "$dry" ]] || "$program" "$@"
}
[[ -z "$measure" ]] || step "${run[@]}"
step aggregate
[[ -z "$upload" ]] || step upload-hf ${dataset[@]+"${dataset[@]}"} --no-dry-run
