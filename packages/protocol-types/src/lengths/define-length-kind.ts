import { z } from 'zod'
import type { RandomSource } from '../random/create-random.js'

type LengthSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>

/** All that the project knows about one kind of distribution of lengths in tokens. Made by `defineLengthKind`; pure. */
export interface LengthKind<Schema extends LengthSchema = LengthSchema> {
  /** What `kind` names; its file is called the same. */
  readonly name: string
  readonly description: string
  readonly schema: Schema
  /** The distribution in a few words, for the head of a result. */
  text(lengths: z.infer<Schema>): string
  /** Its mean in tokens, as it is drawn. */
  mean(lengths: z.infer<Schema>): number
  /** A length that hardly any draw goes beyond: what a context window is held against. */
  largest(lengths: z.infer<Schema>): number
  /** One length, a whole number of at least 1. */
  draw(lengths: z.infer<Schema>, random: RandomSource): number
}

type SchemaOf<Name extends string, Fields extends z.ZodRawShape> = z.ZodObject<{ kind: z.ZodLiteral<Name> } & Fields>

export type LengthKindDefinition<Name extends string, Fields extends z.ZodRawShape> = Omit<
  LengthKind<SchemaOf<Name, Fields>>,
  'schema'
> & {
  readonly name: Name
  /** What a plan says of such a distribution, beside its `kind`. */
  readonly fields: Fields
}

/** Declares a distribution of lengths. Its file and the list `lengthKinds` are all that knows it. */
export function defineLengthKind<const Name extends string, Fields extends z.ZodRawShape>({
  fields,
  ...definition
}: LengthKindDefinition<Name, Fields>): LengthKind<SchemaOf<Name, Fields>> & { readonly name: Name } {
  const schema = z.object({ kind: z.literal(definition.name), ...fields }) as unknown as SchemaOf<Name, Fields>
  return { ...definition, schema }
}
