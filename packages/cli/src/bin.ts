#!/usr/bin/env node
import { runCli } from './app.js'

const stop = new AbortController()

// The first Ctrl-C asks the command to drain and report; the second ends the process as the shell would expect.
const onSignal = () => {
  if (stop.signal.aborted) process.exit(130)
  stop.abort('interrupted')
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

// A closed pipe (`| head`) is the reader's wish, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
  argv: process.argv.slice(2),
})
