import { resolve } from 'node:path'
import { translate } from '../../coming-from/translate/translate.js'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { ownCommand } from '../../command/own-command.js'
import { readTextFile } from '../../files/read-json-file.js'

/** Prints our command line for another tool's, and what is not the same. */
export async function translateCommand(
  { line }: { readonly line: readonly string[] },
  io: CommandIo,
): Promise<ExitCode> {
  const { words, notes } = await translatedLine(line, (path) => readTextFile(resolve(io.cwd, path)))
  for (const note of notes) io.stderr.write(`! ${note}\n`)
  io.stdout.write(`${ownCommand(words, io)}\n`)
  return 0
}

/**
 * A line with the files that it names. Which these are is known only on the way, and they are read without keeping the program from its signals, each
 * once: so a line is translated again with every file that it turned out to need.
 */
async function translatedLine(
  line: readonly string[],
  read: (path: string) => Promise<string>,
): Promise<ReturnType<typeof translate>> {
  const texts = new Map<string, string>()
  for (;;) {
    const unread: string[] = []
    const readText = (path: string): string => {
      const text = texts.get(path)
      if (text !== undefined) return text
      unread.push(path)
      throw new Error(`${path} is not read yet`)
    }
    try {
      return translate(line, { readText })
    } catch (error) {
      const [path] = unread
      if (path === undefined) throw error
      texts.set(path, await read(path))
    }
  }
}
