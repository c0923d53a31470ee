import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

const percent = (value) => `${(100 * value).toFixed(1)}`
const ROUNDS = 6
/** Of the log ratio of one round. */
const ROUND_NOISE = 0.05

/**
 * How often two engines are called different that differ only from start to start, and a true difference of 10 % is found, with the round and with
 * the start as the unit of Student's t.
 */
export function startsTable({ mean, studentTails }, repetitions) {
  const spreads = [0, 0.02, 0.05]
  const head = [
    'starts',
    'unit',
    ...spreads.map((spread) => `equal, starts vary by ${100 * spread} %`),
    ...spreads.map((spread) => `10 % found, starts vary by ${100 * spread} %`),
  ]
  const rows = [3, 5, 10].flatMap((starts) => {
    const cells = [0, Math.log(1.1)].flatMap((effect) =>
      spreads.map((spread) => shown({ mean, studentTails }, { starts, spread, effect, repetitions })),
    )
    return ['round', 'start'].map((unit) => [starts, unit, ...cells.map((cell) => percent(cell[unit]))])
  })
  return [head, ...rows]
}

function shown({ mean, studentTails }, { starts, spread, effect, repetitions }) {
  const random = createRandom(600 + starts)
  const counts = { round: 0, start: 0 }
  for (let run = 0; run < repetitions; run++) {
    const byStart = Array.from({ length: starts }, () => {
      const own = effect + spread * sampleNormal(random)
      return Array.from({ length: ROUNDS }, () => own + ROUND_NOISE * sampleNormal(random))
    })
    counts.round += Number(tTest({ mean, studentTails }, byStart.flat()) < 0.05)
    counts.start += Number(tTest({ mean, studentTails }, byStart.map(mean)) < 0.05)
  }
  return { round: counts.round / repetitions, start: counts.start / repetitions }
}

function tTest({ mean, studentTails }, values) {
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return studentTails(centre / Math.sqrt(squares / (values.length - 1) / values.length), values.length - 1)
}
