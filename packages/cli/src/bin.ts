#!/usr/bin/env node
import { runCli } from './app.js'
import { die, listenForEndings } from './ending/end-by-signal.js'
import { outliveOutput } from './ending/lost-output.js'

const { drain, stop } = listenForEndings()
// Started by a program that keeps a channel to this one: it ends with that program, however that ends.
process.on('disconnect', die)
outliveOutput(process)

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
