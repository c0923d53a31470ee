import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const bin = resolve(import.meta.dirname, '../../dist/bin.js')

export type Ended = { readonly code: number | null; readonly signal: string | null }

/** The built program, running as a child of its own. */
export interface RunningProgram {
  readonly pid: number | undefined
  stdout(): string
  stderr(): string
  /** Resolves when `ready` holds; rejects when the program ends before. */
  until(ready: () => boolean | Promise<boolean>): Promise<void>
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

/** Starts `sagellm-benchmark` with the given words. */
export function startProgram(args: readonly string[], { cwd, env = {} }: StartOptions): RunningProgram {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  let over = false
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      over = true
      resolve({ code, signal })
    })
  })
  return {
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    async until(ready) {
      while (!(await ready())) {
        if (over) throw new Error(`the program ended early: ${stdout}${stderr}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    kill: (signal) => void child.kill(signal),
    ended,
  }
}

type StartOptions = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }

/** Runs the program to its end. */
export async function runProgram(args: readonly string[], options: StartOptions) {
  const program = startProgram(args, options)
  const { code } = await program.ended
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}

/** A reference engine on a free port, as its own process. */
export async function startReferenceEngine(args: readonly string[], options: StartOptions) {
  const program = startProgram(['reference-engine', '--port', '0', ...args], options)
  const address = () => /http:\/\/[\d.]+:\d+\/v1/.exec(program.stdout())?.[0]
  await program.until(() => address() !== undefined)
  return {
    url: address() as string,
    async stop() {
      program.kill('SIGTERM')
      return program.ended
    },
  }
}
