import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const bin = resolve(import.meta.dirname, '../dist/bin.js')

/** A server command of the built program, as a user starts it. */
export type ServerProcess = {
  /** With `/v1`. */
  readonly url: string
  readonly readyLine: string
  readonly process: ChildProcess
  /** Ends it by a signal. @returns its exit code and what it wrote to standard error. */
  stop(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly stderr: string }>
}

/** Starts a server command, on a free port where the flags name none, and waits for its ready line. */
export async function startServer(args: readonly string[], cwd: string): Promise<ServerProcess> {
  const port = args.includes('--port') ? [] : ['--port', '0']
  const child = spawn(process.execPath, [bin, ...args, ...port], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()))
  const ended = new Promise<number | null>((end) => child.once('close', end))
  const readyLine = await new Promise<string>((ready, failed) => {
    child.stdout.on('data', (bytes: Buffer) => {
      stdout += bytes.toString()
      if (stdout.includes('\n')) ready(stdout.slice(0, stdout.indexOf('\n')))
    })
    void ended.then((code) => failed(new Error(`ended with ${code} before it was ready: ${stderr}`)))
  })
  const [url] = /http:\/\/\S+\/v1/.exec(readyLine) ?? []
  if (url === undefined) throw new Error(`no URL in the ready line: ${readyLine}`)
  return {
    url,
    readyLine,
    process: child,
    async stop(signal) {
      child.kill(signal)
      return { code: await ended, stderr }
    },
  }
}

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs the built program to its end. */
export function runProgram(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((ended) => {
    execFile(process.execPath, [bin, ...args], { cwd, maxBuffer: 16_777_216 }, (error, stdout, stderr) => {
      ended({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

/** Reads one sample of a metrics page; `null` where it is not on it. Sums over labels. */
export function sampleOf(page: string, name: string): number | null {
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.length === 0 ? null : lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

/** The body of an answer; its shape is for the assertions to find out. */
export async function jsonOf(answer: Response | Promise<Response>) {
  return JSON.parse(await (await answer).text())
}
