import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCli } from '../app.js'
import type { AnyCommand } from '../command/define-command.js'
import { otherNames } from '../commands/command-modules.js'
import { commands } from '../commands/index.js'
import { FULL_WIDTH, helpFile } from './help-file.js'

/** Writes the help text of the program, of each group and of each command into a folder; part of the build. */
export async function writeHelpPages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const words of helpedWords()) await writeFile(join(folder, helpFile(words) as string), await helpOf(words))
}

/** Every beginning of a command line that has a help text: none, and the words of groups and commands. */
export function helpedWords(): string[][] {
  return [[], ...commands.flatMap((each) => wordsOf(each, [])), ...Object.keys(otherNames).map((name) => [name])]
}

function wordsOf(command: AnyCommand, before: readonly string[]): string[][] {
  const words = [...before, command.name]
  return 'commands' in command ? [words, ...command.commands.flatMap((each) => wordsOf(each, words))] : [words]
}

/** What the program prints for the words and `--help`. */
export async function helpOf(words: readonly string[]): Promise<string> {
  let text = ''
  const argv = [...words, '--help']
  await runCli(argv, {
    stdout: { write: (part) => void (text += part), columns: FULL_WIDTH },
    stderr: { write: (part) => void (text += part) },
    env: {},
    cwd: '.',
    signal: new AbortController().signal,
    argv,
  })
  return text
}
