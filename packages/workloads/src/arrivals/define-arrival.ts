import type { ArrivalProcess, LoadKind } from './arrival-process.js'

/** Declares an arrival process. Its file and the list `arrivals` are all that knows it. */
export function defineArrival<Kind extends LoadKind>(process: ArrivalProcess<Kind>): ArrivalProcess<Kind> {
  return process
}
