#!/usr/bin/env bash
# The check of .github/workflows/ci.yml on this machine: format, lint, types, tests, builds and package checks.
exec bash "$(dirname "${BASH_SOURCE[0]}")/../.ci/run"
