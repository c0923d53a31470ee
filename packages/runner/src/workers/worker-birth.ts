import { type ApiKey, keyNow } from '@sagellm-benchmark/clients/endpoint'
import { heldSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { openKeyLine } from './key-line.js'
import type { WorkerBirth } from './messages.js'

export type BirthOptions = {
  /** Handed over in memory. @default none */
  readonly apiKey?: ApiKey | null
  readonly dialectModule?: string | null
  readonly clientModule?: string
}

/** What a load thread gets at its start; each one a line of its own to a key that expires. */
export function birthOf(plan: RunPlan, options: BirthOptions): WorkerBirth {
  const { apiKey = null, clientModule = null, dialectModule = null } = options
  return {
    plan,
    apiKey: keyNow(apiKey),
    keyLine: typeof apiKey === 'object' && apiKey !== null ? openKeyLine(apiKey) : null,
    secrets: heldSecrets(),
    clientModule,
    dialectModule,
  }
}
