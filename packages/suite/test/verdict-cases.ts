import { compareCaptures } from '@sagellm-benchmark/runner/compare'
import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import {
  CapturedCell,
  ComparisonPlan,
  comparisonFile,
  type ComparisonFile,
  TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import { readArtifact, type ReportDocument } from '@sagellm-benchmark/reporters'

/** What one target did in one scenario; the times are means, and vary from round to round. */
export type Did = {
  readonly tbtMs?: number
  /** Of the rounds, as a share. @default 0.01 */
  readonly noise?: number
  /** How much of a round's deviation the next one keeps. @default 0 */
  readonly phi?: number
  readonly rounds?: number
  /** Failed requests of each round, by its number; the last stands for all that follow. @default none */
  readonly failed?: readonly number[]
  /** p99 of each block of rounds. @default none: too few requests */
  readonly p99?: readonly number[]
  readonly changes?: Partial<CapturedCell>
}

const PER_ROUND = 4

function cellOf(scenario: string, { tbtMs = 10, noise = 0.01, phi = 0, rounds = 24, ...did }: Did, seed: number) {
  const random = createRandom(seed)
  const { failed = [0], p99 = [], changes = {} } = did
  let state = sampleNormal(random)
  const done = Array.from({ length: rounds }, (_, round) => {
    const figures = tbtMs === 0 ? {} : { avg_tbt_ms: tbtMs * (1 + noise * state) }
    state = phi * state + Math.sqrt(1 - phi ** 2) * sampleNormal(random)
    return { round, requests: PER_ROUND, failed: failed[Math.min(round, failed.length - 1)] ?? 0, figures }
  })
  return CapturedCell.parse({
    ...{ scenario, batchSize: PER_ROUND, load: null, streamed: true, rounds: done, roundsPerBlock: 7 },
    blocks: p99.map((ms, round) => ({ round, requests: 28, failed: 0, figures: { p99_tbt_ms: ms } })),
    requests: PER_ROUND * rounds,
    failed: done.reduce((sum, each) => sum + each.failed, 0),
    ...{ requestedOutputTokens: 128, outputTokens: { min: 128, max: 128, mean: 128 }, promptTokens: 128 },
    ...changes,
  })
}

export type Compared = {
  /** By scenario: what the baseline `old` did and what the candidate `new` did. */
  readonly cells: Readonly<Record<string, readonly [Did, Did]>>
  readonly paired?: boolean
  readonly target?: Partial<TargetCapture>
}

/** A comparison of two targets by the judge, and the report of it. */
export function compared({ cells, paired = true, target = {} }: Compared): {
  readonly file: ComparisonFile
  readonly report: ReportDocument
} {
  const names = Object.keys(cells)
  const plan = ComparisonPlan.parse({
    scenarios: names.map((name) => ({ name, source: 'short_qa', promptTokens: 128, outputTokens: 128 })),
    batchSizes: [PER_ROUND],
  })
  const capture = (label: string, side: 0 | 1, changes: Partial<TargetCapture> = {}) =>
    TargetCapture.parse({
      ...{ schemaVersion: 1, label, url: `http://127.0.0.1:1/${label}`, plan, model: 'tiny', requestedModel: 'tiny' },
      cells: names.map((name, at) => cellOf(name, cells[name]?.[side] ?? {}, 100 + 10 * at + side)),
      ...changes,
    })
  const captures = [capture('old', 0), capture('new', 1, target)]
  const file = compareCaptures(captures, { paired, plan })
  return { file, report: readArtifact(comparisonFile.serialize(file), 'comparison.json').document() }
}

/** The sentence about one metric, after what is said of several. */
export function sentenceOf({ report }: ReturnType<typeof compared>, metric: string): string {
  return (report.findings ?? [])
    .filter((each) => each.includes(`(${metric})`) || each.startsWith('No verdict on'))
    .join('\n')
}
