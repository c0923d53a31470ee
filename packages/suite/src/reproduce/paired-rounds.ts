import {
  type CapturedRounds,
  createRoundsTally,
  pairedRatio,
  unpairedRatio,
} from '@sagellm-benchmark/metrics/comparison'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import { readReduced } from '@sagellm-benchmark/runner'
import type { MeasuredPart } from './measured-part.js'

/** Rounds from which an interval over rounds is given. */
const FEWEST_ROUNDS = 5
/** Sections of a measurement with fewer rounds: so many that their dependence can be seen, each of several requests. */
const SECTIONS = { fewest: 12, most: 24, requests: 10 } as const

/** What a part holds: its rounds, requests of a round, and requests in all. */
export type PartSize = { readonly rounds: number; readonly perRound: number; readonly requests: number }

/** What is paired: rounds of the same number, or sections of so many requests of the same numbers. */
export type Pairing =
  | { readonly by: 'rounds' }
  | { readonly by: 'sections'; readonly requests: number; readonly sections: number; readonly perRound: number }

/**
 * How many measured requests each part has. Reads all journals, so that a broken one is found.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function sizesOf(parts: readonly MeasuredPart[]): Promise<ReadonlyMap<string, PartSize>> {
  const sizes = new Map(parts.map(({ name }) => [name, { rounds: 0, perRound: 0, requests: 0 }]))
  await eachRecord(parts, (record, { name }) => {
    const size = sizes.get(name) as { rounds: number; perRound: number; requests: number }
    size.rounds = Math.max(size.rounds, record.round + 1)
    size.perRound = Math.max(size.perRound, record.index + 1)
    size.requests += 1
  })
  return sizes
}

/**
 * Rounds where there are enough of them; else the requests in a row, in the order of the plan, cut into sections of equal length, because
 * requests that shared a queue are not independent, and sections of them nearly are.
 *
 * @see Schmeiser 1982, "Batch size effects in the analysis of simulation output"
 */
export function pairingOf(recorded: PartSize, again: PartSize): Pairing {
  const common = Math.min(recorded.requests, again.requests)
  const sections = Math.min(SECTIONS.most, Math.floor(common / SECTIONS.requests))
  if (Math.min(recorded.rounds, again.rounds) >= FEWEST_ROUNDS || sections < SECTIONS.fewest) return { by: 'rounds' }
  const perRound = Math.max(recorded.perRound, again.perRound)
  return { by: 'sections', sections, requests: Math.floor(common / sections), perRound }
}

/** The rounds, or sections, of each part. */
export async function roundsOf(
  parts: readonly MeasuredPart[],
  pairings: ReadonlyMap<string, Pairing>,
): Promise<ReadonlyMap<string, CapturedRounds>> {
  const tallies = new Map(
    parts.map(({ name, window }) => {
      const by = pairings.get(name)?.by ?? 'rounds'
      return [name, createRoundsTally({ window: by === 'sections' ? 'rounds' : window })]
    }),
  )
  await eachRecord(parts, (record, { name }) => {
    const round = placeIn(pairings.get(name) ?? { by: 'rounds' }, record)
    if (round !== null) tallies.get(name)?.add({ ...record, round })
  })
  return new Map([...tallies].map(([name, tally]) => [name, tally.result()]))
}

/** `null`: beyond what both have. */
function placeIn(pairing: Pairing, { round, index }: RequestRecord): number | null {
  if (pairing.by === 'rounds') return round
  const section = Math.floor((round * pairing.perRound + index) / pairing.requests)
  return section < pairing.sections ? section : null
}

/** Every measured request, with the part that it is of; each journal is read once. */
async function eachRecord(
  parts: readonly MeasuredPart[],
  use: (record: RequestRecord, part: MeasuredPart) => void,
): Promise<void> {
  const journals = new Set(parts.map(({ journal }) => journal))
  for (const journal of journals) {
    const own = parts.filter((part) => part.journal === journal)
    for await (const record of readReduced(journal)) {
      if (record.phase !== 'measured' || wasCancelled(record.errorClass)) continue
      const part = own.find(({ isOf }) => isOf(record))
      if (part) use(record, part)
    }
  }
}

/**
 * How much of the variance of a ratio pairing takes off: what a round draws (lengths, arrivals) is the same on both sides and cancels.
 *
 * @returns share in [0, 1]; 0 where it takes nothing off, `null` where there is no interval.
 */
export function takenOff(figure: string, recorded: CapturedRounds, again: CapturedRounds): number | null {
  const valueOf = ({ rounds }: CapturedRounds) =>
    new Map(
      rounds.flatMap(({ round, figures }) => {
        const value = figures[figure as keyof typeof figures]
        return value ? [[round, value] as const] : []
      }),
    )
  const [a, b] = [valueOf(recorded), valueOf(again)]
  const common = [...a.keys()].filter((round) => b.has(round))
  const pairs = common.map((round) => ({ baseline: a.get(round) as number, candidate: b.get(round) as number }))
  const paired = pairedRatio(pairs)
  const apart = unpairedRatio(
    pairs.map(({ baseline }) => baseline),
    pairs.map(({ candidate }) => candidate),
  )
  if (paired === null || apart === null || apart.standardError === 0) return null
  return Math.max(0, 1 - (paired.standardError / apart.standardError) ** 2)
}
