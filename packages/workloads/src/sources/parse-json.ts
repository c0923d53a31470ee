import { BenchError } from '@sagellm-benchmark/protocol-types'

/** @throws BenchError `corrupt_data` in one line that names the place, e.g. `prompts.jsonl line 3`. */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BenchError('corrupt_data', `${place} is not JSON`, { hint: hintFor(text.trim()), cause })
  }
}

/** What the beginning and the end tell of a file that is something else. */
function hintFor(text: string): string {
  if (/^<(!doctype|html|\?xml)/i.test(text)) return 'it is a web page: download the file itself'
  if (/^\{.*\},$/s.test(text)) return 'a line must not end with a comma'
  if (/^\[(.*,)?\s*$/s.test(text)) return 'a JSON array over several lines is not read here: write one object a line'
  if (!/^[[{"]/.test(text)) return 'write the rows of a CSV or text file as JSON objects, one a line'
  return 'check that the file is whole'
}

/** The lines of a file, whatever ends them, that hold anything, with their numbers from 1. */
export function numberedLines(text: string): (readonly [line: string, number: number])[] {
  // A line end inside a JSON string is written as an escape, so that none of these cuts a value.
  return text.split(/\r\n|\n|\r/).flatMap((line, at) => (line.trim() === '' ? [] : [[line, at + 1] as const]))
}
