import { listModels } from '@sagellm-benchmark/clients/endpoint'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { endpointOptions } from '@sagellm-benchmark/runner/targets'
import type { ResolvedIo } from '../io.js'
import type { ComparedEndpoint } from './comparison-request.js'

/** What a target serves: the ids that it lists. */
export type ServedModels = { readonly label: string; readonly served: readonly string[] }

/**
 * The model to ask each target for where none was named: the one that all of them serve.
 *
 * @returns a model for each target in their order; `null` for one that is not up yet, whose model shows when it is.
 * @throws BenchError `not_found` naming what each serves, where they have no model in common, or several.
 */
export async function commonModels(targets: readonly ComparedEndpoint[], io: ResolvedIo): Promise<(string | null)[]> {
  const served: (ServedModels | null)[] = []
  for (const each of targets) served.push(await servedBy(each, io))
  return chooseCommon(served)
}

/**
 * One engine serves `Qwen/Qwen2.5-0.5B-Instruct`, another the same model under the folder it was loaded from: the last part of the
 * name says.
 *
 * @param targets - `null` where a target cannot be asked yet.
 * @example chooseCommon([{ label: 'a', served: ['org/m', 'x'] }, { label: 'b', served: ['/models/m'] }]) // ['org/m', '/models/m']
 */
export function chooseCommon(targets: readonly (ServedModels | null)[]): (string | null)[] {
  const known = targets.filter((each) => each !== null && each.served.length > 0) as ServedModels[]
  const [first, ...others] = known
  if (!first) return targets.map(() => null)
  const candidates = [...new Set(first.served.map(nameOf))]
  const common = candidates.filter((name) => others.every(({ served }) => served.some((id) => nameOf(id) === name)))
  const [only, second] = common
  if (only === undefined || second !== undefined) {
    const each = known.map(({ label, served }) => `${label} serves ${served.join(', ')}`).join('; ')
    const what =
      only === undefined ? 'the targets have no model in common' : 'the targets have several models in common'
    throw new BenchError('not_found', `${what}: ${each}`, { hint: 'say which one with --model' })
  }
  return targets.map((target) => target?.served.find((id) => nameOf(id) === only) ?? null)
}

/** `null` for a target that has to be started first, or does not answer in its time. */
async function servedBy(compared: ComparedEndpoint, io: ResolvedIo): Promise<ServedModels | null> {
  const { target, apiKey = io.apiKey, command = null } = compared
  const { label, headers, serverWaitSeconds } = target
  const { clock, signal } = io
  const reached = { ...target, headers: { ...headers, ...io.secretHeaders } }
  const endpoint = endpointOptions(reached, { apiKey, clock, env: io.env })
  const until = clock.now() + (command === null ? serverWaitSeconds * 1000 : 0)
  for (;;) {
    const served = await listModels(endpoint)
    if (served !== null) return { label, served }
    if (clock.now() >= until || signal.aborted) return null
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, signal).catch(() => {})
  }
}

const LOOK_EVERY_MS = 500

function nameOf(id: string): string {
  return (id.replace(/\/+$/, '').split('/').at(-1) as string).toLowerCase()
}
