#!/usr/bin/env bash
# Installs a set of versions that was validated for the CANN of this machine; docs/scripts.md lists the variables.
exec "$(dirname "${BASH_SOURCE[0]}")/sagellm-benchmark" vllm-compare install-ascend "$@"
