import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capturedRounds } from '@sagellm-benchmark/metrics/comparison'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { openJournal } from '@sagellm-benchmark/runner'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import type { MeasuredPart } from './measured-part.js'
import { pairingOf, roundsOf, sizesOf, takenOff } from './paired-rounds.js'

const size = (rounds: number, perRound: number) => ({ rounds, perRound, requests: rounds * perRound })

test('five rounds are paired by number; fewer are cut into sections of at least ten requests, twelve of them or none', () => {
  expect(pairingOf(size(5, 200), size(6, 200))).toEqual({ by: 'rounds' })
  expect(pairingOf(size(1, 500), size(1, 500))).toEqual({ by: 'sections', sections: 24, requests: 20, perRound: 500 })
  expect(pairingOf(size(1, 130), size(1, 500))).toEqual({ by: 'sections', sections: 13, requests: 10, perRound: 500 })
  expect(pairingOf(size(1, 119), size(1, 500))).toEqual({ by: 'rounds' })
})

test('sections hold the requests of the same numbers on both sides, over rounds, and leave out what one side lacks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paired-'))
  const journal = join(folder, 'records.jsonl')
  const records = [0, 1].flatMap((round) =>
    Array.from({ length: 70 }, (_, index) => aRecord({ round, index, startAt: 1000 * round + index, ttftMs: 10 })),
  )
  const open = openJournal(folder)
  open.append(records)
  open.close()
  const part = { name: 'p', journal, window: 'rounds', isOf: () => true } as unknown as MeasuredPart
  const sizes = await sizesOf([part])
  expect(sizes.get('p')).toEqual({ rounds: 2, perRound: 70, requests: 140 })
  const pairing = pairingOf(size(2, 70), { rounds: 2, perRound: 70, requests: 125 })
  expect(pairing).toEqual({ by: 'sections', sections: 12, requests: 10, perRound: 70 })
  const rounds = (await roundsOf([part], new Map([['p', pairing]]))).get('p')?.rounds ?? []
  expect(rounds.map(({ requests }) => requests)).toEqual(Array.from({ length: 12 }, () => 10))
  await rm(folder, { recursive: true })
})

/** Rounds whose level is drawn, and what each measurement adds by itself. */
function measured({ own, shared }: { readonly own: number; readonly shared: (round: number) => number }) {
  const random = createRandom(own)
  return capturedRounds(
    Array.from({ length: 20 }, (_, round) => {
      const ttftMs = shared(round) + 2 * random.uniform()
      return Array.from({ length: 4 }, (_, index) => aRecord({ round, index, startAt: 1000 * round, ttftMs }))
    }).flat(),
    { window: 'rounds' },
  )
}

test('pairing takes off what the rounds of both have in common, and nothing where they have nothing', () => {
  const lengths = createRandom(1)
  const drawn = Array.from({ length: 20 }, () => 20 + 40 * lengths.uniform())
  const common = (round: number) => drawn[round] as number
  const alike = [2, 3].map((own) => measured({ own, shared: common })) as [
    ReturnType<typeof measured>,
    ReturnType<typeof measured>,
  ]
  // The level has a variance of 40^2 / 12, what each side adds 2^2 / 12: of the sum, 1 - 4 / 1604 is common.
  expect(takenOff('avg_ttft_ms', ...alike)).toBeGreaterThan(0.95)
  const apart = [4, 5].map((own) => measured({ own, shared: () => 40 })) as typeof alike
  expect(takenOff('avg_ttft_ms', ...apart)).toBeLessThan(0.6)
})
