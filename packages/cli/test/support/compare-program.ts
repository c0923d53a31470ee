import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { runInProcess } from './run-in-process.js'
import { type RunningProgram, runProgram, startProgram } from './start-program.js'

export const bin = resolve(import.meta.dirname, '../../dist/bin.js')
const run = `${process.execPath} ${bin}`
export let folder: string
const started: RunningProgram[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-compare-'))
})
afterAll(async () => {
  for (const program of started) program.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** The program in the folder of this file's tests, in this process. */
export const bench = (...args: string[]) => runInProcess(args, { cwd: folder, env: process.env })
/** The program as a process of its own, which ends by itself. */
export const benchAlone = (...args: string[]) => runProgram(args, { cwd: folder })

export const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))
export type Verdict = {
  metric: string
  target: string
  verdict: string
  reason: string | null
  withheld: string | null
  ratio: { value: number }
}
/** The verdict, or the one that a busy machine took away: then the numbers show only which way it goes. */
export const shown = ({ verdict, withheld }: Verdict, expected: string) => (withheld === 'client' ? expected : verdict)
export const verdictOf = (comparison: { verdicts: Verdict[] }, metric: string) =>
  comparison.verdicts.find((each) => each.metric === metric) as Verdict

/** Processes whose command line holds a text, this one left out. */
export function running(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
    try {
      // A zombie has no command line any more.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text)
    } catch {
      return false
    }
  })
}
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setTimeout(next, 50))
}

/** Tokens that take long enough for a busy machine not to hide that they take 80 % longer. */
export const engine = (port: number, ...flags: string[]) => [
  'reference-engine',
  '--port',
  String(port),
  '--decode-step-ms',
  '25',
  '--noise-cv',
  '0',
  '--log-file',
  '/dev/null',
  ...flags,
]
export const command = (words: readonly string[]) => `${run} ${words.join(' ')}`
export const small = [
  '--model',
  'reference-tiny',
  '--workload',
  'Q1',
  '--batch-size',
  '2',
  '--max-output-tokens',
  '10',
  '--server-wait',
  '120',
  '--quiet',
]

/** The program in the folder of this file's tests, ended with them. */
export function startBench(...args: string[]): RunningProgram {
  const program = startProgram(args, { cwd: folder })
  started.push(program)
  return program
}

export async function startEngine(port: number, ...flags: string[]): Promise<void> {
  const engineProgram = startBench(...engine(port, ...flags))
  await engineProgram.until(() => engineProgram.stdout() !== '')
}
