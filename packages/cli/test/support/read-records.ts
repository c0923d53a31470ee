import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A line of records.jsonl, as far as these tests look at it. */
export type Line = {
  readonly request_id: string
  readonly target: string
  readonly phase: string
  readonly index: number
  readonly scheduled_at: number
  readonly start_at: number
  readonly end_at: number
  readonly first_token_at: number | null
  readonly token_at: readonly number[]
  readonly prompt_tokens: number | null
  readonly output_tokens: number | null
  readonly transport: string
  readonly error_class: string | null
  readonly flags: readonly string[]
}

/** The whole lines of a run's journal; none while there is no journal. */
export async function readRecords(folder: string): Promise<Line[]> {
  const text = await readFile(join(folder, 'records.jsonl'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
}

export const idsOf = (records: readonly Line[]) => records.map((each) => each.request_id).sort()
