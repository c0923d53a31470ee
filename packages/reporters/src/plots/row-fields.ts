import type { MetricName } from '@sagellm-benchmark/protocol-types/metrics'

/** Fields of a plot's rows that are named after a metric of the catalogue: a name that it lacks does not compile. */
export const latency = 'ttft_ms' satisfies MetricName
export const speed = 'throughput_tps' satisfies MetricName
