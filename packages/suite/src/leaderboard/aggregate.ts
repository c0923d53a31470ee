import { join, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { leaderboardProblems, type LeaderboardSite } from '@sagellm-benchmark/protocol-types/leaderboard'
import { type Aggregate, aggregateEntries, type FoundEntry } from '@sagellm-benchmark/reporters/entries'
import { checkOutputFolder, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { resolveIo, type SuiteIo } from '../io.js'
import { entriesIn, findEntries, type UnreadableEntry } from './find-entries.js'
import type { HubDataset } from './hub.js'

export type AggregateRequest = {
  /** Folders and files that hold entries of ours. */
  readonly inputs: readonly string[]
  /** What is published already, and stays. @default nothing */
  readonly published?: HubDataset | null
  /** Refuse entries of ours that this site would not take. @default the sites' demands are not looked at */
  readonly site?: LeaderboardSite | null
}

export type AggregateOutcome = Aggregate & {
  readonly unreadable: readonly UnreadableEntry[]
  /** Entries that were published before. */
  readonly before: number
}

/** Puts entries together with those that are published; nothing is written. @throws BenchError as reading either. */
export async function collectEntries(
  { inputs, published = null, site = null }: AggregateRequest,
  given: Pick<SuiteIo, 'cwd' | 'clock'> = {},
): Promise<AggregateOutcome> {
  const io = resolveIo(given)
  const before = published ? await publishedEntries(published) : []
  const { found, unreadable } = await findEntries(inputs, io.cwd)
  const generatedAt = new Date(io.clock.unixMs()).toISOString()
  const judged = found.map((each) => ({ ...each, reasons: site === null ? [] : leaderboardProblems(each.entry, site) }))
  const outcome = aggregateEntries([...before, ...judged.filter(({ reasons }) => reasons.length === 0)], generatedAt)
  return {
    ...outcome,
    refused: [...outcome.refused, ...judged.filter(({ reasons }) => reasons.length > 0)],
    unreadable,
    before: before.length,
  }
}

/** The same, written into a folder: what the sites read. Without an entry nothing is written, so that none is lost. */
export async function aggregate(
  request: AggregateRequest & { readonly output: string },
  given: Pick<SuiteIo, 'cwd' | 'clock'> = {},
): Promise<AggregateOutcome> {
  const folder = resolve(resolveIo(given).cwd, request.output)
  await checkOutputFolder(folder)
  const outcome = await collectEntries(request, given)
  if (outcome.entries.length === 0) return outcome
  for (const { name, text } of outcome.files) await writeNamedFile(join(folder, name), text)
  return outcome
}

async function publishedEntries(dataset: HubDataset): Promise<FoundEntry[]> {
  const found: FoundEntry[] = []
  for (const name of ['leaderboard_single.json', 'leaderboard_multi.json']) {
    const json = await dataset.read(name)
    if (json === null) continue
    // Going on as if nothing were published would lose what is.
    if (!Array.isArray(json))
      throw new BenchError('corrupt_data', `the published ${name} is no list of entries`, {
        hint: 'nothing was changed',
      })
    found.push(
      ...entriesIn(json, `the published ${name}`).map((each, at) => ({ ...each, published: json[at] as unknown })),
    )
  }
  return found
}
