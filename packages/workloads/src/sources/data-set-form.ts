import { parseTraceJson } from '../traces/parse-trace-json.js'
import { traceFormatOf } from '../traces/trace-formats.js'

/** Which prompt source reads a file, and what shows it. */
export type DataSetForm = { readonly source: 'file' | 'sharegpt'; readonly because: string }

/**
 * Whether a file of JSON lines is one that has a source of its own: `file` for prompts of the user's own, `sharegpt` for recorded
 * conversations. `null` for every other file: its format is then told as that of any data set.
 *
 * @param line - its first line.
 * @example dataSetForm('{"prompt":"Hi"}')?.source // 'file'
 */
export function dataSetForm(line: string): DataSetForm | null {
  const row = parseTraceJson(line)
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return null
  const fields = Object.keys(row)
  const format = traceFormatOf('json', fields, { use: 'prompts' })?.name
  if (format !== 'custom' && format !== 'sharegpt') return null
  const shown = (names: readonly string[]) => names.find((name) => fields.includes(name))
  const conversation = shown(['conversations', 'conversation'])
  if (conversation !== undefined) return { source: 'sharegpt', because: `its first line has ${conversation}` }
  return { source: 'file', because: `its first line has ${shown(['prompt', 'messages']) ?? 'a prompt'}` }
}
