#!/usr/bin/env bash
# Stops that container; its log stays, and the next start takes it again.
exec "$(dirname "${BASH_SOURCE[0]}")/sagellm-benchmark" vllm-compare container stop --hardware cuda "$@"
