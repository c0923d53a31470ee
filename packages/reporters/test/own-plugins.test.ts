import { BenchError } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { defineArtifactKind, defineReporter, readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { defineExportLayout, type ExportInput, openExport } from '@sagellm-benchmark/reporters/export'
import { definePlot, renderPlot, reportPlots } from '@sagellm-benchmark/reporters/plots'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const Power = z.object({ schema_version: z.literal(7), power_w: z.array(z.number()) })

/** A file that the project does not know: the power of a machine over time. */
const power = defineArtifactKind({
  name: 'power',
  description: 'power of a machine',
  recognises: (json) => 'power_w' in json,
  read(json, source) {
    const parsed = Power.safeParse(json)
    if (parsed.success) return parsed.data
    throw new BenchError('corrupt_data', `${source}: ${parsed.error.issues[0]?.path.join('.')}`)
  },
  document: ({ power_w }) => ({
    title: 'Power',
    subtitle: 'machine a',
    answer: `At most ${Math.max(...power_w)} W.`,
    alerts: [],
    facts: [],
    tables: [
      { title: 'Power', columns: [{ key: 'w', label: 'W', kind: 'number' }], rows: power_w.map((each) => [each]) },
    ],
    environment: [],
    reproduce: null,
    plots: [{ plot: 'my-bars', title: 'Power', subtitle: '', rows: power_w.map((w, at) => ({ at, w })) }],
  }),
})

const bars = definePlot({
  name: 'my-bars',
  description: 'one bar a reading',
  spec: (_request, look) => ({
    mark: { type: 'bar', color: look.palette.text },
    encoding: { x: { field: 'at', type: 'ordinal' }, y: { field: 'w', type: 'quantitative' } },
  }),
})

const oneLine = defineReporter({
  name: 'one-line',
  description: 'the answer and nothing else',
  extension: 'txt',
  mediaType: 'text/plain',
  render: ({ document, subtitle }) => `${subtitle}: ${document.answer}\n`,
})

const read = () => readArtifact({ schema_version: 7, power_w: [200, 310] }, 'power.json', { kinds: [power] })

describe('an artifact kind of my own', () => {
  test('is recognised, told apart by its type and rendered by the formats of the project', async () => {
    const input = read()
    expect(input.kind === 'power' && input.value.power_w).toEqual([200, 310])
    expect(await renderReport({ input, format: 'markdown' })).toContain('At most 310 W')
  })

  test('is not known to anyone else, and may not take a name of the project', () => {
    const json = { schema_version: 7, power_w: [1] }
    expect(() => readArtifact(json, 'power.json')).toThrow(expect.objectContaining({ code: 'corrupt_data' }))
    const summary = { ...power, name: 'summary' }
    expect(() => readArtifact(json, 'power.json', { kinds: [summary] })).toThrow(/summary/)
  })

  test('is named in the hint when a file is of no kind at all', () => {
    const strange = () => readArtifact({ strange: 1 }, 'x.json', { kinds: [power] })
    expect(strange).toThrow(expect.objectContaining({ hint: expect.stringContaining('power of a machine') }))
  })
})

test('a format of my own is rendered; a name that nobody has is refused with those there are', async () => {
  expect(await renderReport({ input: read(), format: oneLine })).toBe('machine a: At most 310 W.\n')
  await expect(renderReport({ input: read(), format: 'one-line' })).rejects.toMatchObject({
    code: 'invalid_argument',
    hint: 'known formats: table, markdown, comment, json, csv, html, junit, github',
  })
})

describe('a plot of my own', () => {
  test('is drawn as a file', async () => {
    const [request, ...others] = await reportPlots(read())
    expect(others).toEqual([])
    const svg = new TextDecoder().decode(await renderPlot(request as never, { format: 'svg', plots: [bars] }))
    expect(svg).toMatch(/^<svg/)
  })

  test('stands in the page with its description', async () => {
    const html = await renderReport({ input: read(), format: 'html', plots: [bars] })
    expect(html).toContain('one bar a reading')
    expect(html).toContain('"my-bars"')
  })

  test('is refused where it is drawn when nobody brought it', async () => {
    const [request] = await reportPlots(read())
    await expect(renderPlot(request as never, { format: 'svg' })).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('known plots: latency-ecdf'),
    })
  })
})

test("another tool's files of my own layout are written", () => {
  const layout = defineExportLayout({
    name: 'mine',
    description: 'the requests that were asked for and those that came',
    open({ requests }) {
      let seen = 0
      return {
        add: () => void seen++,
        files: () => [{ name: 'mine.txt', text: `${seen} of ${requests}\n` }],
      }
    },
  })
  const input = { requests: 12 } as ExportInput
  const collector = openExport(layout, input)
  collector.add(aRecord())
  expect(collector.files()).toEqual([{ name: 'mine.txt', text: '1 of 12\n' }])
  expect(() => openExport('mine', input)).toThrow(
    expect.objectContaining({ hint: 'known exports: vllm, sglang, aiperf, guidellm' }),
  )
})
