import { join } from 'node:path'
import { poolRows } from '@sagellm-benchmark/workloads/traces'
import { openUnpacked } from './open-unpacked.js'

const poolFile = /\.(jsonl|json)(\.gz|\.zst)?$/

/** The files among the names in a folder that may be pools of AIPerf's `random_pool`, in the order of their names. */
export function poolNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => poolFile.test(name)).sort()
}

/**
 * The rows of a folder whose every file is a pool of texts: a request is one entry of each.
 *
 * @throws BenchError as `poolRows` and `openUnpacked`.
 */
export function poolFolder(path: string, names: readonly string[], options: { readonly seed: number }) {
  const files = names.map((name) => ({ path: join(path, name), chunks: openUnpacked(join(path, name)) }))
  return poolRows(files, options)
}
