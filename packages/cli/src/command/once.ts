/**
 * How a value is checked that comes once in the life of the program. zod makes code for each object of a schema, which takes a tenth of a
 * millisecond and has paid for itself only after hundreds of values.
 */
export const once = { jitless: true } as const
