// Runs Nx the quiet way: no daemon, no cloud, no telemetry, no terminal UI, plug-ins in-process (saves 5 s a call).
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const quiet = {
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_INTERACTIVE: 'false',
}

/** @returns the exit code of `nx ...args`; `onOutput` takes what it prints where stdio is piped. */
export function nx(args, { onOutput, ...options } = {}) {
  const bin = fileURLToPath(new URL('../node_modules/.bin/nx', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...quiet },
      ...options,
    })
    if (onOutput) for (const stream of [child.stdout, child.stderr]) stream.on('data', onOutput)
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  process.exitCode = await nx(process.argv.slice(2))
}
