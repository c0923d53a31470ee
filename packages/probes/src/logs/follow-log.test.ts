import { execFileSync } from 'node:child_process'
import { appendFile, copyFile, mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logProbeFile } from '@sagellm-benchmark/protocol-types/evidence'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { followLog } from './follow-log.js'

const pipeMaker = 'mkfifo'
let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-probe-'))
  path = join(folder, 'server.log')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const start = () => followLog({ label: 'after', path })

describe('what counts', () => {
  test('only lines appended during the run, with their line number in the file', async () => {
    await writeFile(path, 'one\nslot_mapping old\nthree\n')
    const log = await start()
    await appendFile(path, 'four\nslot_mapping new\n')
    const probe = await log.finish()

    expect(probe).toMatchObject({ complete: true, startOffset: 27, linesRead: 2, bytesRead: 22, gaps: [] })
    expect(probe.blockTableMarkers.hits).toBe(1)
    expect(probe.blockTableMarkers.examples).toEqual([
      { file: path, line: 5, alternative: 'slot_mapping', text: 'slot_mapping new' },
    ])
  })

  test('its examples repeat no known secret', async () => {
    await writeFile(path, '')
    const log = await followLog({ label: 'after', path, secrets: ['plain-word'] })
    await appendFile(path, 'slot_mapping for plain-word\n')
    expect((await log.finish()).blockTableMarkers.examples[0]?.text).toBe('slot_mapping for [redacted]')
  })

  test('a last line without newline, once', async () => {
    await writeFile(path, '')
    const log = await start()
    await appendFile(path, 'slot_')
    await log.poll()
    await appendFile(path, 'mapping')
    expect((await log.finish()).blockTableMarkers.hits).toBe(1)
    expect((await log.finish()).linesRead).toBe(1)
  })

  test('everything in a log that appears during the run', async () => {
    const log = await start()
    await writeFile(path, 'slot_mapping\n')
    expect(await log.finish()).toMatchObject({ complete: true, startOffset: null, blockTableMarkers: { hits: 1 } })
  })

  test('the artifact keeps the fields of the original and survives the way to disk', async () => {
    await writeFile(path, '')
    const probe = await (await start()).finish()
    const json = JSON.parse(JSON.stringify(logProbeFile.serialize(probe)))
    expect(json).toMatchObject({
      label: 'after',
      log_file: path,
      shared_stream_markers: { hits: 0, pattern: expect.stringContaining('SharedStreamBatchStart') },
      paged_path_markers: { hits: 0 },
      block_table_markers: { hits: 0 },
    })
    expect(logProbeFile.parse(json, 'x.json')).toEqual(probe)
    const original = Object.fromEntries(Object.entries(json).filter(([key]) => /label|log_file|markers/.test(key)))
    expect(logProbeFile.parse(original, 'old.json')).toMatchObject({ schemaVersion: null, complete: false })
  })
})

describe('rotation', () => {
  test('a renamed log is read to its end, and its successor from the beginning', async () => {
    await writeFile(path, 'slot_mapping old\n')
    const log = await start()
    await appendFile(path, 'slot_mapping 1\n')
    await rename(path, `${path}.1`)
    await writeFile(path, 'slot_mapping 2\n')
    await appendFile(`${path}.1`, 'slot_mapping late, the writer had not reopened\n')
    expect(await log.finish()).toMatchObject({ complete: true, rotations: 1, blockTableMarkers: { hits: 3 } })
  })

  test('two rotations between two looks lose nothing', async () => {
    await writeFile(`${path}.1`, 'slot_mapping ancient\n')
    await writeFile(path, 'slot_mapping old\n')
    const log = await start()
    for (const turn of [1, 2]) {
      await appendFile(path, `slot_mapping ${turn}\n`)
      if (turn === 1) await rename(`${path}.1`, `${path}.2`)
      else {
        await rename(`${path}.2`, `${path}.3`)
        await rename(`${path}.1`, `${path}.2`)
      }
      await rename(path, `${path}.1`)
      await writeFile(path, '')
    }
    await appendFile(path, 'slot_mapping 3\n')
    expect(await log.finish()).toMatchObject({ complete: true, blockTableMarkers: { hits: 3 } })
  })

  test('a deleted and packed log was held open, so nothing is lost', async () => {
    await writeFile(path, 'old\n')
    const log = await start()
    await appendFile(path, 'slot_mapping\n')
    await writeFile(`${path}.1.gz`, 'packed')
    await rm(path)
    await writeFile(path, 'slot_mapping\n')
    expect(await log.finish()).toMatchObject({ complete: true, blockTableMarkers: { hits: 2 } })
  })

  test('a part that was packed unread is a gap', async () => {
    await writeFile(path, 'old\n')
    const log = await start()
    await writeFile(`${path}.1.gz`, 'packed')
    await writeFile(`${path}.2.gz`, 'packed')
    await rm(path)
    await writeFile(path, '')
    const probe = await log.finish()
    expect(probe.complete).toBe(false)
    expect(probe.gaps.map(({ code }) => code)).toEqual(['log_segment_unreadable'])
  })

  test('a log of another server with a similar name is not touched', async () => {
    await writeFile(path, '')
    const log = await start()
    await writeFile(join(folder, 'server-8902.log'), 'slot_mapping\n')
    await writeFile(join(folder, 'server.log.2'), 'slot_mapping: the log itself was never rotated\n')
    expect((await log.finish()).blockTableMarkers.hits).toBe(0)
  })
})

describe('truncation', () => {
  test('copy and truncate is followed through the copy', async () => {
    await writeFile(path, 'slot_mapping old\n')
    const log = await start()
    await appendFile(path, 'slot_mapping 1\nslot_map')
    await copyFile(path, `${path}.1`)
    await truncate(path)
    await appendFile(path, 'ping 2\nslot_mapping 3\n')
    const probe = await log.finish()
    expect(probe).toMatchObject({ complete: true, truncations: 1, blockTableMarkers: { hits: 3 } })
    expect(probe.blockTableMarkers.examples.map(({ file, line }) => [file, line])).toEqual([
      [`${path}.1`, 2],
      [path, 1],
      [path, 2],
    ])
  })

  test('is noticed when the log has grown past the old place again', async () => {
    await writeFile(path, 'one\n')
    const log = await start()
    await truncate(path)
    await appendFile(path, 'slot_mapping, a longer text than before\n')
    const probe = await log.finish()
    expect(probe).toMatchObject({ complete: false, truncations: 1, blockTableMarkers: { hits: 1 } })
    expect(probe.gaps).toMatchObject([{ code: 'log_truncated' }])
  })
})

describe('any order of writing, looking and rotating gives the same counts', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('append' as const), lines: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('half' as const) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('poll' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('copytruncate' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
  )

  const shift = async (copies: number) => {
    for (let at = copies; at >= 1; at -= 1) await rename(`${path}.${at}`, `${path}.${at + 1}`)
  }

  test('held against a writer that knows what it wrote and is rotated between lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        await rm(folder, { recursive: true, force: true })
        await mkdir(folder)
        await writeFile(path, 'slot_mapping before the run\n')
        const log = await start()
        let written = 0
        let copies = 0
        let owed = ''
        let unread = false
        const endLine = async () => {
          await appendFile(path, owed)
          if (owed) unread = true
          owed = ''
        }
        for (const each of steps) {
          if (each.kind === 'append') {
            await endLine()
            for (let at = 0; at < each.lines; at += 1) await appendFile(path, `line ${(written += 1)} slot_mapping\n`)
            unread = true
          } else if (each.kind === 'half') {
            await endLine()
            await appendFile(path, `half ${(written += 1)} slot_`)
            owed = 'mapping and the rest\n'
            unread = true
          } else if (each.kind === 'poll') {
            await log.poll()
            unread = false
          } else if (each.kind === 'rename') {
            await endLine()
            await shift(copies)
            await rename(path, `${path}.1`)
            await writeFile(path, '')
            copies += 1
          } else if (each.kind === 'copytruncate') {
            await endLine()
            await shift(copies)
            await copyFile(path, `${path}.1`)
            await truncate(path)
            copies += 1
          } else {
            // A second file that is deleted unseen is gone for everybody; what was read or is held open is not.
            if (unread) await log.poll()
            await endLine()
            await rm(path)
            await writeFile(path, '')
          }
        }
        await endLine()
        const probe = await log.finish()
        expect(probe.blockTableMarkers.hits).toBe(written)
      }),
      { numRuns: 150 },
    )
  })
})

describe('bad input', () => {
  test.each([
    ['UTF-16', Buffer.from('slot_mapping new\n', 'utf16le')],
    ['a hole after a truncation', Buffer.concat([Buffer.alloc(4096), Buffer.from('a line\n')])],
  ])('%s is a gap, and not a log without a marker', async (_kind, bytes) => {
    await writeFile(path, '')
    const log = await start()
    await appendFile(path, bytes)
    expect(await log.finish()).toMatchObject({ complete: false, gaps: [{ code: 'log_not_text' }] })
  })

  test.each([
    ['a missing log', async () => {}, 'log_missing'],
    ['a folder', async () => mkdir(path).then(() => {}), 'log_not_a_file'],
    ['a pipe', async () => void execFileSync(pipeMaker, [path]), 'log_not_a_file'],
  ])('%s is a named gap and no zero', async (_, make, code) => {
    await make()
    const probe = await (await start()).finish()
    expect(probe.complete).toBe(false)
    expect(probe.gaps).toMatchObject([{ code, source: path }])
  })

  test('an endless device is not read', async () => {
    const probe = await (await followLog({ label: 'x', path: '/dev/zero' })).finish()
    expect(probe.gaps).toMatchObject([{ code: 'log_not_a_file' }])
  })
})
