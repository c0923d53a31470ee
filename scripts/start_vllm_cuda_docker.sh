#!/usr/bin/env bash
# Starts vLLM in a container on a CUDA machine and waits until it is ready; docs/scripts.md lists the variables. --dry-run only shows the docker command.
exec "$(dirname "${BASH_SOURCE[0]}")/sagellm-benchmark" vllm-compare container start --hardware cuda "$@"
