import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RoundsOverhead } from '@sagellm-benchmark/protocol-types/comparison'
import type { WorkloadOutcome } from '../load/run-result.js'
import { stampErrorReasons } from '../overhead/judge-overhead.js'

/** What the client cost in a round: all of it, and each machine where there are several. */
export type RoundCost = Pick<WorkloadOutcome, 'clientOverhead' | 'generators'>

/**
 * How many rounds the client was at its limit in, with the first reasons. A calibrated stamp error is no such limit here: how far
 * stamps can be off is known, and held against each difference. Of several machines the worst one judges, in each round and over all.
 */
export function roundsOverhead(costs: readonly RoundCost[]): RoundsOverhead {
  const rounds = costs.map(sendersIn)
  const all = rounds.flat()
  const numbers = [...new Set(all.flatMap(({ shard }) => shard ?? []))].sort((a, b) => a - b)
  const shards = numbers.map((shard) => {
    const own = all.filter((each) => each.shard === shard)
    return { shard, saturatedRounds: own.filter(isAtLimit).length, stampErrorMs: largestError(own) }
  })
  return {
    rounds: rounds.length,
    saturatedRounds: rounds.filter((senders) => senders.some(isAtLimit)).length,
    reasons: [...new Set(all.flatMap(({ limits }) => limits))].slice(0, 5),
    stampErrorMs: largestError(all),
    ...(shards.length > 0 ? { shards } : {}),
  }
}

type Sender = {
  /** `null`: there is one machine. */
  readonly shard: number | null
  readonly limits: readonly string[]
  readonly stampErrorMs: number | null
}

function sendersIn({ clientOverhead, generators = [] }: RoundCost): Sender[] {
  if (generators.length < 2) return [sender(null, clientOverhead)]
  return generators.map(({ shard, clientOverhead: own }) => sender(shard, own))
}

function sender(shard: number | null, { reasons, calibrationErrorP99Ms }: ClientOverhead): Sender {
  const ofStamps = stampErrorReasons(calibrationErrorP99Ms)
  const limits = reasons.filter((reason) => !ofStamps.includes(reason))
  return {
    shard,
    limits: shard === null ? limits : limits.map((reason) => `shard ${shard}: ${reason}`),
    stampErrorMs: ofStamps.length > 0 ? calibrationErrorP99Ms : null,
  }
}

const isAtLimit = ({ limits }: Sender) => limits.length > 0

function largestError(senders: readonly Sender[]): number | null {
  const errors = senders.flatMap(({ stampErrorMs }) => stampErrorMs ?? [])
  return errors.length === 0 ? null : Math.max(...errors)
}
