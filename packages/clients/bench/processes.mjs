// Child processes of a measurement: their lines, their end, their CPU.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Longer than this no run takes; what hangs must not hold the rest. */
const MAX_RUN_MS = 120_000

/** Starts a command whose output is read line by line. */
export function start([command, ...args]) {
  const child = spawn(command, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const limit = setTimeout(() => child.kill('SIGKILL'), MAX_RUN_MS)
  const ended = new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      if (code === 0) resolve()
      else reject(new Error(`${command} ended with ${code ?? signal}`))
    })
    child.once('error', reject)
  })
  // Whoever waits for the end hears of a failure; nobody waiting is no reason to crash.
  ended.catch(() => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid,
    ended: () => ended,
    /** `undefined` at the end of the output. */
    nextLine: async () => (await lines.next()).value,
    /** The last line, once the process has ended well. */
    async lastLine() {
      let last = ''
      for (let next = await lines.next(); !next.done; next = await lines.next()) last = next.value || last
      await ended
      return last
    },
    kill() {
      clearTimeout(limit)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    },
  }
}

/** User and system CPU of all living threads of a process so far, seconds; from the scheduler, to the nanosecond. */
export function cpuSecondsOf(pid) {
  const threads = readdirSync(`/proc/${pid}/task`)
  const nanoseconds = threads.map((id) =>
    Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e9
}
