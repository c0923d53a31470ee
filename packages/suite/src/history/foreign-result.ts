import type { MeasuredPoint } from './measured-point.js'

/** What a file of another program says; the rest of a point is known from where it stood. */
type ForeignPoint = Omit<MeasuredPoint, 'tool' | 'source' | 'url'> & { readonly url?: string | null }

/** One kind of result file of another program. */
export interface ForeignResult {
  readonly tool: string
  /** By fields that only it has; the file may be broken or hostile all the same. */
  recognises(json: object): boolean
  /** @param place - `stem`: name of the file without its ending, and without what looks like a date or a number of the run. */
  points(json: object, place: { readonly stem: string }): readonly ForeignPoint[]
}

/** Declares a kind of result file of another program; the list is in `read-points.ts`. */
export function defineForeignResult(result: ForeignResult): ForeignResult {
  return result
}
