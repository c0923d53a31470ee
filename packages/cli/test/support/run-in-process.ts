import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { runCli as RunCli } from '../../src/app.js'

export type Place = {
  readonly cwd: string
  /** @default {} */
  readonly env?: Readonly<Record<string, string | undefined>>
}

// The program as it was built, which Node loads as it is: the thousand files of its sources would be transformed first.
const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/app.js')).href
const { runCli } = (await import(built)) as { readonly runCli: typeof RunCli }

/**
 * One command line of the built program in this process, with what it printed: a process for each would load the program anew,
 * which takes a second. The environment is only what is given.
 */
export async function runInProcess(words: readonly string[], { cwd, env = {} }: Place) {
  let stdout = ''
  let stderr = ''
  const code = await runCli(words, {
    stdout: { write: (text: string) => void (stdout += text) },
    stderr: { write: (text: string) => void (stderr += text) },
    env,
    cwd,
    signal: new AbortController().signal,
    argv: words,
  })
  return { code, stdout, stderr }
}
