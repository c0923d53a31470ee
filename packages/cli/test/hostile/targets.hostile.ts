import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { expect, test } from 'vitest'
import { noteFigures, together } from './figures.js'
import { type Ending, endings, type TargetKind, targetKinds, targetTrial } from './target-trial.js'

const total = Number(process.env.ENDINGS ?? 100)
const seed = Number(process.env.SEED ?? 17)
const kinds = Object.keys(targetKinds) as TargetKind[]

test(`${total} endings of ${kinds.length} kinds of started target leave no process that is not named`, async () => {
  const random = createRandom(seed)
  const trials = Array.from({ length: total }, (_, number) => ({
    kind: kinds[number % kinds.length] as TargetKind,
    ending: endings[Math.floor(number / kinds.length) % endings.length] as Ending,
    afterMs: 300 + random.uniform() * 3500,
  }))
  const outcomes = await together(trials, 2, async ({ kind, ending, afterMs }) => {
    const outcome = await targetTrial(kind, ending, afterMs)
    if (outcome.named.length + outcome.unnamed.length > 0) console.log(JSON.stringify({ afterMs, outcome }))
    return outcome
  })
  const counted = <Name extends string>(names: readonly Name[], of: 'kind' | 'ending') =>
    Object.fromEntries(names.map((name) => [name, outcomes.filter((each) => each[of] === name).length]))
  noteFigures('targets', {
    seed,
    total,
    byKind: counted(kinds, 'kind'),
    byEnding: counted(endings, 'ending'),
    named: outcomes.flatMap(({ named }) => named).length,
    unnamed: outcomes.flatMap(({ unnamed }) => unnamed).length,
  })
  expect(outcomes.filter(({ unnamed }) => unnamed.length > 0)).toEqual([])
})
