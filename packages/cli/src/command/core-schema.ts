import { z } from 'zod'

/** The schema inside defaults, optionals and nullables. */
export function core(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return core(schema.unwrap() as z.ZodType)
  }
  return schema
}
