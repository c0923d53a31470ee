#!/usr/bin/env bash
# Sets up a clone for work on it: installs, builds every package, and says what to do next.
#
#   ./quickstart.sh              install and build
#   ./quickstart.sh --dev        the same, and link `sagellm-benchmark` onto your PATH (npm link)
#   ./quickstart.sh --doctor     only say what is there and what is missing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

have() { command -v "$1" >/dev/null 2>&1; }
line() { printf '  %-12s %s\n' "$1" "$2"; }

doctor() {
  echo "this machine:"
  line node "$(have node && node --version || echo 'missing: Node.js 20.19 or newer is needed, https://nodejs.org')"
  line npm "$(have npm && npm --version || echo 'missing: comes with Node.js')"
  line git "$(have git && git --version | cut -d' ' -f3 || echo 'missing: results then hold no commit')"
  line chromium "$(have chromium && echo present || echo 'missing: only the test suite needs it')"
  line accelerator "$(have nvidia-smi && echo 'NVIDIA' || { have npu-smi && echo 'Ascend'; } || echo 'none found: the CPU backend and remote endpoints work')"
}

mode="${1:---standard}"
case "$mode" in
  --doctor) doctor; exit 0 ;;
  --standard|--dev) ;;
  -h|--help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  *) echo "quickstart.sh: unknown flag $mode: see --help" >&2; exit 2 ;;
esac

doctor
have node || exit 1
node tools/build-cli.mjs
[[ "$mode" != --dev ]] || (cd packages/cli && npm link --silent --ignore-scripts)
cat <<'TXT'
ready. Next:
  ./run_benchmark.sh                                      Q1-Q8 on the CPU backend
  node packages/cli/dist/bin.js --help                    all commands
  npm test                                                the whole check
TXT
