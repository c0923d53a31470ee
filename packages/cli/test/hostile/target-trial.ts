import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { running } from '../support/compare-program.js'
import { freePort } from '../support/free-port.js'
import { startProgram } from '../support/start-program.js'
import { startAnsweringServer } from './answering-server.js'

const server = resolve(import.meta.dirname, 'started-server.mjs')
const serve = (port: number, token: string, habit = '') =>
  `${process.execPath} ${server} ${port} ${token}${habit && ` ${habit}`}`

/** Shell commands for a target that the program starts, by what becomes of its processes. */
export const targetKinds = {
  plain: (port, token) => `exec ${serve(port, token)}`,
  'shell with child': (port, token) => `${serve(port, token)}; echo over`,
  setsid: (port, token) => `setsid ${serve(port, token)} & wait`,
  daemonised: (port, token) => `setsid bash -c '(setsid ${serve(port, token)} </dev/null >/dev/null 2>&1 &)'`,
  'ignores SIGTERM': (port, token) => `exec ${serve(port, token, 'ignore-term')}`,
  'dies early': (port, token) => `exec ${serve(port, token, 'die-at 4')}`,
  'forks while ending': (port, token) => `exec ${serve(port, token, 'fork-late')}`,
} as const satisfies Record<string, (port: number, token: string) => string>
export type TargetKind = keyof typeof targetKinds

/** How the program comes to its end. */
export const endings = ['by itself', 'SIGINT', 'SIGINT twice', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const
export type Ending = (typeof endings)[number]

export type TargetOutcome = {
  readonly kind: TargetKind
  readonly ending: Ending
  /** Command lines of processes that lived on and were named. */
  readonly named: readonly string[]
  /** Those that were not: what must never be. */
  readonly unnamed: readonly string[]
}

/** A process may need so long to die after the program that ended it, ms. */
const PATIENCE_MS = 15_000

/** Starts a target by a comparison, ends the comparison, and looks for what is left of the target. */
export async function targetTrial(kind: TargetKind, ending: Ending, afterMs: number): Promise<TargetOutcome> {
  const cwd = await mkdtemp(join(tmpdir(), 'sagellm-ending-'))
  const other = await startAnsweringServer(3)
  const port = await freePort()
  const token = `ending-${port}-${Math.round(afterMs)}`
  try {
    const words = [
      ...['compare', '--target', `a=http://127.0.0.1:${port}/v1`, '--target', `b=${other.url}`],
      ...['--target-command', `a=${targetKinds[kind](port, token)}`, '--workload', 'Q1', '--batch-size', '1'],
      ...['--rounds', '2', '--max-output-tokens', '2', '--max-minutes', '0.2', '--no-calibration', '-q'],
      ...['--server-wait', '20', '--output-dir', 'out'],
    ]
    const program = startProgram(words, { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } })
    if (ending !== 'by itself') {
      await Promise.race([program.ended, new Promise((next) => setTimeout(next, afterMs))])
      const [name, twice] = ending.split(' ') as [NodeJS.Signals, string?]
      program.kill(name)
      if (twice) setTimeout(() => program.kill(name), 300)
    }
    await program.ended
    const until = performance.now() + PATIENCE_MS
    while (running(token).length > 0 && performance.now() < until) await new Promise((next) => setTimeout(next, 50))
    const said = program.stdout() + program.stderr()
    const left = running(token)
    const isNamed = (pid: string) => said.includes(`process ${pid}`)
    return { kind, ending, named: left.filter(isNamed), unnamed: left.filter((pid) => !isNamed(pid)) }
  } finally {
    // The program itself is gone; what it left of this very target ends by its id.
    for (const pid of running(token)) process.kill(Number(pid), 'SIGKILL')
    await other.close()
    await rm(cwd, { recursive: true, force: true })
  }
}
