#!/usr/bin/env python3
"""The same as `sagellm-benchmark perf-compare`, under the name of the Python original."""
import os
import sys

program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sagellm-benchmark")
os.execv(program, [program, "perf-compare", *sys.argv[1:]])
