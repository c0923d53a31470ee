#!/usr/bin/env node
import { die, listenForEndings } from './ending/end-by-signal.js'
import { outliveOutput } from './ending/lost-output.js'
import { quickText } from './quick/quick-text.js'
import { wrapOutput } from './terminal/wrap-output.js'

const words = process.argv.slice(2)
outliveOutput(process)

const text = quickText(words, process.stdout)
if (text !== null) wrapOutput(process.stdout).write(text)
else {
  const { drain, stop } = listenForEndings()
  // Started by a program that keeps a channel to this one: it ends with that program, however that ends.
  process.on('disconnect', die)
  const { runCli } = await import('./app.js').catch(tooFewFiles)

  process.exitCode = await runCli(words, {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signal: drain,
    stopSignal: stop,
    program: process.argv[1],
    argv: words,
  })
}

/** The program is many files, which are opened at once: below any limit that a load could run with, it cannot even begin. */
function tooFewFiles(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error
  process.stderr.write(
    `sagellm-benchmark: the limit of open files is too low to load the program (${error.code}); raise it with ulimit -n 1024\n`,
  )
  process.exit(1)
}
