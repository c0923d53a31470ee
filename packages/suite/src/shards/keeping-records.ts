import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import { type Journal, openJournal, readTokenizer } from '@sagellm-benchmark/runner'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import type { ShardOptions, ShardReport } from '@sagellm-benchmark/runner/shards'
import { type ShardAccount, shardArtifact, writeAccount } from './shard-account.js'

/** Drives the part of a shard, which `keep` gives a journal to. */
export type ShardDriving = Required<Pick<ShardOptions, 'keep'>>

type Keeping = {
  readonly plan: RunPlan
  readonly account: Pick<ShardAccount, 'shard' | 'of' | 'planHash'>
  readonly clock: Clock
}

/**
 * Has a shard keep its records in a folder of its own. However it ends, the folder then says what its journal has to be, if the process
 * could still say it.
 *
 * @throws BenchError as `withRunFolder`, and whatever `drive` throws; the folder of a shard that measured nothing is as it was before.
 */
export function keepingRecords(
  folder: string,
  { plan, account, clock }: Keeping,
  drive: (keep: ShardDriving['keep']) => Promise<ShardReport>,
): Promise<ShardReport> {
  return withRunFolder(folder, { artifacts: [shardArtifact], clock }, async () => {
    let begun: { readonly run: string; readonly journal: Journal } | null = null
    try {
      return await drive(async ({ run }) => {
        const { target } = plan
        const path = target.kind === 'endpoint' ? target.tokenizer : null
        const tokenizer = path === null ? null : await readTokenizer(path)
        await writeAccount(folder, { ...account, run, journal: null, told: null })
        const journal = openJournal(folder, { digest: true })
        begun = { run, journal }
        return { journal, tokenizer }
      })
    } finally {
      const ended = begun as { readonly run: string; readonly journal: Journal } | null
      if (ended) {
        ended.journal.close()
        await writeAccount(folder, { ...account, run: ended.run, journal: ended.journal.kept(), told: null })
      }
    }
  })
}
