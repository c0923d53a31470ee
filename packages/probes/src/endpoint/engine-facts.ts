import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'

/** What an engine reports of itself beyond its model; `null` where it does not. */
export type EngineFacts = { readonly engineVersion: string | null; readonly precision: string | null }

const versionFields = ['engine_version', 'version', 'sagellm_version', 'vllm_version', 'sglang_version', 'build_info']
const precisionFields = ['dtype', 'torch_dtype', 'model_dtype', 'precision', 'model_ftype']
const quantisationFields = ['quantization', 'quantize']

/** Longer than any version or type of weights is. */
const MAX_CHARACTERS = 100

/**
 * Version and precision, from whichever surface of the engine has them. A text that is too long or holds control characters is no
 * such fact, and neither is what a server answers on several routes alike.
 */
export function engineFacts(snapshot: EndpointSnapshot | null): EngineFacts {
  const answers = ['version', 'info', 'server-info', 'vllm-server-info', 'props'].flatMap((surface) => {
    const body = snapshot?.surfaces.find((each) => each.surface === surface)?.body
    return body == null ? [] : [body]
  })
  const bodies = answers
    .filter((body, at) => answers.indexOf(body) === at && answers.lastIndexOf(body) === at)
    .map(parsed)
  const find = (names: readonly string[]) =>
    bodies.flatMap((body) => names.flatMap((name) => textOf(body, name)))[0] ?? null
  const named = find(precisionFields)
  const precision = named === null ? weightsOf(find(['model_path'])) : withoutGuess(named)
  const quantisation = find(quantisationFields)
  return {
    engineVersion: find(versionFields),
    precision: precision && quantisation ? `${precision}, ${quantisation}` : (precision ?? quantisation),
  }
}

/** llama.cpp says `(guessed) all F32` of weights that are all of one type. */
function withoutGuess(type: string): string {
  return type.replace(/^\(guessed\) /, '').replace(/^all /, '')
}

/** llama.cpp: files of weights bear their type at the end of their name, before `.gguf` and the number of a part. */
function weightsOf(path: string | null): string | null {
  return (
    /[-.]((?:I?Q\d|TQ\d)[A-Z0-9_]{0,20}|BF16|F16|F32)(?:-\d+-of-\d+)?\.gguf$/i.exec(path ?? '')?.[1]?.toUpperCase() ??
    null
  )
}

function parsed(body: string): unknown {
  try {
    const json = JSON.parse(body)
    return typeof json?.vllm_config === 'string' ? { ...json, ...ofVllm(json.vllm_config) } : json
  } catch {
    return null
  }
}

/** vLLM writes its configuration as `dtype=torch.bfloat16, quantization=None, ...`. */
function ofVllm(config: string): Record<string, string> {
  const value = (name: string) => new RegExp(`(?:^|[ (])${name}=(?:torch\\.)?'?(\\w+)`).exec(config)?.[1]
  const known = { dtype: value('dtype'), quantization: value('quantization') }
  return Object.fromEntries(
    Object.entries(known).filter(([, each]) => each !== undefined && each !== 'None'),
  ) as Record<string, string>
}

function textOf(body: unknown, name: string): string[] {
  const value = (body as Record<string, unknown> | null)?.[name]
  if (typeof value !== 'string' || value === '' || value === 'auto') return []
  // A path of weights may be long; only the type at its end is used.
  return name === 'model_path' || isFact(value) ? [value] : []
}

function isFact(text: string): boolean {
  return text.length <= MAX_CHARACTERS && !/\p{Cc}|\p{Cf}/u.test(text)
}
