import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { runInProcess } from '../support/run-in-process.js'
import { type Scripts, type ScriptedServer, startScriptedServer } from './scripted-server.js'

/** A line of records.jsonl, as far as the cases look at it. */
export type CaseRecord = {
  readonly error_class: string | null
  readonly error_message: string | null
  readonly output_tokens: number | null
  readonly prompt_tokens: number | null
  readonly tbt_ms: number | null
  readonly last_token_at: number | null
  readonly end_at: number
  readonly finish_reason: string | null
  readonly usage: { readonly cached_tokens: number | null } | null
  readonly output_text: string | null
  readonly flags: readonly string[]
}

export type CaseOutcome = {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly records: readonly CaseRecord[]
}

/** A scripted server that ends with its test. */
export async function serveCase(scripts: Scripts): Promise<ScriptedServer> {
  const server = await startScriptedServer(scripts)
  onTestFinished(() => server.close())
  return server
}

/** A folder that ends with its test. */
export async function caseFolder(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'sagellm-case-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  return cwd
}

/** One command line in this process, in a folder of its own. */
export async function runWords(words: readonly string[]): Promise<CaseOutcome> {
  const cwd = await caseFolder()
  // What is kept between runs is no part of a case.
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const { code, stdout, stderr } = await runInProcess(words, { cwd })
  const lines = await readFile(join(cwd, 'out', 'records.jsonl'), 'utf8').catch(() => '')
  const records = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CaseRecord)
  return { code, stdout, stderr, records }
}

const always = ['--warmup', '0', '--quiet', '--output', 'out', '--save-text']

/**
 * `run` against an address, one request after another; ten tokens each unless the flags say otherwise. It sends from the thread of the
 * program: the client is the same one, and a thread for each case takes longer to start than the case itself.
 */
export function runAgainst(url: string, flags: readonly string[] = []) {
  const load = flags.includes('--concurrency') ? [] : ['--concurrency', '1']
  const ignore = flags.includes('--ignore-eos') ? [] : ['--no-ignore-eos']
  const length = flags.includes('--output-tokens') ? [] : ['--output-tokens', '10']
  const wait = flags.includes('--server-wait') ? [] : ['--server-wait', '3']
  const threads = flags.includes('--load-threads') ? [] : ['--load-threads', '0']
  return runWords([
    'run',
    '--backend-url',
    url,
    ...always,
    ...threads,
    ...load,
    ...ignore,
    ...length,
    ...wait,
    ...flags,
  ])
}

/** Serves the scripts and sends a request for each of its streams. */
export async function runCase(scripts: Scripts, flags: readonly string[] = []): Promise<CaseOutcome> {
  const server = await serveCase(scripts)
  const requests = flags.includes('--num-prompts') ? [] : ['--num-prompts', String(scripts.streams?.length ?? 1)]
  return runAgainst(server.url, [...requests, ...flags])
}

/** How a request ended, for a table: its error class and words, or its counts. */
export function verdictOf({ error_class, error_message, output_tokens, prompt_tokens }: CaseRecord) {
  return error_class === null ? { out: output_tokens, in: prompt_tokens } : { failed: error_class, said: error_message }
}
