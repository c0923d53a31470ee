import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { claimLines } from './claim-cases.js'
import { checked, file, row, starts } from './gate-cases.js'
import { compared, type Compared, type Did, sentenceOf } from './verdict-cases.js'

/** What one metric of one scenario is called. */
function tbt(old: Did, now: Did, options: Partial<Compared> = {}): string {
  return sentenceOf(compared({ cells: { short: [old, now] }, ...options }), 'avg_tbt_ms')
}

const errors = (old: Did, now: Did) => sentenceOf(compared({ cells: { short: [old, now] } }), 'error_rate')
const p99 = (old: Did, now: Did) => sentenceOf(compared({ cells: { short: [old, now] } }), 'p99_tbt_ms')
const client = {
  rounds: 24,
  saturatedRounds: 20,
  reasons: ['CPU share of a load thread 1.0 cores, limit 0.9 cores'],
  stampErrorMs: null,
}
const cache = { verdict: 'contaminated', source: 'usage', hitShare: 0.9, intendedShare: 0.1, message: '' } as const
const slow: Did = { tbtMs: 12 }
const engines = { requests: 96, healthyEnginesBefore: 2, healthyEnginesAfter: 1 }

/** What happened, and what the program says of it. */
const comparisons: [string, () => string][] = [
  ['20 % faster', () => tbt({}, { tbtMs: 8 })],
  ['20 % slower', () => tbt({}, slow)],
  ['4 % slower, margin 3 %', () => tbt({}, { tbtMs: 10.4 })],
  ['equal', () => tbt({}, {})],
  ['equal, noise of 10 %', () => tbt({ noise: 0.1 }, { noise: 0.1 })],
  ['7 % slower, noise of 10 %', () => tbt({ noise: 0.1 }, { noise: 0.1, tbtMs: 10.7 })],
  [
    'twice as slow, five rounds, noise of 80 %',
    () => tbt({ noise: 0.8, rounds: 5 }, { noise: 0.8, rounds: 5, tbtMs: 20 }),
  ],
  ['one round', () => tbt({ rounds: 1 }, { rounds: 1, tbtMs: 20 })],
  ['four rounds', () => tbt({ rounds: 4 }, { rounds: 4, tbtMs: 20 })],
  ['the candidate has no value', () => tbt({}, { tbtMs: 0 })],
  ['p99 with too few requests', () => p99({}, {})],
  ['p99 with two blocks', () => p99({ p99: [20, 21] }, { p99: [25, 27] })],
  ['captures made one after the other, 20 % slower', () => tbt({}, slow, { paired: false })],
]

const withheld: [string, () => string][] = [
  ['client at its limit on one side', () => tbt({}, { ...slow, changes: { client } })],
  ['client at its limit on both sides', () => tbt({ changes: { client } }, { ...slow, changes: { client } })],
  [
    'load not kept',
    () => tbt({}, { ...slow, changes: { loadNotKept: ['mean concurrency 1.26 of 8 that were asked for'] } }),
  ],
  ['suspiciously short answers', () => tbt({}, { ...slow, changes: { recordFlags: { suspiciously_short: 12 } } })],
  ['an engine behind a gateway died', () => tbt({}, slow, { target: { serverCounters: engines as never } })],
  [
    'streams that do not show the time between tokens',
    () => tbt({}, { ...slow, changes: { tbt: { leftOut: 0.1, unusable: 0.8, heldBack: false } } }),
  ],
  [
    'streams that were held back',
    () => tbt({}, { ...slow, changes: { tbt: { leftOut: 0.1, unusable: 0.8, heldBack: true } } }),
  ],
  ['a prefix cache answered', () => tbt({}, { ...slow, changes: { cache } })],
  ['stamps 4 ms late, a gap of 2 ms a token', () => stamps()],
  ['the faster side has failures', () => tbt({}, { tbtMs: 8, failed: [1, 0] })],
  ['the slower side has failures', () => tbt({}, { ...slow, failed: [1, 0] })],
  ['rounds that depend on one another', () => tbt({ phi: 0.98, noise: 0.05 }, { phi: 0.98, noise: 0.05, tbtMs: 12 })],
]

/** TTFT, because stamps that are late move the time of a whole answer by little. */
function stamps(): string {
  const ttft = (ms: number, late: number): Did => {
    const figures = (round: number) => ({ avg_ttft_ms: ms * (1 + (round % 3) / 100) })
    const rounds = Array.from({ length: 24 }, (_, round) => ({
      round,
      requests: 4,
      failed: 0,
      figures: figures(round),
    }))
    return { changes: { rounds, client: { ...client, saturatedRounds: 0, reasons: [], stampErrorMs: late } } }
  }
  return sentenceOf(compared({ cells: { short: [ttft(40, 4), ttft(42, 4)] } }), 'avg_ttft_ms')
}

/** Throughput, because the lengths of answers and prompts are work. */
function throughput(old: Did['changes'], now: Did['changes']): string {
  const did = (perSecond: number, changes: Did['changes'] = {}): Did => {
    const figures = (round: number) => ({ output_throughput_tps: perSecond * (1 + (round % 3) / 100) })
    const rounds = Array.from({ length: 24 }, (_, round) => ({
      round,
      requests: 4,
      failed: 0,
      figures: figures(round),
    }))
    return { changes: { rounds, ...changes } }
  }
  return sentenceOf(compared({ cells: { short: [did(100, old), did(130, now)] } }), 'output_throughput_tps')
}

const lengths: [string, () => string][] = [
  ['prompts of other lengths', () => throughput({}, { promptTokens: 96 })],
  ['answers of other lengths', () => throughput({}, { outputTokens: { min: 90, max: 110, mean: 100 } })],
  ['answers of unknown lengths', () => throughput({}, { outputTokens: null })],
]

const failures: [string, () => string][] = [
  ['none, 24 rounds', () => errors({}, {})],
  ['none, 120 rounds', () => errors({ rounds: 120 }, { rounds: 120 })],
  ['none, 3 rounds', () => errors({ rounds: 3 }, { rounds: 3 })],
  ['one request of the candidate', () => errors({}, { failed: [1, 0] })],
  ['a quarter of the candidate', () => errors({}, { failed: [1] })],
  ['a quarter of the baseline', () => errors({ failed: [1] }, {})],
  ['some on both sides', () => errors({ failed: [1, 0, 0, 1, 0] }, { failed: [0, 1, 0] })],
  ['some, 3 rounds', () => errors({ rounds: 3 }, { rounds: 3, failed: [1, 0] })],
  ['nothing was sent', () => errors({ rounds: 0 }, { rounds: 0 })],
]

const both = (a: Did, b: Did) => sentenceOf(compared({ cells: { short: [{}, a], long: [{}, b] } }), 'avg_tbt_ms')
const noisy = { noise: 0.15 }
const twoScenarios: [string, () => string][] = [
  ['slower in both', () => both(slow, slow)],
  ['slower in one, equal in the other', () => both(slow, {})],
  ['slower in one, unknown in the other', () => both(slow, noisy)],
  ['slower in one, faster in the other', () => both(slow, { tbtMs: 8 })],
  ['4 % slower in one, equal in the other', () => both({ tbtMs: 10.4 }, {})],
  ['unknown in both', () => both(noisy, noisy)],
  ['slower in one, withheld in the other', () => both(slow, { ...slow, changes: { client } })],
  [
    'no failure in either',
    () => sentenceOf(compared({ cells: { short: [{}, {}], long: [{ rounds: 60 }, { rounds: 60 }] } }), 'error_rate'),
  ],
]

const answers: [string, () => string][] = [
  ['equal engines with noise', () => compared({ cells: { short: [noisy, noisy] } }).report.answer],
  ['slower in one of two scenarios', () => compared({ cells: { short: [{}, slow], long: [{}, noisy] } }).report.answer],
  ['withheld', () => compared({ cells: { short: [{}, { ...slow, changes: { client } }] } }).report.answer],
]

const bounded = { flags: ['client_saturated' as const], saturationReasons: ['the client stood still once'] }
const gate: [string, () => string[]][] = [
  ['equal', () => checked({ current: file([row('short')]) })],
  ['TTFT 7 % slower', () => checked({ current: file([row('short', { ttftMs: 53.5 })]) })],
  ['TTFT 20 % slower', () => checked({ current: file([row('short', { ttftMs: 60 })]) })],
  ['TTFT 20 % faster', () => checked({ current: file([row('short', { ttftMs: 40 })]) })],
  [
    'TTFT 20 % faster, a request failed',
    () => checked({ current: file([row('short', { ttftMs: 40, failedRequests: 1 })]) }),
  ],
  [
    'one of two scenarios twice as slow',
    () =>
      checked({
        baseline: file([row('short'), row('long')]),
        current: file([row('short'), row('long', { ttftMs: 100 })]),
      }),
  ],
  [
    'a change that was announced',
    () => checked({ current: file([row('short', { ttftMs: 60 })]), expectedChanges: ['avg_ttft_ms'] }),
  ],
  [
    'half of the requests failed',
    () => checked({ current: file([row('short', { successfulRequests: 50, failedRequests: 50 })]) }),
  ],
  ['a value is missing', () => checked({ current: file([row('short', { ttftMs: null })]) })],
  ['a time of 0', () => checked({ current: file([row('short', { ttftMs: 0 })]) })],
  ['client at its limit', () => checked({ current: file([row('short', bounded)]) })],
  [
    'client at its limit in one of two scenarios',
    () => checked({ baseline: file([row('short'), row('long')]), current: file([row('short'), row('long', bounded)]) }),
  ],
  ['load not kept', () => checked({ current: file([row('short', { flags: ['load_not_kept'] })]) })],
  [
    'engines behind a gateway changed',
    () => checked({ current: file([row('short', { flags: ['engines_changed'] })]) }),
  ],
  ['another precision', () => checked({ current: file([row('short', { effectivePrecision: 'fp16' })]) })],
  [
    'another model',
    () =>
      checked({
        baseline: file([row('short', { effectiveModel: 'a' })]),
        current: file([row('short', { effectiveModel: 'b' })]),
      }),
  ],
  ['a simulated side', () => checked({ current: file([row('short', { simulated: true })]) })],
  ['prompts of other lengths', () => checked({ current: file([row('short', { promptTokens: 96 })]) })],
  [
    'answers of other lengths',
    () =>
      checked({
        baseline: file([row('short', { outputThroughputTps: 100 })]),
        current: file([row('short', { outputThroughputTps: 100, outputTokens: 100 })]),
      }),
  ],
  ['a prefix cache answered', () => checked({ current: file([row('short', { flags: ['cache_contaminated'] })]) })],
  [
    'streams that do not show the time between tokens',
    () => checked({ current: file([row('short', { tbtUnusableShare: 0.8 })]) }),
  ],
  [
    'another transport',
    () => checked({ current: file([row('short', { transport: 'fetch', stampSource: 'body_chunk' })]) }),
  ],
  [
    'the length of prompts is known of one side',
    () => checked({ current: file([row('short', { promptTokens: null })]) }),
  ],
  [
    'scenarios that only one side has',
    () => checked({ baseline: file([row('short'), row('long')]), current: file([row('short'), row('wide')]) }),
  ],
  ['another machine', () => checked({ current: file([row('short')], { machineId: 'n' }) })],
  ['an unknown machine', () => checked({ current: file([row('short')], { machineId: null }) })],
  [
    'three starts each, equal',
    () => checked({ baseline: starts([-0.01, 0, 0.01]), current: starts([0.01, 0, -0.01]) }),
  ],
  [
    'three starts each that vary by 8 %, 12 % slower',
    () => checked({ baseline: starts([-0.08, 0, 0.08]), current: starts([0.2, 0.12, 0.04]) }),
  ],
  [
    'three starts each that vary by 20 %',
    () => checked({ baseline: starts([-0.2, 0, 0.2]), current: starts([0.2, 0, -0.2]) }),
  ],
  [
    'repeats on a server that ran on',
    () =>
      checked({
        baseline: starts([-0.05, 0, 0.05], { restarted: false }),
        current: starts([0.05, 0, -0.05], { restarted: false }),
      }),
  ],
]

test('every sentence of a verdict stands in one list, which is to be read as its readers do', async () => {
  const part = (title: string, cases: readonly (readonly [string, () => string | readonly string[]])[]) =>
    [
      `## ${title}`,
      ...cases.map(
        ([what, say]) =>
          `**${what}**\n\n${[say()]
            .flat()
            .flatMap((each) => each.split('\n'))
            .map((line) => `> ${line}`)
            .join('\n>\n')}`,
      ),
    ].join('\n\n')
  const parts = [
    '# Sentences of verdicts\n\nWritten by a test, from made-up measurements: in bold what happened, then what the program says of it. `old` is the baseline, `new` the candidate; the margin is 3 %.',
    part('Comparison: one metric in one scenario', comparisons),
    part('Comparison: what takes a verdict away', withheld),
    part('Comparison: lengths', lengths),
    part('Comparison: failures', failures),
    part('Comparison: two scenarios', twoScenarios),
    part('Comparison: the answer over all metrics', answers),
    part('Regression gate', gate),
    part('Convergence', claimLines),
  ]
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, 'verdict-sentences.md'))
})
