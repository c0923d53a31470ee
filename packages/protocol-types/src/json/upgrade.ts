import { z } from 'zod'

/** Turns the JSON value of one version into that of the next. */
export type Upgrade = (old: Readonly<Record<string, unknown>>) => Record<string, unknown>

/** How the files of one schema are numbered. */
export type Versions = {
  /** The number of today's files. */
  readonly version: number
  /** By the version that it starts from; every older version has one. */
  readonly upgrade: Readonly<Record<number, Upgrade>>
}

/** The version a file bears when it is newer than this program, as the parameter of an issue. */
export type NewerVersion = { readonly newerVersion: number; readonly known: number }

/** Says how the files of a schema are numbered, wherever the schema stands: alone, or as a part of another file. */
export function setVersions(schema: z.ZodType, versions: Versions): void {
  known.set(schema, versions)
}

/** Something else that is done to a JSON object before it is validated, where fields follow from others that were not given. */
export function setPreparation(schema: z.ZodType, prepare: Upgrade): void {
  preparations.set(schema, prepare)
}

/**
 * The schema behind its upgrades: an older value is brought up to date before it is validated, a newer one is refused by
 * its number. A value without a number is taken as it is; whether it may lack one is for the schema to say.
 */
export function withUpgrades(schema: z.ZodType, wire: z.ZodType): z.ZodType {
  const versions = known.get(schema)
  if (versions) return z.preprocess((json, context) => upgraded(json, versions, context), wire)
  const prepare = preparations.get(schema)
  return prepare ? z.preprocess((json) => (isObject(json) ? prepare(json) : json), wire) : wire
}

const known = new WeakMap<z.ZodType, Versions>()
const preparations = new WeakMap<z.ZodType, Upgrade>()

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function upgraded(json: unknown, { version, upgrade }: Versions, context: z.core.$RefinementCtx): unknown {
  const from = versionOf(json)
  if (from === null || from === version) return json
  if (from > version) {
    const params: NewerVersion = { newerVersion: from, known: version }
    context.addIssue({ code: 'custom', params, message: `version ${from} is newer than ${version}` })
    return z.NEVER
  }
  let value = json as Record<string, unknown>
  for (let each = from; each < version; each += 1) {
    const step = upgrade[each]
    // A number that no program ever wrote, such as 0: the schema refuses it.
    if (!step) return json
    try {
      value = { ...step(value), schema_version: each + 1 }
    } catch (error) {
      context.addIssue({ code: 'custom', message: `cannot be read as version ${each}: ${(error as Error).message}` })
      return z.NEVER
    }
  }
  return value
}

function versionOf(json: unknown): number | null {
  if (typeof json !== 'object' || json === null) return null
  const { schema_version: version } = json as { schema_version?: unknown }
  return typeof version === 'number' ? version : null
}
