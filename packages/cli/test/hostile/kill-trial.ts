import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/app.js'
import { runProgram, startProgram } from '../support/start-program.js'
import { type AnsweringServer, startAnsweringServer } from './answering-server.js'
import type { KilledCommand } from './killed-commands.js'

/** What one kill left. */
export type KillOutcome = {
  readonly command: string
  /** How many answers the servers had finished when the program was killed. */
  readonly finished: number
  /** Whole records in its folder. */
  readonly records: number
  /** Answers that had ended at least `SETTLED_MS` before the kill, and have no record. */
  readonly lost: readonly string[]
  /** Answers of the last moment that were not on disk yet. */
  readonly underWay: number
  /** How what was left could be used; `not begun`: no request had ended. */
  readonly use: 'resumed' | 'reported' | 'not begun'
  /** What is wrong; empty where nothing is. */
  readonly problems: readonly string[]
}

export type Kill = {
  /** In [0, 1): how far into the load, by its answers. */
  readonly at: number
  /** Further ms. */
  readonly delayMs: number
  /** ms of each token of the servers. */
  readonly stepMs: number
  /** Whether the run is continued to its end, where it can be, or only reported. */
  readonly resume: boolean
}

/** Time that a program needs to take an answer from its socket and to write its record. */
const SETTLED_MS = 500

/** Kills a command in the middle of its load, and looks at what it left. */
export async function killTrial(command: KilledCommand, kill: Kill): Promise<KillOutcome> {
  const cwd = await mkdtemp(join(tmpdir(), 'sagellm-kill-'))
  const servers: AnsweringServer[] = []
  try {
    for (let at = 0; at < command.servers; at += 1) servers.push(await startAnsweringServer(kill.stepMs))
    const urls = servers.map(({ url }) => url)
    const finished = () => servers.flatMap((server, at) => [...server.finished].map(([id, ms]) => ({ at, id, ms })))
    const program = startProgram(command.words(urls, 'out'), { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } })
    const wanted = Math.floor(kill.at * command.requests)
    let over = false
    void program.ended.then(() => (over = true))
    while (!over && finished().length < wanted) await new Promise((resolve) => setTimeout(resolve, 2))
    await new Promise((resolve) => setTimeout(resolve, kill.delayMs))
    const killedAt = performance.now()
    program.kill('SIGKILL')
    const { signal, code } = await program.ended
    // It was done before its time: another moment, earlier.
    if (signal !== 'SIGKILL' && code === 0) return await killTrial(command, { ...kill, at: kill.at * 0.8, delayMs: 0 })
    if (signal !== 'SIGKILL') return { ...nothing(command), problems: [`exit ${code}: ${program.stderr()}`] }

    const answers = finished()
    const records = await recordsBelow(join(cwd, 'out'))
    const known = new Set(records.ids.map(({ target, id }) => `${target} ${id}`))
    const label = (at: number) => (command.servers === 1 ? null : 'ab'[at])
    const missing = answers.filter(({ at, id }) =>
      command.servers === 1 ? !records.ids.some((each) => each.id === id) : !known.has(`${label(at)} ${id}`),
    )
    const lost = missing.filter(({ ms }) => ms < killedAt - SETTLED_MS).map(({ id }) => id)
    const { use, problems } = await useOf(command, { cwd, records: records.ids.length, resume: kill.resume })
    return {
      command: command.name,
      finished: answers.length,
      records: records.ids.length,
      lost,
      underWay: missing.length - lost.length,
      use,
      problems: [...records.problems, ...problems],
    }
  } finally {
    for (const server of servers) await server.close()
    await rm(cwd, { recursive: true, force: true })
  }
}

function nothing({ name }: KilledCommand): KillOutcome {
  return { command: name, finished: 0, records: 0, lost: [], underWay: 0, use: 'not begun', problems: [] }
}

type Left = { readonly cwd: string; readonly records: number; readonly resume: boolean }

/** A run is continued to its end; everything else is reported, in this process, by the same program. */
async function useOf(
  command: KilledCommand,
  { cwd, records, resume }: Left,
): Promise<Pick<KillOutcome, 'use' | 'problems'>> {
  if (records === 0) return { use: 'not begun', problems: [] }
  const folder = command.reported('out')
  const reported = await inProcess(['report', '--input', folder], cwd)
  const problems = reported.code === 0 ? [] : [`report: ${reported.text.trim()}`]
  if (problems.length === 0 && !/did not end|was cut off/.test(reported.text))
    problems.push(`the report does not say that it was cut off: ${reported.text.slice(0, 400)}`)
  if (!command.resumable || !resume) return { use: 'reported', problems }
  const { code, stdout, stderr } = await runProgram(['run', '--resume', 'out'], { cwd })
  const { ids, problems: after } = await recordsBelow(join(cwd, 'out'))
  if (code !== 0) problems.push(`resume: exit ${code}: ${stderr}`)
  if (!stdout.includes(`${command.requests} ok · 0 failed`)) problems.push(`resume: ${stdout.slice(0, 300)}`)
  if (new Set(ids.map(({ id }) => id)).size !== ids.length) problems.push('a request has two records')
  return { use: 'resumed', problems: [...problems, ...after] }
}

async function inProcess(words: readonly string[], cwd: string) {
  let text = ''
  const write = (more: string) => void (text += more)
  const signal = new AbortController().signal
  const code = await runCli(words, { stdout: { write }, stderr: { write }, env: {}, cwd, signal, argv: words })
  return { code, text }
}

type Found = { readonly target: string; readonly id: string }

/** The records of all journals below a folder; only the last line of a journal may be torn. */
async function recordsBelow(folder: string): Promise<{ ids: Found[]; problems: string[] }> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const ids: Found[] = []
  const problems: string[] = []
  for (const name of names.filter((each) => /(^|\/)records\.jsonl$/.test(each))) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n')
    for (const [at, line] of lines.slice(0, -1).entries()) {
      try {
        const record = JSON.parse(line) as { request_id: string; target: string }
        ids.push({ target: record.target, id: record.request_id })
      } catch {
        problems.push(`${name} line ${at + 1} of ${lines.length} is torn`)
      }
    }
  }
  return { ids, problems }
}
