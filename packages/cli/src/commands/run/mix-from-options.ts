import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { MixPart } from '@sagellm-benchmark/protocol-types/shapes'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import type { RunOptions } from './run-options.js'

/**
 * The request mix that `--mix` and `--lora-modules` ask for: parts of the form `NAME:WEIGHT,FIELD=VALUE,...`. `workload` takes prompts and
 * lengths from a workload by name, `prompt-tokens` and `output-tokens` are lengths; every other field goes into the body.
 *
 * @returns `{}` where the flags ask for none.
 * @throws BenchError `invalid_argument` for a part that says nothing, or both flags at once.
 * @example mixFromOptions({ mix: ['chat:3,workload=Q1', 'code:1,workload=Q3,priority=1'], ... })
 */
export function mixFromOptions({
  mix,
  loraModules,
  loraAssignment,
}: Pick<RunOptions, 'mix' | 'loraModules' | 'loraAssignment'>): Pick<WorkloadPlan, 'mix' | 'mixOrder'> {
  if (loraModules.length > 0) {
    if (mix.length > 0)
      throw invalidArgument('--mix', mix[0], 'a mix names its adapters itself, as model=NAME: leave --lora-modules out')
    const parts = loraModules.map((name) => MixPart.parse({ name, extraBody: { model: name } }))
    return { mix: parts, mixOrder: loraAssignment === 'round-robin' ? 'turns' : 'weights' }
  }
  return mix.length === 0 ? {} : { mix: mix.map(partOf), mixOrder: 'weights' }
}

const lengths = { 'prompt-tokens': 'promptTokens', 'output-tokens': 'outputTokens' } as const

function partOf(text: string): MixPart {
  const [head = '', ...fields] = text.split(',').map((each) => each.trim())
  const [, name = '', weight = '1'] = /^([^:]+)(?::([\d.]+))?$/.exec(head) ?? []
  if (name === '' || !(Number(weight) > 0))
    throw invalidArgument('--mix', text, 'write NAME:WEIGHT,FIELD=VALUE,..., such as chat:3,workload=Q1')
  const part: Record<string, unknown> = { name, weight: Number(weight) }
  const extraBody: Record<string, unknown> = {}
  for (const field of fields) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(field) ?? []
    if (key === '') throw invalidArgument('--mix', text, `${JSON.stringify(field)} is no FIELD=VALUE`)
    if (key === 'workload') Object.assign(part, ofWorkload(value))
    else if (key === 'prompt-tokens' || key === 'output-tokens') part[lengths[key]] = Number(value)
    else extraBody[key] = jsonOrText(value)
  }
  const read = MixPart.safeParse({ ...part, extraBody })
  if (read.success) return read.data
  const issue = read.error.issues[0]
  throw invalidArgument('--mix', text, `${issue?.path.join('.')}: ${issue?.message}`)
}

function ofWorkload(name: string): Partial<MixPart> {
  const [workload, second] = resolveWorkloads(name)
  if (!workload || second) throw invalidArgument('--mix', name, 'name one workload, such as Q1, and no suite')
  const { source, sourceOptions, language, promptTokens, outputTokens } = workload
  return { source, sourceOptions, language, promptTokens, outputTokens }
}

/** A number, a boolean or an object where the text is one; else the text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
