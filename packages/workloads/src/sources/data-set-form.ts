import { BenchError } from '@sagellm-benchmark/protocol-types'
import { numberedLines } from './parse-json.js'

/** What a data set's first row shows of its form. */
export type DataSetForm = { readonly source: 'file' | 'sharegpt'; readonly because: string }

const conversations = ['conversations', 'conversation'] as const
const prompts = ['prompt', 'messages'] as const

/**
 * Which prompt source reads a file: `file` for one prompt a line, `sharegpt` for recorded conversations.
 *
 * @param name - of the file, for the error.
 * @throws BenchError `corrupt_data` for a file of neither form.
 * @example dataSetForm('{"prompt":"Hi"}', 'mine.jsonl').source // 'file'
 */
export function dataSetForm(text: string, name: string): DataSetForm {
  if (/^\s*\[/.test(text)) return { source: 'sharegpt', because: 'it is one JSON array' }
  const [first] = numberedLines(text)
  const row = first === undefined ? null : parsed(first[0])
  const has = (fields: readonly string[]) => fields.find((field) => row !== null && field in row)
  const conversation = has(conversations)
  if (conversation !== undefined) return { source: 'sharegpt', because: `its first line has ${conversation}` }
  const prompt = has(prompts)
  if (prompt !== undefined) return { source: 'file', because: `its first line has ${prompt}` }
  throw new BenchError('corrupt_data', `${name} has the form of no data set that is known`, {
    hint: 'give lines of {"prompt": "..."} or {"messages": [...]}, or a ShareGPT file with "conversations"; or say what it is with --dataset',
  })
}

function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}
