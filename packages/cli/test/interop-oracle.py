"""The formulas of the real packages, applied to the streams of interop-oracle.test.ts.

Called as `python interop-oracle.py FOLDER` with the streams on standard input. FOLDER holds the unpacked wheels of vllm, sglang, aiperf
and guidellm as FOLDER/NAME/NAME/...; numpy and pydantic must be there. Functions and classes are taken out of their files and run
without the rest of their packages, whose dependencies (torch among them) are not needed.
"""

import ast
import json
import sys
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

FOLDER = Path(sys.argv[1])
warnings.simplefilter("ignore")


class Anything:
    """Stands for what a definition names and its formula does not use."""

    def __getattr__(self, name):
        return Anything()

    def __call__(self, *args, **kwargs):
        return Anything()

    def __or__(self, other):
        return self

    def __getitem__(self, key):
        return Anything()


class Base:
    def __class_getitem__(cls, key):
        return cls


def definitions(path, names, **known):
    """The named classes and functions of a file, run with only what they need."""
    tree = ast.parse((FOLDER / path).read_text())
    wanted = [node for node in tree.body if getattr(node, "name", None) in names]
    used = {node.id for part in wanted for node in ast.walk(part) if isinstance(node, ast.Name)}
    space = {name: Anything() for name in used if name not in dir(__builtins__)}
    space.update({"np": np, "warnings": warnings, "dataclass": dataclass, "field": field, **known})
    future = ast.parse("from __future__ import annotations").body
    exec(compile(ast.Module(future + wanted, []), path, "exec"), space)
    return types.SimpleNamespace(**{name: space[name] for name in names})


def serving_output(stream, chunks, ends, tokens):
    """What the clients of vLLM and SGLang note of a stream: seconds from its start."""
    start = stream["start"] / 1000
    times = [at / 1000 for at in chunks]
    success = stream["ending"] != "refused"
    return types.SimpleNamespace(
        success=success,
        start_time=start,
        ttft=times[0] - start if times else 0.0,
        itl=[b - a for a, b in zip(times, times[1:])],
        latency=ends / 1000 - start if success else 0.0,
        output_tokens=tokens,
        output_len=tokens,
        prompt_len=stream["prompt_tokens"],
        generated_text="x",
        error="",
        input_audio_duration=0.0,
    )


def window(streams):
    return (max(s["end"] for s in streams) - min(s["start"] for s in streams)) / 1000


def vllm(streams, limits):
    code = definitions(
        "vllm/vllm/benchmarks/serve.py",
        ["BenchmarkMetrics", "calculate_metrics"],
        TERM_PLOTLIB_AVAILABLE=False,
        MILLISECONDS_TO_SECONDS_CONVERSION=1000,
        print=lambda *args: None,
    )
    outputs = [
        serving_output(s, s["choices"], s["choices"][-1] if s["choices"] else s["start"], s["output_tokens"])
        for s in streams
    ]
    m, lens = code.calculate_metrics([], outputs, window(streams), None, [90, 99], limits)
    result = {
        name: getattr(m, name)
        for name in ["completed", "failed", "request_throughput", "request_goodput", "output_throughput"]
        + ["total_token_throughput", "max_output_tokens_per_s", "max_concurrent_requests"]
    }
    for metric in ["ttft", "tpot", "itl", "e2el"]:
        for statistic in ["mean", "median", "std"]:
            result[f"{statistic}_{metric}_ms"] = getattr(m, f"{statistic}_{metric}_ms")
        for p, value in getattr(m, f"percentiles_{metric}_ms"):
            result[f"p{p}_{metric}_ms"] = value
    return {**result, "output_lens": lens, "ttfts": [o.ttft for o in outputs], "latencies": [o.latency for o in outputs]}


def sglang(streams, limits):
    code = definitions(
        "sglang/sglang/benchmark/serving.py",
        ["BenchmarkMetrics", "calculate_metrics"],
        TERM_PLOTLIB_AVAILABLE=False,
    )
    good = definitions("sglang/sglang/benchmark/goodput.py", ["calculate_goodput"], GoodputMetrics=types.SimpleNamespace)
    outputs = [
        serving_output(s, s["texts"], s["end"], s["usage"] if s["usage"] is not None else s["asked"]) for s in streams
    ]
    rows = [
        types.SimpleNamespace(prompt_len=s["prompt_tokens"], text_prompt_len=0, vision_prompt_len=0) for s in streams
    ]
    tokenizer = types.SimpleNamespace(encode=lambda text, **options: [0])
    m, lens = code.calculate_metrics(rows, outputs, window(streams), tokenizer, "vllm-chat")
    names = ["completed", "request_throughput", "input_throughput", "output_throughput", "total_throughput"]
    names += ["concurrency", "max_output_tokens_per_s", "max_concurrent_requests"]
    names += [
        f"{statistic}_{metric}_ms"
        for metric in ["ttft", "tpot", "itl", "e2e_latency"]
        for statistic in ["mean", "median", "std", "p90", "p99"]
    ]
    goodput = good.calculate_goodput(outputs, limits, window(streams))
    return {
        **{name: getattr(m, name) for name in names},
        "output_lens": lens,
        "request_goodput": goodput.request_goodput,
        "slo_attainment": goodput.slo_attainment,
        "slo_attainment_by_metric": goodput.slo_attainment_by_metric,
    }


AIPERF = {
    "time_to_first_token": ("ttft_metric", "TTFTMetric"),
    "time_to_second_token": ("ttst_metric", "TTSTMetric"),
    "request_latency": ("request_latency_metric", "RequestLatencyMetric"),
    "output_sequence_length": ("output_sequence_length_metric", "OutputSequenceLengthMetric"),
    "inter_token_latency": ("inter_token_latency_metric", "InterTokenLatencyMetric"),
    "inter_chunk_latency": ("inter_chunk_latency_metric", "InterChunkLatencyMetric"),
    "output_token_throughput_per_user": ("output_token_throughput_metrics", "OutputTokenThroughputPerUserMetric"),
    "e2e_output_token_throughput": ("e2e_output_throughput_metric", "E2EOutputTokenThroughputMetric"),
    "max_response": ("max_response_metric", "MaxResponseTimestampMetric"),
}


class NoMetricValue(Exception):
    pass


class Metrics(dict):
    def get_or_raise(self, metric):
        if metric.tag not in self:
            raise NoMetricValue
        return self[metric.tag]

    def get_converted_or_raise(self, metric, unit):
        return self.get_or_raise(metric) / 1e9


def aiperf(streams, limits):
    tags = {name: type(name, (), {"tag": tag}) for tag, (_, name) in AIPERF.items()}
    classes = {
        tag: getattr(
            definitions(
                f"aiperf/aiperf/metrics/types/{file}.py",
                [name],
                **{**tags, "NoMetricValue": NoMetricValue, "BaseRecordMetric": Base, "BaseAggregateMetric": Base},
            ),
            name,
        )
        for tag, (file, name) in AIPERF.items()
    }
    values = {tag: [] for tag in AIPERF}
    starts, good = [], 0
    for stream in streams:
        if stream["ending"] == "refused" or not stream["texts"]:
            continue
        start = round(stream["start"] * 1e6)
        responses = [types.SimpleNamespace(perf_ns=round(at * 1e6)) for at in stream["texts"]]
        counts = types.SimpleNamespace(output=stream["output_tokens"], reasoning=None, first_content_chunk_tokens=None)
        record = types.SimpleNamespace(
            start_perf_ns=start,
            timestamp_ns=start,
            request=types.SimpleNamespace(start_perf_ns=start),
            content_responses=responses,
            token_counts=counts,
        )
        known = Metrics()
        for tag, each in classes.items():
            try:
                known[tag] = each()._parse_record(record, known)
            except NoMetricValue:
                continue
            values[tag] += known[tag] if isinstance(known[tag], list) else [known[tag]]
        starts.append(start)
        limited = {"ttft": "time_to_first_token", "tpot": "inter_token_latency", "e2el": "request_latency"}
        good += all(limited[n] in known and known[limited[n]] <= most * 1e6 for n, most in limits.items())
    seconds = (max(values.pop("max_response")) - min(starts)) / 1e9
    result = {}
    for tag, each in values.items():
        scaled = np.array(each) / (1e6 if "latency" in tag or tag.startswith("time_to") else 1)
        result[tag] = {"avg": scaled.mean(), "std": scaled.std(), "p50": np.percentile(scaled, 50)}
        result[tag] |= {"p99": np.percentile(scaled, 99), "count": len(each)}
    result["benchmark_duration"] = {"avg": seconds}
    result["request_throughput"] = {"avg": len(starts) / seconds}
    result["goodput"] = {"avg": good / seconds}
    return result


def guidellm(streams, limits):
    # Their packages import a great deal when they are entered: only the folders are made known.
    for name in ["guidellm", "guidellm.schemas", "guidellm.schemas.base", "guidellm.utils", "guidellm.extras"]:
        module = types.ModuleType(name)
        module.__path__ = [str(FOLDER / "guidellm" / name.replace(".", "/"))]
        sys.modules[name] = module
    sys.modules["guidellm.utils.registry"] = types.SimpleNamespace(RegistryMixin=Base)
    sys.modules["guidellm.extras.numpy"] = np
    sys.modules["guidellm.extras"].numpy = np
    from guidellm.schemas.base.info import RequestInfo, RequestTimings
    from guidellm.schemas.base.request import UsageMetrics
    from guidellm.schemas.base.request_stats import GenerativeRequestStats
    from guidellm.schemas.base.statistics import DistributionSummary as Summary

    requests = []
    for s in streams:
        if s["ending"] == "refused" or not s["texts"]:
            continue
        texts = [at / 1000 for at in s["texts"]]
        timings = RequestTimings(
            request_start=s["start"] / 1000,
            first_token_iteration=texts[0],
            first_output_token_iteration=texts[0],
            last_token_iteration=texts[-1],
            token_iterations=len(texts),
            request_end=s["end"] / 1000,
            resolve_end=s["end"] / 1000,
        )
        requests.append(
            GenerativeRequestStats(
                request_id="r",
                info=RequestInfo(timings=timings),
                input_metrics=UsageMetrics(text_tokens=s["prompt_tokens"]),
                output_metrics=UsageMetrics(text_tokens=s["output_tokens"]),
            )
        )
    span = {"start_time": min(s["start"] for s in streams) / 1000, "end_time": max(s["end"] for s in streams) / 1000}
    values = lambda function: Summary.from_values([function(r) for r in requests])
    rates = lambda events: Summary.rate_distribution_from_timings([e for r in requests for e in events(r)], **span)
    summaries = {
        "request_latency": values(lambda r: r.request_latency),
        "time_to_first_token_ms": values(lambda r: r.time_to_first_token_ms),
        "time_per_output_token_ms": values(lambda r: (r.time_per_output_token_ms or 0.0, r.output_tokens or 0.0)),
        "inter_token_latency_ms": values(lambda r: (r.inter_token_latency_ms or 0.0, (r.output_tokens or 1.0) - 1.0)),
        "total_token_count": values(lambda r: r.total_tokens),
        "requests_per_second": rates(lambda r: [r.request_end_time]),
        "output_tokens_per_second": rates(lambda r: r.output_tokens_timings),
        "prompt_tokens_per_second": rates(lambda r: [r.prompt_tokens_timing]),
        "tokens_per_second": rates(lambda r: r.total_tokens_timings),
        "request_concurrency": Summary.concurrency_distribution_from_timings(
            [(r.request_start_time, r.request_end_time) for r in requests], **span
        ),
    }
    names = ["mean", "median", "std_dev", "min", "max", "count", "total_sum"]
    return {
        name: {**{n: getattr(s, n) for n in names}, "percentiles": s.percentiles.model_dump()}
        for name, s in summaries.items()
    }


def plain(value):
    return value.item() if isinstance(value, np.generic) else str(value)


asked = json.load(sys.stdin)
results = {each.__name__: each(asked["streams"], asked["limits"]) for each in [vllm, sglang, aiperf, guidellm]}
json.dump(results, sys.stdout, default=plain)
