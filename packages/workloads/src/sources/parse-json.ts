import { BenchError } from '@sagellm-benchmark/protocol-types'

/** @throws BenchError `corrupt_data` in one line that names the place, e.g. `prompts.jsonl line 3`. */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BenchError('corrupt_data', `${place} is not JSON`, { hint: 'check that the file is whole', cause })
  }
}
