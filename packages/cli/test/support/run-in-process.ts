import { runCli } from '../../src/app.js'

export type Place = { readonly cwd: string /** @default {} */; readonly env?: Readonly<Record<string, string>> }

/** One command line in this process, with what it printed. The environment is only what is given. */
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
