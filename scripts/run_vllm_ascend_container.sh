#!/usr/bin/env bash
# start, status, logs, stop or pull: vLLM-Ascend in a container; docs/scripts.md lists the variables. --dry-run only shows the docker command.
exec "$(dirname "${BASH_SOURCE[0]}")/sagellm-benchmark" vllm-compare container --hardware ascend "$@"
