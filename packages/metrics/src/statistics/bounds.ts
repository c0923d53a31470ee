/** Both ends of an interval, in the unit of the estimate. */
export type Bounds = { readonly low: number; readonly high: number }

/** An interval whose end is `null` where the sample does not reach far enough to give one. */
export type OpenBounds = { readonly low: number | null; readonly high: number | null }
