import { compareKnown } from '../compare-known.mjs'

/** Median rounds to a decision with `--rounds auto`, and how often TBT is then called worse, for an engine that is slower in everything. */
export function decisionTable(comparison, repetitions) {
  const engines = [
    { name: 'batch size 4, noise of 20 % a request in TBT, 40 % in TTFT', batchSize: 4, requestNoise: 0.2 },
    { name: 'batch size 4, noise of 5 % and 10 %', batchSize: 4, requestNoise: 0.05 },
    {
      name: 'batch size 16, noise of 5 % and 10 %, 3 % common to a round',
      batchSize: 16,
      requestNoise: 0.05,
      roundNoise: 0.03,
    },
  ]
  const slower = [1, 1.1, 1.2, 1.5]
  const head = [
    'engine',
    'most rounds',
    ...slower.map((ratio) => (ratio === 1 ? 'equal' : `${Math.round(100 * (ratio - 1))} % slower`)),
  ]
  const rows = engines.map(({ name, ...engine }) => {
    const rounds = comparison.defaultRounds(engine.batchSize)
    const cells = slower.map((ratio) => {
      const runs = Array.from({ length: repetitions }, (_, run) => {
        const options = { ...engine, rounds, tbtRatio: ratio, ttftRatio: ratio, seed: 31 + run * 7919, autoAlone: true }
        return compareKnown(comparison, options).auto
      })
      const median = runs.map((each) => each.rounds).sort((a, b) => a - b)[Math.floor(repetitions / 2)]
      const worse = runs.filter(({ tbtWorse }) => tbtWorse).length / repetitions
      return `${median} (${(100 * worse).toFixed(1)} %)`
    })
    return [name, rounds, ...cells]
  })
  return [head, ...rows]
}
