import { entryNamed, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { Fault, FaultBehaviour } from './define-fault.js'
import { faults } from './index.js'

/** A fault that strikes a share of all requests. */
export type FaultRate = {
  /** `name` or `name:argument`. */
  readonly fault: string
  /** Share of requests in [0, 1]. */
  readonly rate: number
  /** The first and the last request that it may strike, counted from 1: an engine that dies, and comes back. @default all */
  readonly from?: number
  readonly to?: number
}

/** The faults of one request, each with its behaviour for this answer and as it was asked for, for the log. */
export type ChosenFault = { readonly wish: string; readonly fault: Fault; readonly behaviour: FaultBehaviour }

/**
 * Reads a wish such as `stall:500` or `crlf, reset:3`.
 *
 * @param own - faults beside those of the package.
 * @throws BenchError `invalid_argument` naming what cannot be read, with the known names as hint.
 */
export function parseFaults(wish: string, own: readonly Fault[] = []): ChosenFault[] {
  return wish.split(',').flatMap((part) => (part.trim() === '' ? [] : chosenOf(part.trim(), own)))
}

function chosenOf(part: string, own: readonly Fault[]): ChosenFault {
  const [name = '', argument] = part.split(':')
  const fault = entryNamed([...own, ...faults], { kind: 'fault', name })
  const chosen = (value: number) => ({ wish: part, fault, behaviour: fault.create(value) })
  if (argument === undefined) return chosen(fault.argument?.default ?? 0)
  if (!fault.argument) throw invalidArgument('fault', part, `${name} takes no argument`)
  const value = Number(argument)
  const { min, max, unit } = fault.argument
  if (argument.trim() !== '' && value >= min && value <= max) return chosen(value)
  throw invalidArgument('fault', part, `give ${min} to ${max} ${unit}`)
}

export type FaultDraw = { readonly seed: number; readonly ordinal: number; readonly own?: readonly Fault[] }

/**
 * Draws the faults of request number `ordinal`: the same for the same seed, whatever the requests' timing. Each rate is
 * drawn on its own, so several may strike one request; the first of the list then does.
 */
export function drawFaults(rates: readonly FaultRate[], { seed, ordinal, own }: FaultDraw): ChosenFault[] {
  const hit = rates.find(
    ({ rate, from = 1, to = Number.POSITIVE_INFINITY }, at) =>
      createRandom(deriveSeed(seed, 'fault', ordinal, at)).uniform() < rate && ordinal >= from && ordinal <= to,
  )
  return hit ? parseFaults(hit.fault, own) : []
}
