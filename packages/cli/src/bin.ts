#!/usr/bin/env node
import { runCli } from './app.js'

const drain = new AbortController()
const stop = new AbortController()

/** After the second signal a command has this long to cut off what is in flight and to write what it has. */
const LAST_WORDS_MS = 8_000

// Once: what is in flight may finish, and a report is written. Twice: it is cut off. A third time, or a command that
// does not come to its end: the process ends as the shell would expect.
let signals = 0
const onSignal = () => {
  signals += 1
  if (signals === 1) return drain.abort('interrupted')
  if (signals > 2) process.exit(130)
  stop.abort('interrupted')
  setTimeout(() => process.exit(130), LAST_WORDS_MS).unref()
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
process.on('SIGHUP', onSignal)
// Started by a program that keeps a channel to this one: it ends with that program, however that ends.
process.on('disconnect', () => process.exit(130))

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
  signal: drain.signal,
  stopSignal: stop.signal,
  argv: process.argv.slice(2),
})
