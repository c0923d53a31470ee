import { invalidArgument } from '../errors/bench-error.js'

/** The ports of sageLLM, by the names of the package (`SageLLMPorts`). */
export const sagellmPorts = {
  SAGELLM_GATEWAY: 8889,
  SAGELLM_SERVE_PORT: 8901,
  SAGELLM_ENGINE_PORT: 8902,
  SAGELLM_SERVE_PORT_2: 8903,
  SAGELLM_ENGINE_PORT_2: 8904,
  SAGELLM_EMBEDDING_PORT: 8090,
  SAGELLM_LEGACY_PORT: 8001,
} as const

/** A device as the Protocol writes it, `cuda:0` or `cpu`. Any kind is let through, as in the package. */
export type Device = { readonly kind: string; readonly index: number | null }

/** @throws BenchError `invalid_argument` where the index is not a whole number. */
export function parseDevice(text: string): Device {
  const at = text.indexOf(':')
  if (at < 0) return { kind: text, index: null }
  const index = text.slice(at + 1)
  if (!/^[+-]?\d+$/.test(index)) throw invalidArgument('device', text, 'give it as KIND or KIND:INDEX, such as cuda:0')
  return { kind: text.slice(0, at), index: Number(index) }
}
