import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

/** A process with all that it prints. `until` waits for words of it; `ended` gives its code with all of them. */
export function started([program, ...words], { env = {}, cwd, input } = {}) {
  const child = spawn(program, words, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text
    })
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...said }))
  })
  return {
    pid: child.pid,
    said,
    ended,
    kill: (signal) => child.kill(signal),
    async until(holds) {
      while (!(await holds(said))) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`${program} ended early (${child.exitCode}): ${said.stdout}${said.stderr}`)
        await wait(20)
      }
    },
  }
}
