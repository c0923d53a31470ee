import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { translate } from '../../coming-from/translate/translate.js'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { ownCommand } from '../../command/own-command.js'

/** Prints our command line for another tool's, and what is not the same. */
export async function translateCommand(
  { line }: { readonly line: readonly string[] },
  io: CommandIo,
): Promise<ExitCode> {
  const { words, notes } = translate(line, { readText: (path) => textOf(resolve(io.cwd, path)) })
  for (const note of notes) io.stderr.write(`! ${note}\n`)
  io.stdout.write(`${ownCommand(words, io)}\n`)
  return 0
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw fileError('read', path, cause)
  }
}
