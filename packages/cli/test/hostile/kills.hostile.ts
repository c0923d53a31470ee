import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { expect, test } from 'vitest'
import { noteFigures, together } from './figures.js'
import { type Kill, type KillOutcome, killTrial } from './kill-trial.js'
import { killedCommands } from './killed-commands.js'

const total = Number(process.env.KILLS ?? 200)
const seed = Number(process.env.SEED ?? 17)

/** One in seven while the program starts, the others anywhere in the load; every third run is continued to its end. */
function drawKill(random: ReturnType<typeof createRandom>, number: number): Kill {
  const early = random.uniform() < 1 / 7
  return {
    at: early ? 0 : random.uniform(),
    delayMs: early ? random.uniform() * 1500 : random.uniform() * 40,
    stepMs: 2 + random.uniform() * 10,
    resume: Math.floor(number / killedCommands.length) % 3 === 0,
  }
}

test(`${total} programs are killed at drawn moments: no record is lost, and every folder can be used`, async () => {
  const random = createRandom(seed)
  const kills = Array.from({ length: total }, (_, number) => drawKill(random, number))
  const outcomes = await together(kills, 2, async (kill, number) => {
    const command = killedCommands[number % killedCommands.length] as (typeof killedCommands)[number]
    const outcome = await killTrial(command, kill)
    if (outcome.lost.length + outcome.problems.length > 0) console.log(JSON.stringify({ number, kill, outcome }))
    return outcome
  })
  const sum = (of: (outcome: KillOutcome) => number) => outcomes.reduce((all, each) => all + of(each), 0)
  noteFigures('kills', {
    seed,
    total,
    byCommand: Object.fromEntries(killedCommands.map(({ name }) => [name, usesOf(name, outcomes)])),
    answers: sum(({ finished }) => finished),
    records: sum(({ records }) => records),
    lost: sum(({ lost }) => lost.length),
    underWay: sum(({ underWay }) => underWay),
    problems: sum(({ problems }) => problems.length),
  })
  expect(outcomes.flatMap(({ command, lost }) => lost.map((id) => `${command}: ${id}`))).toEqual([])
  expect(outcomes.flatMap(({ command, problems }) => problems.map((problem) => `${command}: ${problem}`))).toEqual([])
})

function usesOf(name: string, outcomes: readonly KillOutcome[]) {
  const own = outcomes.filter(({ command }) => command === name)
  const used = (use: KillOutcome['use']) => own.filter((each) => each.use === use).length
  return { kills: own.length, resumed: used('resumed'), reported: used('reported'), notBegun: used('not begun') }
}
