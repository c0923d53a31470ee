import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan, type ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { Difference } from '@sagellm-benchmark/runner/convergence'
import type { RunOptions } from '../run/run-outcome.js'
import { environmentDifferences } from './environment-differences.js'
import {
  type BothParts,
  pairingSentences,
  type ReproductionAnswer,
  reproductionAnswer,
  reproductionVerdicts,
} from './judge-reproduction.js'
import type { MeasuredPart } from './measured-part.js'
import { pairingOf, type PartSize, roundsOf, sizesOf } from './paired-rounds.js'
import { recordedMeasurement } from './recorded-measurement.js'

export type ReproduceOptions = RunOptions & {
  /** Seed of fresh prompts, which have the lengths of the recorded ones. `null`: the recorded prompts, which a cache may know. */
  readonly seed: number | null
  /** Differences up to this share do not matter. @default that of comparisons */
  readonly margin?: number
}

export type Reproduction = {
  readonly answer: ReproductionAnswer
  /** Of each figure of each part: the repetition against the record. */
  readonly verdicts: readonly ComparisonVerdict[]
  /** What was paired and what that took off, a sentence a part. */
  readonly pairing: readonly string[]
  /** Where the machine, the program or its settings are not those of the record; `null`: one of the two does not say. */
  readonly environment: readonly Difference[] | null
  /** Of the repetition. */
  readonly folder: string
  readonly interrupted: boolean
  /** Sentences for the reader. */
  readonly notes: readonly string[]
}

/**
 * Measures what a folder records again, a run, a comparison, or whole requests of `perf`, and holds it against the record: rounds of the same
 * number as pairs, or sections of the requests where there are fewer than five rounds.
 *
 * @throws BenchError `not_found` for a folder without a plan and records; `not_implemented` for a measurement that cannot be repeated by itself;
 *   `invalid_argument` where the plan lacks a secret that was taken out of it, and where the repetition would be written over the record; as
 *   measuring it.
 */
export async function reproduce(given: string, options: ReproduceOptions): Promise<Reproduction> {
  const { seed, margin = ComparisonPlan.shape.margin.parse(undefined), ...own } = options
  const cwd = own.cwd ?? process.cwd()
  const folder = resolve(cwd, given)
  const output = resolve(cwd, own.output ?? './benchmark_reproduced')
  const record = await recordedMeasurement(folder, { ...own, output })
  if ((await isSame(folder, output)) || (await isSame(record.folder, record.repeatedIn))) throw writtenOver(output)
  // Read before anything is sent: a record that is broken would be found out only after the measurement.
  const recorded = await sizesOf(record.parts)
  await environmentDifferences(folder, folder)
  const again = await record.repeat(seed)
  const both = await bothParts(record.parts, { recorded, again: again.parts })
  const verdicts = reproductionVerdicts(both, { margin })
  return {
    answer: reproductionAnswer(verdicts),
    verdicts,
    pairing: pairingSentences(both, verdicts),
    environment: await environmentDifferences(folder, again.folder),
    ...{ folder: again.folder, interrupted: again.interrupted, notes: again.notes },
  }
}

type Repeated = { readonly recorded: ReadonlyMap<string, PartSize>; readonly again: readonly MeasuredPart[] }

/** A part that an interruption left out has no rounds, and is undecided. */
async function bothParts(parts: readonly MeasuredPart[], { recorded, again }: Repeated): Promise<BothParts[]> {
  const sizes = await sizesOf(again)
  const none = { rounds: 0, perRound: 0, requests: 0 }
  const pairings = new Map(
    parts.map(({ name }) => [name, pairingOf(recorded.get(name) ?? none, sizes.get(name) ?? none)]),
  )
  const [before, after] = [await roundsOf(parts, pairings), await roundsOf(again, pairings)]
  return parts.flatMap((part): BothParts[] => {
    const other = again.find(({ name }) => name === part.name)
    const [rounds, repeated, pairing] = [before.get(part.name), after.get(part.name), pairings.get(part.name)]
    if (!other || !rounds || !repeated || !pairing) return []
    return [{ pairing, recorded: { part, rounds }, again: { part: other, rounds: repeated } }]
  })
}

async function isSame(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => path)
  return (await real(one)) === (await real(other))
}

/** The record would make way for the repetition, which was then held against itself. */
function writtenOver(output: string): BenchError {
  return invalidArgument('output', output, 'it holds the result that is to be reproduced: give another folder')
}
