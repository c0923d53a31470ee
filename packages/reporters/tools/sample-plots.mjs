// Made-up data with the traits that make plots hard: long tails, many series, Chinese and long labels.

const subtitle = 'Qwen/Qwen2.5-0.5B-Instruct · cpu · 2026-11-24 · seed 7 · SAMPLE DATA, not a measurement'

function generator(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function samplePlots() {
  const random = generator(7)
  const lognormal = (median, spread) =>
    median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
  const sorted = (n, median, spread) => Array.from({ length: n }, () => lognormal(median, spread)).sort((a, b) => a - b)
  const series = { Q1: 40, Q5: 90, 'Q6 长上下文': 300 }
  const ecdf = []
  const ladder = []
  for (const [panel, factor] of Object.entries({ TTFT: 1, TBT: 0.1 })) {
    for (const [name, median] of Object.entries(series)) {
      const values = sorted(400, median * factor, 0.35)
      values.forEach((ms, at) => ecdf.push({ panel, series: name, ms, share: (at + 1) / values.length }))
      for (const percentile of [50, 75, 90, 95, 99, 99.9]) {
        const ms = values[Math.floor((values.length - 1) * (percentile / 100))]
        ladder.push({ panel, series: name, percentile: `p${percentile}`, ms, weak: percentile > 95 })
      }
    }
  }
  const time = []
  for (let at = 0; at < 900; at++) {
    const t_s = at / 15
    const wave = 1 + Math.max(0, Math.sin(t_s / 6)) * 3
    if (at % 97 === 50)
      time.push({ kind: 'failure', t_s, series: 'Q5', request_id: `Q5-r0-${at}`, error_class: 'first_token_timeout' })
    else
      time.push({
        kind: 'request',
        t_s,
        ms: lognormal(40 * wave, 0.3),
        series: at % 3 ? 'Q5' : 'Q1',
        request_id: `Q5-r0-${at}`,
      })
    time.push({ kind: 'in_flight', t_s, count: Math.round(3 * wave + random() * 2) })
  }
  const perf = ['short', 'long'].flatMap((scenario) =>
    [1, 2, 4, 8, 16].map((batch_size) => {
      const throughput_tps = ((scenario === 'short' ? 70 : 45) * batch_size) / (1 + batch_size / 14)
      return {
        series: scenario,
        scenario,
        batch_size,
        ttft_ms: (scenario === 'short' ? 20 : 180) * batch_size ** 0.7,
        throughput_tps,
        low: throughput_tps * 0.94,
        high: throughput_tps * 1.07,
      }
    }),
  )
  const verdicts = ['avg_ttft_ms', 'p99_ttft_ms', 'avg_tbt_ms', 'p99_tbt_ms', 'output_throughput_tps'].flatMap(
    (metric, at) =>
      [1, 4].map((batch) => {
        const ratio = [0.82, 1.09, 1.005, 0.97, 1.21][at] * (batch === 4 ? 1.03 : 1)
        const spread = [0.02, 0.14, 0.01, 0.05, 0.03][at]
        const verdict = ['better', 'inconclusive', 'equivalent', 'inconclusive', 'better'][at]
        return {
          target: 'after',
          label: `${metric} · batch ${batch}`,
          ratio,
          low: ratio * (1 - spread),
          high: ratio * (1 + spread),
          verdict: batch === 4 && at === 2 ? 'worse' : verdict,
          margin: 0.03,
        }
      }),
  )
  const waterfall = Array.from({ length: 16 }, (_, at) => at).flatMap((at) => {
    const due = at * 35
    const start = due + (at > 9 ? (at - 9) * 40 : 0)
    const first = start + lognormal(70, 0.3)
    const last = first + lognormal(300, 0.2)
    const request_id = `Q5-r0-${String(at).padStart(3, '0')}`
    const rows = [{ request_id, phase: 'to first token', from_ms: start, to_ms: first }]
    if (start > due) rows.unshift({ request_id, phase: 'waiting', from_ms: due, to_ms: start })
    rows.push({ request_id, phase: at === 12 ? 'failed' : 'decoding', from_ms: first, to_ms: last })
    return rows
  })
  const requestParts = Array.from({ length: 12 }, (_, at) => at).flatMap((at) =>
    [
      ['wait in the client', 2],
      ['network', 1],
      ['queue', 6 * at],
      ['prefill', 40 + at],
      ['decode', 210 + 9 * at],
      ['unknown', at === 5 ? 30 : 0],
    ].map(([part, ms], order) => ({
      request_id: `p${4 + 8 * at} Q5-r0-${String(at).padStart(3, '0')}`,
      part,
      order,
      ms,
    })),
  )
  const operators = [
    ['Linear', '4×128×768 → 3072', 1.08],
    ['RMSNorm', '4×128×4096', 3.15],
    ['SiLU·Mul', '4×128×2048', 2.44],
    ['Attention', '12 heads, 128×64', 1.62],
    ['MatMul', '512×512×512', 1.01],
    ['Softmax', '4×12×128×128', 0.93],
  ].map(([operator, shape, speedup]) => ({ operator, shape, speedup, low: speedup * 0.93, high: speedup * 1.06 }))
  const heat = ['Qwen2.5-0.5B', 'tiny-gpt2', '通义千问 1.5B'].flatMap((model, m) =>
    ['fp32', 'fp16', 'int8'].map((precision, p) => ({ model, precision, throughput_tps: 120 / (m + 1) + 35 * p })),
  )
  const sideBySide = ['mean TTFT, ms', 'mean TBT, ms', 'output, tok/s'].flatMap((panel, p) =>
    ['Q1', 'Q2', 'Q5', 'Q6 长上下文'].map((workload, w) => {
      const value = [42, 8, 310][p] * (1 + w * [0.8, 0.15, 0.5][p])
      return { panel, workload, value, low: value * 0.9, high: value * 1.12 }
    }),
  )
  const parts = [
    ...[
      ['wait in the client', 0, 3],
      ['connect and write', 1, 1],
      ['network', 3, 4],
      ['queue', 4, 60],
    ],
    ...[
      ['prefill', 40, 35],
      ['decode, unseen', 0, 20],
      ['decode', 260, 240],
      ['unknown', 25, 0],
    ],
  ]
  const whereTimeWent = ['Q1', '长上下文'].flatMap((workload, w) =>
    parts.map(([part, ...ms], order) => ({ workload, part, order, ms: ms[w] })),
  )
  const sweep = ['short', '长上下文'].flatMap((name, s) =>
    [1, 2, 4, 8, 16, 32].map((load) => {
      const y = ([30, 210][s] * (1 + load / 12)) / (s + 1)
      const x = ([75, 48][s] * load) / (1 + load / 14)
      const titles = { x_title: 'output throughput, tok/s', y_title: 'mean TTFT, ms' }
      const ends = { x_low: x * 0.95, x_high: x * 1.06, y_low: y * 0.9, y_high: y * 1.15 }
      return { series: name, load: String(load), order: load, x, y, ...ends, ...titles }
    }),
  )
  const queue = ['warm_1', '长上下文'].flatMap((series, s) =>
    Array.from({ length: 40 }, (_, at) => {
      const t = at / 4 - 2
      return { series, t_s: t, waiting: t < 0 ? s : Math.max(s, Math.round(24 + 4 * s - 6 * t)) }
    }),
  )
  const request = (plot, title, rows) => ({ plot, title, subtitle, rows })
  return [
    request('latency-ecdf', 'Latency distribution', ecdf),
    request('percentile-ladder', 'Latency percentiles', ladder),
    request('latency-over-time', 'TTFT over the run', time),
    request('throughput-by-batch', 'Throughput against batch size', perf),
    request('frontier', 'Throughput against latency', perf),
    request('sweep-curve', 'Latency against throughput', sweep),
    request('history-series', 'TTFT, mean: jump', historyRows()),
    request('queue-over-time', 'The queue of the server around a burst', queue),
    request('comparison-forest', 'after against before: ratio of each metric', verdicts),
    request('request-waterfall', 'Slowest requests', waterfall),
    request('operator-speedup', 'Speed-up of the fused form on cpu', operators),
    request('workload-intervals', 'The workloads side by side', sideBySide),
    request('time-parts', 'Where the time went', whereTimeWent),
    request('request-parts', 'Where the time of 12 of 480 requests went', requestParts),
    request('model-precision-heatmap', 'Throughput by model and precision', heat),
  ]
}

/** 20 runs of which the last 8 are on a higher level, with the version that changed there. */
function historyRows() {
  const points = Array.from({ length: 20 }, (_, at) => ({
    ...{ part: 'point', run: at + 1, value: (at < 12 ? 40 : 48) * (1 + (((at * 7) % 11) - 5) / 200) },
    ...{ title: 'TTFT, mean, ms', source: `nightly/${at}/benchmark_summary.json`, date: '2026-11-24' },
    ...{ note: null, environment: at === 12 ? 'engine_version: 1.0 to 1.1' : null },
  }))
  return [
    ...points,
    { part: 'level', from: 0.5, to: 12.5, value: 40, low: 38.4, high: 41.6 },
    { part: 'level', from: 12.5, to: 20.5, value: 48, low: 46.1, high: 49.9 },
    { part: 'change', at: 12.5, direction: 'worse', change: '+20.0 %' },
    { part: 'environment', at: 12.5, environment: 'engine_version: 1.0 to 1.1' },
  ]
}
