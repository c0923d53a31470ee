import type { MetricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'

/** The model as both sites name it: the last part of its name, its hub id, and what of size and precision is known. */
export function modelOf(
  { model, target }: Pick<MetricsFile, 'model' | 'target'>,
  metadata: Readonly<Record<string, string>>,
): LeaderboardEntry['model'] {
  const repoId = metadata['repo_id'] ?? model ?? 'unknown'
  const name = repoId.replace(/\/+$/, '').split('/').at(-1) || 'unknown'
  // A path of a machine is no id of a model.
  const isHubId = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(repoId)
  return {
    name,
    parameters:
      metadata['parameters'] ?? /(?:^|[-_])(\d+(?:\.\d+)?[BM])(?:[-_]|$)/i.exec(name)?.[1]?.toUpperCase() ?? 'unknown',
    precision: precisionOf(metadata['precision'] ?? target?.precision ?? null),
    quantization: metadata['quantization'] ?? 'None',
    canonicalId: isHubId ? `hf:${repoId}` : `local:${name}`,
    repoId: isHubId ? repoId : name,
    shortName: name,
    displayName: metadata['display_name'] ?? name,
  }
}

const names: readonly (readonly [RegExp, string])[] = [
  [/^(fp|float)32$|^f32$/, 'FP32'],
  [/^(fp|float)16$|^f16$|^half$/, 'FP16'],
  [/^bf(loat)?16$/, 'BF16'],
  [/^(u?int8|q8.*|w8a8)$/, 'INT8'],
  [/^(u?int4|q4.*|w4a16)$/, 'INT4'],
  [/^(fp8.*|float8.*)$/, 'FP8'],
]

/** `null` where it is not known, or none of those that the sites have. */
function precisionOf(text: string | null): string | null {
  const plain = text?.toLowerCase().replace(/^torch\./, '') ?? ''
  return names.find(([pattern]) => pattern.test(plain))?.[1] ?? null
}
