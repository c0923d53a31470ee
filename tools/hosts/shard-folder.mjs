import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Lines of records.jsonl that are whole; none where the file is not there yet. */
export function recordsOf(folder) {
  try {
    const lines = readFileSync(join(folder, 'records.jsonl'), 'utf8').split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line)).filter((each) => each.request_id !== undefined)
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

export const jsonOf = (folder, file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))

/** Shares of a run by shard, in the order of the requests. */
export const shardsByIndex = (records) =>
  records.map(({ index, shard }) => [index, shard?.number ?? 0]).sort(([a], [b]) => a - b)
