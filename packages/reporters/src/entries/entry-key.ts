import { createHash } from 'node:crypto'
import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'

/** What an entry is about, in the original's order: two entries of one key are two measurements of the same thing. */
export function idempotencyKey(entry: LeaderboardEntry): string {
  const parts = [
    entry.engine ?? entry.metadata.engine ?? (entry.sagellmVersion === undefined ? null : 'sagellm'),
    entry.engineVersion ?? entry.metadata.engineVersion ?? entry.sagellmVersion,
    entry.sagellmVersion ?? 'N/A',
    workloadOf(entry),
    modelName(entry),
    entry.model.precision,
    entry.hardware.chipModel,
    String(entry.hardware.chipCount),
    String(entry.cluster?.nodeCount ?? 1),
    entry.configType,
  ]
  return parts.map((part) => slug(part ?? '')).join('|')
}

/** Where an entry of this key is kept. @example canonicalPath(idempotencyKey(entry)) // canonical/217b4023db6a998f2bad_leaderboard.json */
export function canonicalPath(key: string): string {
  return `canonical/${createHash('sha1').update(key).digest('hex').slice(0, 20)}_leaderboard.json`
}

/** Name of the workload, also where an older entry has it only in its notes. */
export function workloadOf({ workload, metadata }: LeaderboardEntry): string {
  const older = workload['workload_name']
  const named = workload.name || (typeof older === 'string' ? older : null) || metadata.workload
  return named || /\bQ\d+\b/.exec(metadata.notes ?? '')?.[0] || 'LEGACY'
}

/** The last part of a model's name: `Qwen/Qwen2.5-0.5B-Instruct` and the folder that holds a copy are the same model. */
function modelName({ model }: LeaderboardEntry): string {
  return model.shortName || (model.name.replace(/\/+$/, '').split('/').at(-1) as string)
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9._]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'unknown'
  )
}
