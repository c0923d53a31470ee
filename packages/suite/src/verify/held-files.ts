import { type Difference, differences, type Verification } from '@sagellm-benchmark/runner/convergence'
import { version } from '../version.js'

/** A file as it stands, and as what lies under it gives it. */
export type RecomputedFile = {
  readonly file: string
  readonly stored: unknown
  readonly recomputed: unknown
  /** Version of this program that the file says it was written by; `null`: none. */
  readonly madeBy: string | null
}

/** What files that were worked out again came to. */
export type HeldFiles = Pick<Verification, 'mismatches' | 'compared'> & {
  /** Fields that this version writes and that a file of another version lacks: whether they were ever there cannot be told. */
  readonly lacking: readonly { readonly file: string; readonly madeBy: string; readonly fields: readonly string[] }[]
}

/** Holds files against what they were worked out to be. */
export function heldFiles(files: readonly RecomputedFile[]): HeldFiles {
  const held = files.map(({ file, stored, recomputed, madeBy }) => {
    const whole = madeBy === version
    const { found, compared } = differences(stored, recomputed, { whole })
    // A file of an earlier version lacks the fields that were added since. One of this version has every field.
    const isLacking = (each: Difference) => !whole && each.stored === undefined
    const fields = found.filter(isLacking).map(({ field }) => field)
    return {
      compared: compared - fields.length,
      mismatches: found.filter((each) => !isLacking(each)).map((each) => ({ file, ...each })),
      lacking: fields.length === 0 ? [] : [{ file, madeBy: madeBy ?? 'an unknown version', fields }],
    }
  })
  return {
    mismatches: held.flatMap(({ mismatches }) => mismatches),
    compared: held.reduce((sum, { compared }) => sum + compared, 0),
    lacking: held.flatMap(({ lacking }) => lacking),
  }
}
