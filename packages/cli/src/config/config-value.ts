/** A single value of a config: as it is written, as YAML or JSON understands it, and where. */
export class ConfigScalar {
  constructor(
    readonly text: string,
    readonly value: string | number | boolean | null,
    /** `line 7`, or the flag that gave it. */
    readonly place: string,
  ) {}
}

export type ConfigValue = ConfigScalar | readonly ConfigValue[] | ConfigMapping

export interface ConfigMapping {
  readonly [key: string]: ConfigValue
}

/** Whether a value has keys of its own. */
export function isMapping(value: ConfigValue | undefined): value is ConfigMapping {
  return value !== undefined && !(value instanceof ConfigScalar) && !Array.isArray(value)
}

/** The value without its places, as JSON holds it. */
export function plainValue(value: ConfigValue): unknown {
  if (value instanceof ConfigScalar) return value.value
  if (!isMapping(value)) return value.map(plainValue)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainValue(each)]))
}

/**
 * What a bare word is in YAML and JSON: a number, a boolean or `null`; else the text.
 *
 * @example scalarOf('4') // 4
 */
export function scalarOf(text: string): string | number | boolean | null {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : text
}
