import { z } from 'zod'

/** Whether a schema only says of another one that its value may be missing, or null, or must not change. */
export function wraps(schema: z.ZodType): boolean {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  )
}

// zod's own classes carry these at run time; the public types of the inner schemas are wider ($ZodType).
type Inner = { unwrap(): z.ZodType }
/** The schema inside of one that wraps. */
export const inner = (schema: z.ZodType) => (schema as unknown as Inner).unwrap()
