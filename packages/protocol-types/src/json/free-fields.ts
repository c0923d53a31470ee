import { z } from 'zod'

/** Deeper than any body or option that a program means; far less deep than what ends the stack of whoever walks through it. */
const DEEPEST = 64

/**
 * An object whose fields are somebody else's, as of a request body: any JSON value each, nested no deeper than 64 levels. What is
 * nested deeper would end the stack of the program when it is written, redacted or sent.
 */
export const FreeFields = z
  .record(z.string(), z.unknown())
  .refine((fields) => isNestedWithin(fields, DEEPEST), `is nested deeper than ${DEEPEST} levels`)

/** Level by level, without recursion. A value that is nested once is an object or a list without another one in it. */
function isNestedWithin(value: unknown, depth: number): boolean {
  let level = [value].filter(isContainer)
  for (let at = 1; level.length > 0; at += 1) {
    if (at > depth) return false
    level = level.flatMap((each) => Object.values(each).filter(isContainer))
  }
  return true
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}
