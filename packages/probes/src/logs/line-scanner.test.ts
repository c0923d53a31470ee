import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMarkers } from '../markers/compile-markers.js'
import { createMarkerCounter } from '../markers/marker-counter.js'
import { defaultMarkerPatterns } from '../markers/marker-patterns.js'
import { createLineScanner, MAX_LINE_BYTES } from './line-scanner.js'

const literal = compileMarkers(defaultMarkerPatterns)
const general = compileMarkers({ ...defaultMarkerPatterns, sharedStreamMarkers: 'Shared(Stream)BatchStart$' })

async function scan(chunks: Buffer[], markers = literal) {
  const counter = createMarkerCounter(markers)
  const scanner = createLineScanner({ markers, counter, place: async (line) => ({ file: 'f', line }) })
  for (const chunk of chunks) {
    // The reader's buffer is used again: what the scanner keeps has to be its own.
    const lent = Buffer.from(chunk)
    await scanner.push(lent)
    lent.fill(0)
  }
  await scanner.flush()
  return { ...counter.result(), lines: scanner.lines, longLines: scanner.longLines }
}

describe('lines out of chunks', () => {
  const line = fc.constantFrom(
    '',
    'SharedStreamBatchStart',
    'x slot_mapping\r',
    'über native-ascend 端',
    'nothing',
    'torch-fallback',
  )

  test('the counts are those of the whole text, whatever the cut and whatever the kind of pattern', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.boolean(),
        fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
        async (lines, ended, cuts) => {
          const text = Buffer.from(lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''))
          const chunks: Buffer[] = []
          for (let at = 0, turn = 0; at < text.length; turn += 1) {
            const end = at + 1 + (cuts[turn % cuts.length] ?? 0)
            chunks.push(text.subarray(at, end))
            at = end
          }
          for (const markers of [literal, general]) {
            const result = await scan(chunks, markers)
            const expected = lines.length - (!ended && lines.at(-1) === '' ? 1 : 0)
            expect(result.lines).toBe(lines.length === 0 ? 0 : expected)
            expect(result.sharedStreamMarkers.hits).toBe(lines.filter((each) => each.includes('Shared')).length)
            expect(result.blockTableMarkers.hits).toBe(lines.filter((each) => each.includes('slot')).length)
            expect(result.pagedPathMarkers.examples.map((each) => each.line)).toEqual(
              expect.arrayContaining(
                lines.flatMap((each, at) => (each.includes('native') ? [at + 1] : [])).slice(0, 3),
              ),
            )
          }
        },
      ),
    )
  })

  test('only the start of a very long line is searched, in one chunk or in many', async () => {
    const text = Buffer.from(`${'a'.repeat(MAX_LINE_BYTES)}slot_mapping\nslot_mapping ${'b'.repeat(MAX_LINE_BYTES)}\n`)
    const cuts = Array.from({ length: Math.ceil(text.length / 1000) }, (_, at) =>
      text.subarray(at * 1000, at * 1000 + 1000),
    )
    for (const chunks of [[text], cuts]) {
      const result = await scan([Buffer.from('first\n'), ...chunks])
      expect(result).toMatchObject({ lines: 3, longLines: 2, blockTableMarkers: { hits: 1 } })
    }
  })

  test('bytes that are no UTF-8 do not stop the count', async () => {
    const result = await scan([Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('slot_mapping\n')])])
    expect(result.blockTableMarkers).toMatchObject({ hits: 1, evidenceHits: 1 })
  })
})
