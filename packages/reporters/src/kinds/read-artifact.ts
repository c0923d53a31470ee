import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ReportDocument } from '../document/report-document.js'
import { artifactKinds } from './artifact-kinds.js'
import type { ArtifactKind } from './define-artifact-kind.js'

type Kinds = (typeof artifactKinds)[number]
type ReadAs<Kind> =
  Kind extends ArtifactKind<infer Name, infer Value> ? { readonly kind: Name; readonly value: Value } : never

type ReadFile = {
  readonly source: string
  /** Which program wrote it. */
  readonly origin: 'sagellm-benchmark' | 'python_original'
  document(): ReportDocument
  /** The JSON value as it was read, validated: fields that this version does not know are still in it. */
  readonly json: unknown
}

/** A file that was read; `kind` says which. */
export type ReadArtifact = ReadAs<Kinds> & ReadFile

/** A file of a kind that a caller brought, or anything else that knows how to be a report. */
export type OwnReport = Pick<ReadFile, 'document' | 'json'> & { readonly kind: string }

export type ReadArtifactOptions<Own extends ArtifactKind<string, unknown>> = {
  /** Kinds beside those of the package, asked first; each with a name of its own. @default [] */
  readonly kinds?: readonly Own[]
}

/**
 * Finds out what a JSON value is and reads it: this project's summary, metrics, perf, comparison and validation files, and
 * the Python original's.
 *
 * @param source - the file's name, for errors.
 * @throws BenchError `corrupt_data` where it is none of these, or does not fit its kind; names file and field.
 * @example readArtifact(JSON.parse(text), 'benchmark_summary.json').kind // 'summary'
 */
export function readArtifact<Own extends ArtifactKind<string, unknown> = never>(
  json: unknown,
  source: string,
  { kinds = [] }: ReadArtifactOptions<Own> = {},
): ReadArtifact | (ReadAs<Own> & ReadFile) {
  const taken = kinds.find(({ name }) => artifactKinds.some((each) => each.name === name))
  if (taken)
    throw invalidArgument('kind', taken.name, 'this name is one of the package; give the kind a name of its own')
  const known: readonly ArtifactKind<string, unknown>[] = [
    ...kinds,
    ...(artifactKinds as readonly ArtifactKind<string, unknown>[]),
  ]
  if (typeof json !== 'object' || json === null) throw unknownKind(source, known)
  // A list is one of entries, which their kind tells from any other.
  const object = (Array.isArray(json) ? { entries: json } : json) as Record<string, unknown>
  const kind = known.find((each) => each.recognises(object))
  if (!kind) throw unknownKind(source, known)

  // Which versions can be read is for the kind to say.
  const ours = kind.isOurs?.(object) ?? (object.schema_version ?? null) !== null
  return reading(kind, { object, source, original: !ours })
}

function reading(
  kind: ArtifactKind<string, unknown>,
  file: { object: Record<string, unknown>; source: string; original: boolean },
): ReadArtifact {
  const value = kind.read(file.object, file.source)
  return {
    kind: kind.name,
    value,
    source: file.source,
    origin: file.original ? 'python_original' : 'sagellm-benchmark',
    document: () => kind.document(value),
    json: file.object,
  } as ReadArtifact
}

function unknownKind(source: string, known: readonly ArtifactKind<string, unknown>[]): BenchError {
  const names = known.map((kind) => kind.description).join('; ')
  return new BenchError('corrupt_data', `${source} is not a result file that reports are made of`, {
    hint: `give one of: ${names}`,
  })
}
