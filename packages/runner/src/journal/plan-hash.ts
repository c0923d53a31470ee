import { createHash } from 'node:crypto'

/** The file of a run's folder that says which processes the run consists of, and holds the hash of its plan. */
export const partsFile = 'parts.json'

/**
 * A hash of a plan as it stands in a file: it is the same for other spaces and line ends, and differs for any other value.
 *
 * @param plan - the JSON value, before defaults are filled in: those may differ in another version of the program.
 */
export function planHash(plan: unknown): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex')
}
