#!/usr/bin/env bash
# Sets up a clone for work on it: installs, builds every package, and says what to do next.
#
#   ./quickstart.sh [--dev]      install and build, put `sagellm-benchmark` onto your PATH (npm link), use the git hooks
#   ./quickstart.sh --standard   install and build; nothing outside of this folder changes
#   ./quickstart.sh --doctor     only say what is there and what is missing
#     --skip-hooks               leave the git hooks of this clone as they are
#     --skip-cleanup             keep a `sagellm-benchmark` that npm installed globally before, and do not link this one
#     --yes                      replace it without asking
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

have() { command -v "$1" >/dev/null 2>&1; }
line() { printf '  %-12s %s\n' "$1" "$2"; }

accelerator() {
  if have nvidia-smi; then echo 'NVIDIA; vLLM to compare with: scripts/start_vllm_cuda_docker.sh'
  elif have npu-smi; then echo 'Ascend; vLLM to compare with: scripts/run_vllm_ascend_container.sh or setup_vllm_ascend_compare_env.sh'
  else echo 'none found: the CPU backend and remote endpoints work'; fi
}

doctor() {
  echo "this machine:"
  line node "$(have node && node --version || echo 'missing: Node.js 20.19 or newer is needed, https://nodejs.org')"
  line npm "$(have npm && npm --version || echo 'missing: comes with Node.js')"
  line git "$(have git && git --version | cut -d' ' -f3 || echo 'missing: results then hold no commit')"
  line chromium "$(have chromium && echo present || echo 'missing: only the test suite needs it')"
  line docker "$(have docker && echo present || echo 'missing: only the containers of vLLM need it')"
  line accelerator "$(accelerator)"
  local other
  other="$(command -v sagellm-benchmark || true)"
  if [[ -n "$other" ]] && head -n 1 "$other" | grep -q python; then
    line original "$other is the Python original: pip uninstall isagellm-benchmark, or it goes on being found"
  fi
}

# An earlier global install goes before the link takes its place.
clean_up() {
  local there
  there="$(npm ls --global --depth=0 --parseable sagellm-benchmark 2>/dev/null | tail -n 1 || true)"
  [[ -n "$there" && ! "$there" -ef packages/cli ]] || return 0
  if [[ -n "$skip_cleanup" ]]; then echo "kept: $there; this clone is not linked"; return 1; fi
  if [[ -z "$yes" ]]; then
    [[ -t 0 ]] || { echo "kept: $there; --yes replaces it"; return 1; }
    read -r -p "replace $there by this clone? [y/N] " answer
    [[ "$answer" == [yY]* ]] || { echo "kept: $there"; return 1; }
  fi
  npm rm --global --silent sagellm-benchmark
}

link() {
  clean_up || return 0
  (cd packages/cli && npm link --silent --ignore-scripts) ||
    echo "not linked: npm cannot write to $(npm prefix --global); scripts/sagellm-benchmark works without"
}

use_hooks() {
  git rev-parse --git-dir >/dev/null 2>&1 || return 0
  local used
  used="$(git config core.hooksPath || true)"
  if [[ -z "$used" ]]; then git config core.hooksPath hooks && echo "git hooks: hooks/ (git config --unset core.hooksPath ends that)"
  elif [[ "$used" != hooks ]]; then echo "git hooks: $used stays in use"; fi
}

mode=--dev skip_hooks="" skip_cleanup="" yes=""
for flag in "$@"; do
  case "$flag" in
    --doctor|--standard|--dev) mode="$flag" ;;
    --skip-hooks) skip_hooks=1 ;;
    --skip-cleanup) skip_cleanup=1 ;;
    --yes) yes=1 ;;
    -h|--help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "quickstart.sh: unknown flag $flag: see --help" >&2; exit 2 ;;
  esac
done

doctor
[[ "$mode" != --doctor ]] || exit 0
have node || exit 1
node tools/build-cli.mjs
if [[ "$mode" == --dev ]]; then
  link
  [[ -n "$skip_hooks" ]] || use_hooks
fi
cat <<'TXT'
ready. Next:
  ./run_benchmark.sh                                      Q1-Q8 on the CPU backend
  scripts/sagellm-benchmark --help                        all commands
  npm test                                                the whole check
TXT
