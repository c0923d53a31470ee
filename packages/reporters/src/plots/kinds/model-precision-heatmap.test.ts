import { expect, test } from 'vitest'
import { look } from '../look.js'
import { seriesEncoding } from '../scales.js'
import { modelPrecisionHeatmap } from './model-precision-heatmap.js'

const row = (model: string, precision: string, throughput_tps: number) => ({ model, precision, throughput_tps })

test('the colour of a cell’s text turns between the cells, whatever slower rows lie under them', () => {
  const rows = [row('a', 'fp16', 10), row('a', 'fp16', 300), row('a', 'int8', 20), row('a', 'int8', 400)]
  const request = { plot: 'model-precision-heatmap', title: '', subtitle: '', rows }
  const spec = JSON.stringify(modelPrecisionHeatmap.spec(request, look('light')))
  const turn = Number(/datum\.best > ([\d.]+)/.exec(spec)?.[1])
  expect(turn).toBeGreaterThan(300)
  expect(turn).toBeLessThan(400)
})

test('a legend of long names is broken into lines, one of short names is not', () => {
  const named = (names: string[]) =>
    seriesEncoding(
      names.map((series) => ({ series })),
      look('light'),
    ).color.legend
  expect(named(['short', 'long'])).not.toHaveProperty('columns')
  // Four names of 60 letters: 412 px each.
  expect(named(['a', 'b', 'c', 'd'].map((letter) => letter.repeat(60)))).toMatchObject({ columns: 1 })
})
