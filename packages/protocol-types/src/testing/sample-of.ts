/** The part of JSON Schema that zod writes. */
export type JsonSchema = {
  /** Several where the value may be null. */
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly propertyNames?: JsonSchema
  readonly default?: unknown
}

/**
 * A value that fits a schema, made from the schema alone: what a stranger would write who has only the schema.
 *
 * @param options.optional - with all optional fields, or with none.
 */
export function sampleOf(schema: JsonSchema, options: { readonly optional: boolean }): unknown {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return sampleOf(choices[0] as JsonSchema, options)
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return objectOf(schema, options)
    case 'array':
      return arrayOf(schema, options)
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'anything'
  }
}

/** Every copy of a sample that lacks one field which its schema requires, at any depth. */
export function* lacking(
  schema: JsonSchema,
  sample: unknown,
): Generator<{ readonly field: string; readonly value: unknown }> {
  if (typeof sample !== 'object' || sample === null) return
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return yield* lacking(choices[0] as JsonSchema, sample)
  if (Array.isArray(sample)) {
    for (const { field, value } of lacking(schema.items ?? {}, sample[0]))
      yield { field, value: [value, ...sample.slice(1)] }
    return
  }
  for (const [name, inner] of Object.entries(sample)) {
    const { [name]: _gone, ...rest } = sample as Record<string, unknown>
    if (schema.required?.includes(name)) yield { field: name, value: rest }
    const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
    for (const { field, value } of lacking(schema.properties?.[name] ?? more, inner)) {
      yield { field: `${name}.${field}`, value: { ...sample, [name]: value } }
    }
  }
}

function objectOf(schema: JsonSchema, options: { readonly optional: boolean }): unknown {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema
  const wanted = Object.entries(properties).filter(([name]) => options.optional || required.includes(name))
  const fields = wanted.map(([name, value]) => [name, sampleOf(value, options)])
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    const optional = options.optional ? (propertyNames?.enum ?? ['aLabel']) : []
    const names = new Set([...optional.map(String), ...required.filter((name) => !(name in properties))])
    for (const name of names) fields.push([name, sampleOf(additionalProperties, options)])
  }
  return Object.fromEntries(fields)
}

function arrayOf(schema: JsonSchema, options: { readonly optional: boolean }): unknown {
  if (schema.prefixItems) return schema.prefixItems.map((item) => sampleOf(item, options))
  const count = Math.max(schema.minItems ?? 0, options.optional ? 1 : 0)
  return Array.from({ length: count }, () => sampleOf(schema.items ?? {}, options))
}

const formats: Record<string, string> = {
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  uri: 'http://127.0.0.1:8000/v1',
  'date-time': '2026-01-01T00:00:00.000Z',
}

function textOf({ format, pattern, minLength = 0 }: JsonSchema): string {
  if (format !== undefined) return formats[format] ?? ''
  const plain = 'text'.padEnd(minLength, 't')
  if (pattern === undefined) return plain
  const known = [plain, '1.2.3', '0'.repeat(64)]
  return known.find((text) => new RegExp(pattern).test(text)) ?? plain
}

function numberOf({
  minimum,
  exclusiveMinimum,
  maximum = Number.MAX_SAFE_INTEGER,
  exclusiveMaximum,
}: JsonSchema): number {
  const least = exclusiveMinimum === undefined ? (minimum ?? 0) : exclusiveMinimum + 1
  const max = exclusiveMaximum === undefined ? maximum : (exclusiveMaximum + (exclusiveMinimum ?? minimum ?? 0)) / 2
  return Math.min(Math.max(least, 0), max)
}
