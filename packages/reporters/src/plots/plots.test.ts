import { describe, expect, test } from 'vitest'
// The samples of tools/draw-samples.mjs: what was looked at is what is tested.
import { samplePlots } from '../../tools/sample-plots.mjs'
import { hostile } from '../testing/some-metrics.js'
import { compilePlot } from './compile-plot.js'
import { loadFonts } from './font-metrics.js'
import { look } from './look.js'
import type { PlotRequest } from './plot-request.js'
import { plots } from './plots.js'
import { renderPlot } from './render-plot.js'
import { renderSvg } from './render-svg.js'
import { fittingAxis, fittingScale } from './scales.js'

const samples: PlotRequest[] = samplePlots()
const sample = (plot: string) => samples.find((each) => each.plot === plot) as PlotRequest
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('every plot', () => {
  test('is in the samples, named as its file, and described', () => {
    expect(samples.map((each) => each.plot).sort()).toEqual(plots.map((each) => each.name).sort())
    expect(plots.filter((each) => each.description.length < 20)).toEqual([])
  })

  test.each(samples.map((each) => each.plot))('%s says what it shows, of what, when, with which seed', async (plot) => {
    const svg = await renderSvg(sample(plot), 'light')
    expect(svg).toContain(sample(plot).title)
    expect(svg).toContain('Qwen/Qwen2.5-0.5B-Instruct · cpu · 2026-11-24 · seed 7')
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  test.each(samples.map((each) => each.plot))(
    '%s is about 800 px wide at most, and nothing lies outside',
    async (plot) => {
      const svg = await renderSvg(sample(plot), 'dark')
      const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
      expect(Number(width)).toBeLessThan(830)
      expect(Number(height)).toBeLessThan(700)
    },
  )

  test.each(samples.map((each) => each.plot))('%s draws hostile labels as text', async (plot) => {
    const rows = sample(plot).rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'string' && !['kind', 'phase', 'verdict', 'panel'].includes(key) ? hostile : value,
        ]),
      ),
    )
    const svg = await renderSvg({ ...sample(plot), title: hostile, subtitle: hostile, rows }, 'light')
    expect(svg).not.toMatch(/<img|<script|<\/script|\u001b|\u202e/)
  })

  test.each(samples.map((each) => each.plot))(
    '%s of one row is still a picture, of no value an error',
    async (plot) => {
      const [first] = sample(plot).rows
      const unknown = Object.fromEntries(
        Object.entries(first as object).map(([key, value]) => [key, typeof value === 'number' ? null : value]),
      )
      const svg = await renderSvg({ ...sample(plot), rows: [first as PlotRequest['rows'][number]] }, 'light')
      expect(svg).toMatch(/^<svg/)
      expect(svg).not.toMatch(/NaN/)
      for (const rows of [[unknown], []]) {
        await expect(renderSvg({ ...sample(plot), rows }, 'light')).rejects.toMatchObject({ code: 'invalid_argument' })
      }
    },
  )
})

describe('files', () => {
  test('the same rows give the same bytes in every format', async () => {
    for (const format of ['svg', 'pdf', 'png'] as const) {
      const [one, two] = [
        await renderPlot(sample('model-precision-heatmap'), { format }),
        await renderPlot(sample('model-precision-heatmap'), { format }),
      ]
      expect(Buffer.compare(one, two)).toBe(0)
    }
  })

  test('a PNG grows with its dots per inch', async () => {
    const width = async (dpi: number) => {
      const png = Buffer.from(await renderPlot(sample('frontier'), { format: 'png', dpi }))
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      return png.readUInt32BE(16)
    }
    const [low, high] = [await width(96), await width(288)]
    expect(high / low).toBeCloseTo(3, 1)
  })

  test('an SVG needs no font: its texts are paths', async () => {
    const svg = text(await renderPlot(sample('frontier'), { format: 'svg' }))
    expect(svg).not.toContain('<text')
    expect(svg.match(/<path/g)?.length).toBeGreaterThan(20)
  })

  test('a PDF embeds the fonts, the Chinese one where a label needs it', async () => {
    const chinese = text(await renderPlot(sample('latency-ecdf'), { format: 'pdf' }))
    const latin = text(await renderPlot(sample('comparison-forest'), { format: 'pdf' }))
    expect(chinese).toMatch(/FontName \/[A-Z]{6}\+NotoSansSC-Regular/)
    expect(latin).toMatch(/FontName \/[A-Z]{6}\+Inter-Regular/)
    expect(latin).not.toContain('NotoSansSC')
  })

  test('a plot that does not exist is an error that lists those that do', async () => {
    await expect(
      renderPlot({ plot: 'pie', title: '', subtitle: '', rows: [] }, { format: 'svg' }),
    ).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('latency-ecdf'),
    })
  })
})

describe('the page’s specification', () => {
  test('zooms and shows values, where a file’s does neither', async () => {
    const page = JSON.stringify(await compilePlot(sample('latency-over-time'), look('light', true)))
    const file = JSON.stringify(await compilePlot(sample('latency-over-time'), look('light')))
    expect(page).toContain('shiftKey')
    expect(file).not.toContain('shiftKey')
  })

  test('holds no rows: they are packed once beside it', async () => {
    const spec = JSON.stringify(await compilePlot(sample('latency-ecdf'), look('dark', true)))
    expect(spec.length).toBeLessThan(20_000)
  })
})

describe('scales and widths', () => {
  test('values over more than 30-fold get a logarithm with labels at its ends', () => {
    const scale = fittingScale([3, 900])
    expect(scale).toEqual({ type: 'log', domain: [2, 1000] })
    expect(fittingAxis(scale).values).toEqual([2, 5, 10, 20, 50, 100, 200, 500, 1000])
    expect(fittingScale([3, 80])).toMatchObject({ nice: true })
    expect(fittingScale([0, 900])).toMatchObject({ nice: true })
  })

  test('widths are the font’s own: bold is wider, Chinese is one em', async () => {
    const { textWidth, isLatin } = await loadFonts()
    expect(textWidth('模型', { fontSize: 10 })).toBe(20)
    expect(textWidth('Latency', { fontSize: 10, bold: true })).toBeGreaterThan(textWidth('Latency', { fontSize: 10 }))
    // Inter 4.001: H is 1522 of 2048 units, from its hmtx table as fontTools reads it.
    expect(textWidth('H', { fontSize: 2048 })).toBe(1522)
    // In no font of the package: one em, so that a strange label has a width at all.
    expect(textWidth('\u{1f600}', { fontSize: 10 })).toBe(10)
    expect([isLatin(0x48), isLatin(0x6a21)]).toEqual([true, false])
  })
})
