import { z } from 'zod'
import { FreeFields } from '../json/free-fields.js'
import { plainProblem } from '../json/plain-problem.js'
import { invalidArgument } from '../errors/bench-error.js'
import type { LoadKind } from './load-kind.js'

/**
 * A load of a kind that a caller brought, in a plan or a file. Any program can read it; only one that is given the kind can
 * drive it, and what `options` may hold is that kind's business.
 */
export const OwnLoad = z.object({
  kind: z.literal('own'),
  name: z.string().min(1).describe('name of the load kind that is handed to the run'),
  options: FreeFields.default({}),
})
export type OwnLoad = z.infer<typeof OwnLoad>

/** A caller's kind for loads that name it: its options are checked by its schema, once a load. */
export function asOwnLoadKind(kind: LoadKind): LoadKind<typeof OwnLoad> {
  const checked = new WeakMap<object, { readonly kind: string }>()
  const inner = (load: OwnLoad) => {
    const known = checked.get(load)
    if (known) return known
    const parsed = kind.schema.safeParse({ ...load.options, kind: kind.name })
    if (!parsed.success) throw misfit(load, parsed.error)
    checked.set(load, parsed.data)
    return parsed.data
  }
  const outer = ({ kind: name, ...options }: { readonly kind: string }): OwnLoad => ({ kind: 'own', name, options })

  return {
    ...kind,
    schema: OwnLoad,
    text: (load) => kind.text(inner(load)),
    dueTimes: (load, random) => kind.dueTimes(inner(load), random),
    laterRounds: (load) => outer(kind.laterRounds(inner(load))),
    places: (load) => kind.places(inner(load)),
    pauseMs: (load, random) => kind.pauseMs(inner(load), random),
    openingSeconds: (load) => kind.openingSeconds(inner(load)),
    share: (load, share) => outer(kind.share(inner(load), share)),
    inFlight: (load, requests) => kind.inFlight(inner(load), requests),
    ahead: (load, requests) => kind.ahead(inner(load), requests),
    rateRps: (load) => kind.rateRps(inner(load)),
    burstiness: (load) => kind.burstiness(inner(load)),
    requestsWithin: (load, seconds) => kind.requestsWithin(inner(load), seconds),
  }
}

function misfit({ name, options }: OwnLoad, error: z.ZodError): Error {
  const [issue] = error.issues
  const field = ['options', ...(issue?.path ?? [])].join('.')
  return invalidArgument(`${field} of load ${name}`, JSON.stringify(options), plainProblem(issue, options))
}
