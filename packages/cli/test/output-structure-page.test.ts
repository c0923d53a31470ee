import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

const root = resolve(import.meta.dirname, '../../..')
const page = await readFile(join(root, 'docs/OUTPUT_STRUCTURE.md'), 'utf8')

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'sagellm' })
  cwd = await mkdtemp(join(tmpdir(), 'output-structure-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  await writeFile(join(cwd, 'engine.log'), '')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

/** What the tables of a section name. */
function named(section: string): string[] {
  const [, text = ''] = new RegExp(`^## ${section}\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(page) ?? []
  const cells = [...text.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell as string)
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string))
}

async function left(folder: string, ...words: string[]): Promise<string[]> {
  const { code, stderr } = await runInProcess(words, { cwd })
  expect(code, `${words.join(' ')}: ${stderr}`).toBe(0)
  return readdir(join(cwd, folder))
}

const url = () => `${server.url}/v1`
const small = ['--workload', 'Q1', '--rounds', '1', '--batch-size', '1', '--max-output-tokens', '4', '--quiet']
const two = () => ['--target', `x=${url()}`, '--target', `y=${url()}`]

test.each([
  [
    'run',
    () =>
      left('r', 'run', '--backend-url', url(), '--workload', 'Q1', '--num-samples', '1', '--output', 'r', '--quiet'),
  ],
  [
    'perf',
    () =>
      left(
        'p',
        ...[
          'perf',
          '--type',
          'e2e',
          '--simulate',
          '--scenario',
          'short',
          '--batch-size',
          '1',
          '--rounds',
          '1',
          '--quiet',
        ],
        ...[
          '--max-output-tokens',
          '4',
          '--output-json',
          'p/perf_results.json',
          '--output-markdown',
          'p/perf_report.md',
        ],
      ),
  ],
  ['compare', () => left('c', 'compare', ...two(), ...small, '--output-dir', 'c')],
  [
    'convergence',
    () =>
      left(
        'v',
        'convergence',
        ...two(),
        ...small,
        '--log-file',
        'x=engine.log',
        '--log-file',
        'y=engine.log',
        '--output-dir',
        'v',
      ),
  ],
] as const)('what the page says that %s leaves is there', async (section, measure) => {
  const names = named(section)
  expect(names.length).toBeGreaterThan(2)
  const files = await measure()
  const missing = names.filter((name) => {
    const pattern = name
      .replace(/\/$/, '')
      .replaceAll('.', '\\.')
      .replace(/<label>/, '[xy]')
      .replace(/<name>/, 'Q1')
    return !files.some((file) => new RegExp(`^${pattern}$`).test(file))
  })
  expect(missing).toEqual([])
})
