#!/usr/bin/env node
import { die, listenForEndings } from './ending/end-by-signal.js'
import { outliveOutput } from './ending/lost-output.js'

const { drain, stop } = listenForEndings()
// Started by a program that keeps a channel to this one: it ends with that program, however that ends.
process.on('disconnect', die)
outliveOutput(process)

const { runCli } = await import('./app.js').catch(tooFewFiles)

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: drain,
  stopSignal: stop,
  program: process.argv[1],
  argv: process.argv.slice(2),
})

/** The program is many files, which are opened at once: below any limit that a load could run with, it cannot even begin. */
function tooFewFiles(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error
  process.stderr.write(
    `sagellm-benchmark: the limit of open files is too low to load the program (${error.code}); raise it with ulimit -n 1024\n`,
  )
  process.exit(1)
}
