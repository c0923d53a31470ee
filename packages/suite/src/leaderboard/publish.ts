import { isBenchError } from '@sagellm-benchmark/protocol-types'
import type { LeaderboardSite } from '@sagellm-benchmark/protocol-types/leaderboard'
import type { SuiteIo } from '../io.js'
import { type AggregateOutcome, collectEntries } from './aggregate.js'
import type { HubDataset } from './hub.js'

export type PublishRequest = {
  readonly inputs: readonly string[]
  readonly hub: HubDataset
  /** Refuse entries that this site would not take. @default both are only told */
  readonly site?: LeaderboardSite | null
  /** Write nothing on the Hub. @default true */
  readonly dryRun?: boolean
  /** Of a data set that is not there yet. @default false */
  readonly isPrivate?: boolean
}

export type PublishOutcome = AggregateOutcome & {
  readonly written: boolean
  /** Why a dry run knows nothing of what is published already, and shows our entries alone; `null` where that was read. */
  readonly unread: string | null
}

/**
 * Puts our entries on top of those that a data set of the Hub holds, and writes all in one commit. Whatever cannot be read there ends it: what
 * others published is never overwritten unread. Only a dry run goes on without it, where the Hub refuses or cannot be reached.
 *
 * @throws BenchError where the Hub refuses, or cannot be reached, and this is no dry run; where what it holds cannot be understood.
 */
export async function publish(
  { inputs, hub, site = null, dryRun = true, isPrivate = false }: PublishRequest,
  io: Pick<SuiteIo, 'cwd' | 'clock'> = {},
): Promise<PublishOutcome> {
  const collect = (published: HubDataset | null) => collectEntries({ inputs, published, site }, io)
  const readBoth = async () => {
    // Before anything is read, so that a commit of somebody else in between is noticed.
    const head = await hub.head()
    return { head, outcome: await collect(head === null ? null : hub), unread: null }
  }
  const { head, outcome, unread } = await readBoth().catch(async (error: unknown) => {
    if (!dryRun || !isBenchError(error) || error.code !== 'unavailable') throw error
    return { head: null, outcome: await collect(null), unread: error.message }
  })
  const { added } = outcome
  if (dryRun || added.length === 0) return { ...outcome, written: false, unread }
  if (head === null) await hub.create({ isPrivate })
  const parent = head ?? (await hub.head())
  await hub.commit(outcome.files, { summary: `Leaderboard: ${added.length} entries of sagellm-benchmark`, parent })
  return { ...outcome, written: true, unread }
}
