import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'

/** What an engine tells of itself beyond its model; `null` where it does not. */
export type EngineFacts = { readonly engineVersion: string | null; readonly precision: string | null }

const versionFields = ['engine_version', 'version', 'sagellm_version', 'vllm_version', 'sglang_version']
const precisionFields = ['dtype', 'torch_dtype', 'model_dtype', 'precision']
const quantisationFields = ['quantization', 'quantize']

/** Version and precision, from whichever surface of the engine has them. */
export function engineFacts(snapshot: EndpointSnapshot | null): EngineFacts {
  const bodies = ['version', 'info', 'server-info'].flatMap((surface) => {
    const body = snapshot?.surfaces.find((each) => each.surface === surface)?.body
    return body == null ? [] : [parsed(body)]
  })
  const find = (names: readonly string[]) =>
    bodies.flatMap((body) => names.flatMap((name) => textOf(body, name)))[0] ?? null
  const precision = find(precisionFields)
  const quantisation = find(quantisationFields)
  return {
    engineVersion: find(versionFields),
    precision: precision && quantisation ? `${precision}, ${quantisation}` : (precision ?? quantisation),
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function textOf(body: unknown, name: string): string[] {
  const value = (body as Record<string, unknown> | null)?.[name]
  return typeof value === 'string' && value !== '' && value !== 'auto' ? [value] : []
}
