import type { z } from 'zod'
import * as artifacts from '../artifacts/index.js'
import * as canonical from '../canonical/index.js'
import * as comparison from '../comparison/index.js'
import * as evidence from '../evidence/index.js'
import type { Artifact } from '../json/artifact.js'
import * as leaderboard from '../leaderboard/index.js'
import * as original from '../original/index.js'
import * as performance from '../performance/index.js'
import * as telemetry from '../telemetry/index.js'
import * as validation from '../validation/index.js'

const entries = Object.entries({
  artifacts,
  canonical,
  comparison,
  evidence,
  leaderboard,
  original,
  performance,
  telemetry,
  validation,
})

/** Every artifact that an entry of this package exports, with the entry and the name: what contract tests walk. */
export const allArtifacts: (readonly [name: string, artifact: Artifact<z.ZodType>])[] = entries.flatMap(
  ([entry, names]) =>
    Object.entries(names).flatMap(([name, value]) => (isArtifact(value) ? [[`${entry}/${name}`, value] as const] : [])),
)

function isArtifact(value: unknown): value is Artifact<z.ZodType> {
  return typeof value === 'object' && value !== null && 'jsonSchema' in value && 'serialize' in value
}
