import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { captureFile, comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { expect, test } from 'vitest'
import { compareByShards, type SharedComparison } from '../testing/compare-by-shards.js'
import { compareCaptures } from './compare-captures.js'

const engines = { a: { ttftMs: 20, tbtMs: 2 }, b: { ttftMs: 20, tbtMs: 3.6 } }
const bothLoads = {
  ...{ batchSizes: [6], loads: [{ kind: 'poisson' as const, rateRps: 500 }] },
  ...{ requestsPerRound: 6, rounds: 6 },
}

/** Who was sent what when, from the start of each round of each target on, in whole microseconds. */
function arrivals(records: readonly RequestRecord[]) {
  const keyOf = ({ target, workload, phase, round }: RequestRecord) => `${target} ${workload} ${phase} ${round}`
  const starts = new Map<string, number>()
  for (const each of records)
    starts.set(keyOf(each), Math.min(starts.get(keyOf(each)) ?? Number.POSITIVE_INFINITY, each.scheduledAt))
  return records
    .map((each) => {
      const start = starts.get(keyOf(each)) as number
      const [scheduled, sent] = [each.scheduledAt, each.startAt].map((at) => Math.round((at - start) * 1e3))
      return `${keyOf(each)} ${each.requestId} ${scheduled} ${sent}`
    })
    .sort()
}

const verdicts = ({ result }: SharedComparison) =>
  result.comparison?.verdicts.map(({ target, metric, scenario, load, batchSize, verdict, ratio }) => ({
    ...{ target, metric, scenario, load, batchSize, verdict },
    // Axes that a clock was measured for agree to the nanosecond.
    ratio: ratio.value === null ? null : Number(ratio.value.toFixed(6)),
  }))

test('1, 2 and 3 shards send both targets the same requests at the same times, and come to the same verdicts', async () => {
  const one = await compareByShards(engines, bothLoads, { shares: 1 })
  expect(verdicts(one)?.find(({ metric }) => metric === 'avg_tbt_ms')).toMatchObject({ verdict: 'worse' })
  for (const shares of [2, 3]) {
    const several = await compareByShards(engines, bothLoads, { shares })
    expect(arrivals(several.records)).toEqual(arrivals(one.records))
    expect(verdicts(several)).toEqual(verdicts(one))
    // Each request of a round goes to the same shard for both targets, and each shard has its part.
    for (const clients of several.clients) {
      const [ofA = [], ofB = []] = [...clients.values()].map(({ sent }) => sent.map(({ id }) => id).sort())
      expect(ofA).toEqual(ofB)
      expect(ofA.length).toBeGreaterThan(0)
    }
    const { capture } = several.result.targets[0]?.file ?? {}
    expect(capture).toMatchObject({ shards: { of: shares, lost: [] } })
    expect(capture?.cells[0]?.client?.shards?.map(({ shard }) => shard)).toEqual([...Array(shares).keys()])
  }
})

test.each([
  ['batches', { batchSizes: [1] }],
  ['a rate', { batchSizes: [], loads: [{ kind: 'constant', rateRps: 50 } as const], requestsPerRound: 1 }],
  ['a closed loop', { batchSizes: [], loads: [{ kind: 'closed', concurrency: 1 } as const], requestsPerRound: 1 }],
])('a round of one request, in which all shards but one have no part, is whole: %s', async (_name, load) => {
  const { result, records } = await compareByShards(engines, { ...load, rounds: 3 }, { shares: 3 })
  expect(result).toMatchObject({ interrupted: false, lostShards: [] })
  expect(records.filter(({ phase }) => phase === 'measured')).toHaveLength(6)
})

test('a shard that is lost in a round ends the comparison: that round counts for no target, those before it do', async () => {
  // The warm-up has 6 requests for each of two targets, and so has each round; the loss is in the part of the second target of round 3.
  const lost = await compareByShards(engines, { rounds: 40 }, { shares: 3, onSent: cutAt(12 + 2 * 12 + 9) })
  const { result, records } = lost
  expect(result).toMatchObject({ interrupted: false, lostShards: [1] })
  expect(result.comparison?.endings).toMatchObject([{ stoppedBy: 'shard_lost', rounds: 2, maxRounds: 40 }])
  for (const { file } of result.targets) {
    expect(file.capture?.cells[0]?.rounds.map(({ round, requests }) => [round, requests])).toEqual([
      [0, 6],
      [1, 6],
    ])
    expect(file.capture?.shards).toEqual({ of: 3, lost: [1] })
  }
  expect(records.filter(({ phase }) => phase === 'measured')).toHaveLength(24)
  const [notice] = result.comparison?.notices.filter((each) => each.startsWith('shard 1 was lost')) ?? []
  expect(notice).toMatch(
    /^shard 1 was lost \d+\.\d s after the start \(.+\), in round 3 of short_b6, which counts for no target; the rounds before it are whole\.$/,
  )
  // What was captured is whole, so that a comparison of the files comes to the same.
  const captures = result.targets.map(({ file }) => captureFile.parse(reread(captureFile.serialize(file)), 'a.json'))
  const later = compareCaptures(
    captures.flatMap(({ capture }) => capture ?? []),
    { paired: true, endings: result.comparison?.endings ?? [] },
  )
  expect(later.verdicts).toEqual(result.comparison?.verdicts)
  const file = comparisonFile.serialize(result.comparison as never)
  expect(comparisonFile.parse(reread(file), 'comparison.json').endings).toEqual(result.comparison?.endings)
})

test('a shard that is lost in the warm-up leaves nothing measured, and no verdict', async () => {
  const { result } = await compareByShards(engines, { rounds: 4 }, { shares: 2, onSent: cutAt(3) })
  expect(result.lostShards).toEqual([1])
  expect(result.comparison?.endings).toMatchObject([{ stoppedBy: 'shard_lost', rounds: 0 }])
  const kinds = new Set(result.comparison?.verdicts.map(({ verdict }) => verdict))
  expect([...kinds].filter((verdict) => verdict !== 'inconclusive')).toEqual([])
})

test('a shard that is interrupted ends the comparison as an interruption does, with the rounds that all of them sent', async () => {
  const interruptAt = 12 + 2 * 12 + 3
  const { result, records } = await compareByShards(
    engines,
    { rounds: 40, batchSizes: [], loads: [{ kind: 'constant', rateRps: 50 }], requestsPerRound: 6 },
    { shares: 2, onSent: (count, { interrupt }) => count === interruptAt && interrupt(1) },
  )
  expect(result).toMatchObject({ interrupted: true, lostShards: [] })
  expect(result.comparison?.endings).toMatchObject([{ stoppedBy: 'interrupted', rounds: 2 }])
  expect(records.filter(({ phase }) => phase === 'measured')).toHaveLength(24)
})

function cutAt(count: number) {
  return (sent: number, { cut }: { cut(shard: number): void }) => void (sent === count && cut(1))
}

function reread(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json))
}
