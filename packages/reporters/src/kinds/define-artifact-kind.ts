import type { ReportDocument } from '../document/report-document.js'

/** One kind of file that reports are made of. */
export interface ArtifactKind<Name extends string, Value> {
  readonly name: Name
  readonly description: string
  /** Whether a JSON object is of this kind, by the fields that only it has; it may still be invalid. */
  recognises(json: Readonly<Record<string, unknown>>): boolean
  /** Whether this program wrote it, where `schema_version` does not tell. @default whether the file has a `schema_version` */
  isOurs?(json: Readonly<Record<string, unknown>>): boolean
  /** @throws BenchError `corrupt_data` naming file and field. */
  read(json: unknown, source: string): Value
  /** The artifact as a report. */
  document(value: Value): ReportDocument
}

/**
 * Declares an artifact kind. One in the list of `artifact-kinds.ts` is known to `report --input`; one of a library user is handed
 * to `readArtifact` in `kinds`.
 */
export function defineArtifactKind<const Name extends string, Value>(
  kind: ArtifactKind<Name, Value>,
): ArtifactKind<Name, Value> {
  return kind
}
