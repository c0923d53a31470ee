import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJournal } from '../journal/open-journal.js'
import { createRunFolder } from './create-run-folder.js'
import { notedFiles, notesFile } from './noted-files.js'
import { writeFileAtomic } from './write-file-atomic.js'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notes-'))
  folder = join(root, 'out')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Files below a folder, hidden ones left out. */
function filesBelow(path: string, below = ''): string[] {
  return readdirSync(join(path, below), { withFileTypes: true })
    .flatMap((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.name.startsWith('.')) return []
      return entry.isDirectory() ? filesBelow(path, name) : [name]
    })
    .sort()
}

async function aRun(names: readonly string[]): Promise<void> {
  const run = await createRunFolder(folder, { artifacts: [] })
  for (const name of names) {
    mkdirSync(resolve(folder, name, '..'), { recursive: true })
    await writeFileAtomic(join(folder, name), `ours: ${name}`)
  }
  await run.release()
}

/** Opens the folder for a next run and lets it go. @returns where the earlier files went. */
async function nextRun(): Promise<string | null> {
  const run = await createRunFolder(folder)
  await run.release()
  return run.previous
}

describe('a second run', () => {
  test('moves all that the first wrote, whichever command and writer it was, and no file of the user', async () => {
    const first = await createRunFolder(folder)
    openJournal(folder).close()
    for (const name of ['REPORT.md', 'Q1_profile_export.jsonl', 'a name of its own.json'])
      await writeFileAtomic(join(folder, name), 'ours')
    mkdirSync(join(folder, 'plots'))
    await writeFileAtomic(join(folder, 'plots/latency-ecdf.svg'), 'ours')
    await first.release()
    writeFileSync(join(folder, 'notes.md'), 'mine')
    writeFileSync(join(folder, 'plots/mine.svg'), 'mine')

    const previous = (await nextRun()) as string

    expect(filesBelow(folder).filter((name) => !name.startsWith('previous/'))).toEqual(['notes.md', 'plots/mine.svg'])
    expect(filesBelow(previous)).toEqual([
      'Q1_profile_export.jsonl',
      'REPORT.md',
      'a name of its own.json',
      'plots/latency-ecdf.svg',
      'records.jsonl',
    ])
  })

  test('takes a page along that was made of the first later, but not what another command left beside it', async () => {
    await aRun(['benchmark_summary.json'])
    await writeFileAtomic(join(folder, 'page.html'), 'page', { madeOf: join(folder, 'benchmark_summary.json') })
    await writeFileAtomic(join(folder, 'perf_results.json'), 'perf')
    await writeFileAtomic(join(folder, 'perf.html'), 'perf', { madeOf: join(folder, 'perf_results.json') })

    expect(filesBelow((await nextRun()) as string)).toEqual(['benchmark_summary.json', 'page.html'])
    expect(existsSync(join(folder, 'perf_results.json'))).toBe(true)
    expect(existsSync(join(folder, 'perf.html'))).toBe(true)
  })

  test('is refused before it begins where a file of the user has a name that it will write', async () => {
    await aRun(['REPORT.md'])
    writeFileSync(join(folder, 'config.json'), 'mine')
    await expect(createRunFolder(folder, { artifacts: ['config.json'] })).rejects.toThrow(
      /config\.json, which no run of this program made/,
    )
    expect(filesBelow(folder)).toEqual(['REPORT.md', 'config.json'])
  })

  test('leaves no folder behind that is empty now', async () => {
    await aRun(['plots/a.svg', 'probes/deep/b.json'])
    await nextRun()
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['previous'])
  })

  test('for any names: ours move, the user’s stay, and nothing is lost', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_ é"\\]{0,10}$/).map((stem) => `${stem}.txt`)
    const names = fc.uniqueArray(fc.tuple(name, fc.boolean(), fc.boolean()), {
      selector: ([text]) => text,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(names, async (chosen) => {
        rmSync(folder, { recursive: true, force: true })
        const path = ([text, , nested]: (typeof chosen)[number]) => (nested ? `plots/${text}` : text)
        const ours = chosen
          .filter(([, own]) => own)
          .map(path)
          .sort()
        const theirs = chosen
          .filter(([, own]) => !own)
          .map(path)
          .sort()
        await aRun(ours)
        mkdirSync(join(folder, 'plots'), { recursive: true })
        for (const each of theirs) writeFileSync(join(folder, each), 'mine')

        const previous = await nextRun()

        expect(previous === null ? [] : filesBelow(previous)).toEqual(ours)
        expect(filesBelow(folder).filter((each) => !each.startsWith('previous/'))).toEqual(theirs)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a run', () => {
  test('does not overwrite a file that came into its folder meanwhile', async () => {
    const run = await createRunFolder(folder)
    writeFileSync(join(folder, 'REPORT.md'), 'mine')
    await expect(writeFileAtomic(join(folder, 'REPORT.md'), 'ours')).rejects.toThrow(/was not made by this run/)
    expect(readFileSync(join(folder, 'REPORT.md'), 'utf8')).toBe('mine')
    await run.release()
  })

  test('that is resumed goes on with its own files', async () => {
    await aRun(['config.json', 'REPORT.md'])
    const again = await createRunFolder(folder, { resume: true })
    await writeFileAtomic(join(folder, 'REPORT.md'), 'again')
    await writeFileAtomic(join(folder, 'Q2_metrics.json'), 'new')
    await again.release()
    expect(await notedFiles(folder)).toEqual(['Q2_metrics.json', 'REPORT.md', 'config.json'])
  })
})

test('notes that somebody edited lead to no file outside the folder', async () => {
  await aRun(['REPORT.md'])
  writeFileSync(join(root, 'secret'), 'mine')
  symlinkSync(root, join(folder, 'link'))
  const lines = ['../secret', join(root, 'secret'), 'link/secret', '', 7].map((name) => JSON.stringify(name))
  writeFileSync(join(folder, notesFile), [...lines, '"REPORT.md"', '"torn'].join('\n'))
  expect(await notedFiles(folder)).toEqual(['REPORT.md'])
  await nextRun()
  expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('mine')
})

test('a note of an absolute path in the folder is one from the folder, and moves with the others', async () => {
  await aRun(['REPORT.md'])
  const lines = [join(folder, 'REPORT.md'), './config.json', 'x/../config.json'].map((name) => JSON.stringify(name))
  writeFileSync(join(folder, 'config.json'), '{}')
  writeFileSync(join(folder, notesFile), `${lines.join('\n')}\n`)
  expect(await notedFiles(folder)).toEqual(['REPORT.md', 'config.json'])
  await nextRun()
  expect([existsSync(join(folder, 'REPORT.md')), existsSync(join(folder, 'config.json'))]).toEqual([false, false])
})

describe('folders of 0.1, which left no notes', () => {
  const fixtures = resolve(import.meta.dirname, '../../../../fixtures/artifacts/0.1')
  const ofRuns = [
    ...['run', 'run-endpoint', 'run-open-loop', 'run-interrupted', 'compare', 'compare-self', 'compare-started'],
    ...['compare-record/a', 'compare-offline', 'nonstream-compare', 'vllm-compare', 'convergence'],
  ]

  test.each([...ofRuns, 'perf-e2e/perf_results_records'])(
    '%s: every file moves, and none of the user’s',
    async (name) => {
      cpSync(join(fixtures, name), folder, { recursive: true })
      const ours = filesBelow(folder)
      const mine = [
        'my_metrics.json',
        'my_leaderboard.json',
        'package.json',
        'notes.md',
        'plots/mine.png',
        'data/x.json',
      ]
      for (const each of mine) {
        mkdirSync(resolve(folder, each, '..'), { recursive: true })
        writeFileSync(join(folder, each), each.endsWith('.json') ? '{"mine":true}' : basename(each))
      }

      const run = await createRunFolder(folder, { artifacts: [] })
      await run.release()

      expect(filesBelow(run.previous as string)).toEqual(ours)
      expect(filesBelow(folder).filter((each) => !each.startsWith('previous/'))).toEqual(mine.sort())
    },
  )
})
