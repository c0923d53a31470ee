import { dependence } from './dependence.mjs'

const percent = (value) => `${(100 * value).toFixed(1)}`

/** Size of one metric and of any of eight (Holm) for rounds that depend on one another, and the power of both rules where they do not. */
export function dependenceTable(metrics, repetitions) {
  const { holm } = metrics
  const methods = { mixture: (series) => byMixture(metrics, series), plain: (series) => byStudent(metrics, series) }
  const phis = [0, 0.3, 0.6, 0.9]
  const head = [
    'rounds',
    'noise',
    ...phis.map((phi) => `phi ${phi}: each / any of 8 (plain t each)`),
    'finds 10 % (plain t)',
  ]
  const rows = [12, 24, 30, 60].flatMap((rounds) =>
    [0.5, 0].map((noiseShare) => {
      const common = { rounds, spread: 0.21, repetitions, holm }
      const cells = phis.map((phi) => {
        const { mixture, plain } = dependence(methods, { ...common, phi, noiseShare, seed: 77 + rounds })
        return `${percent(mixture.each)} / ${percent(mixture.any)} (${percent(plain.each)})`
      })
      const power = dependence(methods, { ...common, phi: 0, noiseShare, effect: Math.log(1.1), seed: 7 })
      const found = `${percent(power.mixture.each)} (${percent(power.plain.each)})`
      return [rounds, noiseShare === 0 ? 'none' : 'half', ...cells, found]
    }),
  )
  return [head, ...rows]
}

function byMixture({ meanMixtures, mixtureP }, series) {
  return meanMixtures(series).map(({ own, pooled }) => Math.max(mixtureP(own, 0), mixtureP(pooled, 0)))
}

function byStudent({ mean, studentTails }, series) {
  return series.map((values) => {
    const centre = mean(values)
    const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
    const error = Math.sqrt(squares / (values.length - 1) / values.length)
    return studentTails(centre / error, values.length - 1)
  })
}
