import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { shardsFile } from '@sagellm-benchmark/protocol-types/telemetry'
import type { z } from 'zod'
import type { ReduceOptions } from '../session/reduce-journal.js'
import type { ShardFolder } from './read-account.js'
import type { ShardsOfOneRun } from './shards-of-one-run.js'
import { lostSentences } from './shard-sentences.js'

/** What shards.json says of one shard. */
export type ShardFacts = z.infer<typeof shardsFile.schema>['shards'][number]

type Lost = { readonly shard: number; readonly why: string; readonly heardAt: number; readonly unrecorded: number }

/** How each workload of merged shards ended, and what a reader has to know of the shards. */
export type MergedOutcomes = {
  readonly workloads: ReduceOptions['result']['workloads']
  readonly facts: readonly ShardFacts[]
  readonly notices: readonly string[]
  readonly lostShards: readonly number[]
}

type Known = { readonly plan: RunPlan; readonly facts: readonly ShardFacts[] }

/** A shard whose folder is not there is as one that was lost: its part of the arrivals is in no record. */
export function mergedOutcomes({ zero, folders, missing }: ShardsOfOneRun, { plan, facts }: Known): MergedOutcomes {
  const { told } = zero
  const lostOf = (each: (typeof told.workloads)[number]): Lost[] => [
    ...each.lost
      .filter(({ shard }) => !missing.includes(shard))
      // Its own journal has what shard 0 had not heard of.
      .map((lost) => ({ ...lost, unrecorded: 0 })),
    ...missing.map((shard) => absent(shard, { facts, from: each.startedAt ?? 0 })),
  ]
  const workloads = plan.workloads.flatMap((workload) => {
    const each = told.workloads.find((found) => found.workload === workload.name)
    return each ? [{ ...each, workload, lost: lostOf(each) }] : []
  })
  return {
    workloads,
    facts: facts.map((each) => withAbsence(each, { missing, workloads })),
    notices: [
      ...missing.map((shard) => `The folder of shard ${shard} was not given: its records are in no figure.`),
      ...(zero.hasManifest
        ? []
        : ['The folder of shard 0 has no SHA256SUMS: what it says of the run is taken as it stands.']),
      ...folders
        .filter((each) => isUnattested(each, facts))
        .map(
          ({ shard }) =>
            `Shard ${shard} was ended before it could say what its journal has to be: its records are taken as they stand.`,
        ),
      ...workloads.flatMap((each) =>
        lostSentences(missingOnly(each, missing)).map((text) => `${each.workload.name}: ${text}`),
      ),
    ],
    lostShards: [...new Set(workloads.flatMap(({ lost }) => lost.map(({ shard }) => shard)))].sort((a, b) => a - b),
  }
}

function absent(
  shard: number,
  { facts, from }: { readonly facts: readonly ShardFacts[]; readonly from: number },
): Lost {
  const kept = facts.find((each) => each.shard === shard)?.journal?.records
  const why = kept === undefined ? 'its folder was not given' : `its folder with ${kept} records was not given`
  return { shard, why, heardAt: from, unrecorded: 0 }
}

type Ended = MergedOutcomes['workloads'][number]

/** Shard 0 has said of the others already. */
function missingOnly({ lost = [], startedAt, endedAt }: Ended, missing: readonly number[]) {
  return { startedAt, endedAt, lost: lost.filter(({ shard }) => missing.includes(shard)) }
}

/** Whether neither the shard nor shard 0 could say what its journal has to be. */
export function isUnattested({ shard, journal }: ShardFolder, facts: readonly ShardFacts[]): boolean {
  return journal === null && !facts.some((each) => each.shard === shard && each.journal !== null)
}

function withAbsence(
  own: ShardFacts,
  { missing, workloads }: { readonly missing: readonly number[]; readonly workloads: readonly Ended[] },
): ShardFacts {
  if (!missing.includes(own.shard)) return own
  const lostIn = (name: string) => {
    const ended = workloads.find(({ workload }) => workload.name === name)
    const lost = ended?.lost?.find(({ shard }) => shard === own.shard)
    return lost ? { why: lost.why, fromMs: lost.heardAt, untilMs: ended?.endedAt ?? null, unrecordedRequests: 0 } : null
  }
  return { ...own, workloads: own.workloads.map((each) => ({ ...each, lost: lostIn(each.workload) })) }
}
