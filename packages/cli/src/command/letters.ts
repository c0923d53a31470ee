import type { z } from 'zod'

/** The one letter of a flag means the same in every command that has the flag. */
const letterOf: Readonly<Record<string, string>> = {
  concurrency: 'c',
  input: 'i',
  model: 'm',
  numPrompts: 'n',
  output: 'o',
  outputDir: 'o',
  quiet: 'q',
  verbose: 'v',
}

/** The one-letter flags of a command with these options: `{ o: 'outputDir', q: 'quiet' }`. */
export function lettersOf(options: z.ZodObject): Record<string, string> {
  const keys = Object.keys(options.shape)
  return Object.fromEntries(keys.flatMap((key) => (letterOf[key] ? [[letterOf[key], key]] : [])))
}
