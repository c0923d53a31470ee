import { z } from 'zod'
import type { FigureName } from '../metrics/figures.js'
import { figures } from '../metrics/figures.js'
import type { ServiceLevel } from '../run/service-level.js'

const figureNames = figures.map(({ name }) => name) as [FigureName, ...FigureName[]]

/** A limit on one figure of a run, as `p99_ttft_ms < 500`. Its text is that of `limitText`. */
export const Threshold = z.object({
  figure: z.enum(figureNames),
  sign: z.enum(['<', '<=', '>', '>=']),
  /** In the unit of the figure in files: ms, a share in [0, 1], tokens per second. */
  limit: z.number().nonnegative(),
})
export type Threshold = z.infer<typeof Threshold>

/** What a text limits: every request (`ttft<200`, a service level), or a figure of the run (`ttft.p99<500`). */
export type Limit =
  | { readonly of: 'request'; readonly level: ServiceLevel }
  | { readonly of: 'run'; readonly threshold: Threshold }
