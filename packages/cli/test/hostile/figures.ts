import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

const count = z.int().nonnegative()

/** What the opt-in suite found when it was last run with UPDATE_DOCS=1; docs/reliability.md shows it. */
export const HostileFigures = z.object({
  /** Day of the last run, UTC, and the machine. */
  date: z.string(),
  cores: count,
  kills: z.object({
    seed: count,
    total: count,
    byCommand: z.record(z.string(), z.object({ kills: count, resumed: count, reported: count, notBegun: count })),
    answers: count,
    records: count,
    lost: count,
    /** Answers of the last half second before a kill that were not on disk yet. */
    underWay: count,
    problems: count,
  }),
  targets: z.object({
    seed: count,
    total: count,
    byKind: z.record(z.string(), count),
    byEnding: z.record(z.string(), count),
    /** Processes that lived on after the program and were named by it. */
    named: count,
    unnamed: count,
  }),
})
export type HostileFigures = z.infer<typeof HostileFigures>

const file = resolve(import.meta.dirname, 'figures.json')

/** The figures of the last run. */
export function hostileFigures(): HostileFigures {
  return HostileFigures.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** Keeps the figures of one part, where the documentation is to be written. */
export function noteFigures<Part extends 'kills' | 'targets'>(part: Part, figures: HostileFigures[Part]): void {
  if (process.env.UPDATE_DOCS !== '1') return
  const before = JSON.parse(readFileSync(file, 'utf8')) as object
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(file, `${JSON.stringify({ ...before, date, cores: cpus().length, [part]: figures }, null, 2)}\n`)
}

/** Does everything with a few at a time, and gives the results in their order. */
export async function together<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as Item, at)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
