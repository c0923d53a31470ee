import type { PreTrainedModel, Tensor as LibraryTensor } from '@huggingface/transformers'
import type { Transformers } from '../model/load-library.js'
import type { Block, Cache, NumericArray } from './cache.js'
import type { CausalModel, ForwardInput } from './causal-model.js'
import type { LoadOptions } from './messages.js'

type Session = {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
}

type DtypeOption = NonNullable<NonNullable<Parameters<typeof PreTrainedModel.from_pretrained>[1]>['dtype']>

/** Where configurations keep the number of positions, by architecture. */
const CONTEXT_FIELDS = [
  'max_position_embeddings',
  'n_positions',
  'n_ctx',
  'max_seq_len',
  'max_seq_length',
  'seq_length',
]

/** Loads an exported model into a runtime session and gives it the scheduler's view. */
export async function loadOnnxModel(library: Transformers, options: LoadOptions): Promise<CausalModel> {
  const { AutoModelForCausalLM, Tensor, env } = library
  env.allowRemoteModels = options.allowRemote
  const model = await AutoModelForCausalLM.from_pretrained(options.model, {
    dtype: options.dtype as DtypeOption,
    device: 'cpu',
    subfolder: options.subfolder,
    local_files_only: !options.allowRemote,
    // Level 4 is fatal only: the runtime writes its other messages straight to the terminal.
    session_options: { intraOpNumThreads: options.threads, interOpNumThreads: 1, logSeverityLevel: 4 },
  })
  const session = (model.sessions as Record<string, Session>).model
  if (!session) throw new Error('not a decoder-only model')
  const keepsAllLogits = !session.inputNames.includes('num_logits_to_keep')
  const config = model.config as unknown as Record<string, unknown>

  return {
    vocabularySize: (config.vocab_size ?? textConfig(config).vocab_size) as number,
    contextLength: contextLength(config),
    eosTokenIds: [model.generation_config, config].flatMap((settings) => endIds(settings?.eos_token_id)),
    keepsAllLogits,
    cacheIsSeparable: session.outputNames.every((name) => name === 'logits' || name.startsWith('present.')),

    async forward({ ids, realLengths, cache }) {
      const rows = ids.length
      const columns = ids[0]?.length as number
      const total = columns + cachedColumns(cache)
      const tensor = (data: BigInt64Array, width: number) => new Tensor('int64', data, [rows, width])

      const output = (await model.forward({
        input_ids: tensor(flatten(ids), columns),
        attention_mask: tensor(attentionMask(realLengths, total), total),
        position_ids: tensor(positionIds(realLengths, columns), columns),
        ...(keepsAllLogits ? {} : { num_logits_to_keep: new Tensor('int64', BigInt64Array.of(1n), []) }),
        past_key_values: cache === null ? null : pastTensors(cache, Tensor),
      })) as Record<string, LibraryTensor>
      return { logits: lastLogits(output.logits as LibraryTensor), cache: presentBlocks(output) }
    },

    async dispose() {
      await model.dispose()
    },
  }
}

function textConfig(config: Record<string, unknown>): Record<string, unknown> {
  return (config.text_config ?? {}) as Record<string, unknown>
}

function contextLength(config: Record<string, unknown>): number | null {
  for (const field of CONTEXT_FIELDS) {
    const value = config[field] ?? textConfig(config)[field]
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value
  }
  return null
}

function endIds(setting: unknown): number[] {
  return [setting].flat().filter((id): id is number => typeof id === 'number')
}

function flatten(ids: ForwardInput['ids']): BigInt64Array {
  return BigInt64Array.from(ids.flat(), BigInt)
}

/** 1 where a column is real: rows are aligned on the right, so the real ones are the last. */
function attentionMask(realLengths: readonly number[], total: number): BigInt64Array {
  const mask = new BigInt64Array(realLengths.length * total)
  realLengths.forEach((length, row) => mask.fill(1n, (row + 1) * total - length, (row + 1) * total))
  return mask
}

/** Each token's place in its own row, padding not counted; padding itself gets 0, which the mask hides. */
function positionIds(realLengths: readonly number[], columns: number): BigInt64Array {
  const positions = new BigInt64Array(realLengths.length * columns)
  realLengths.forEach((length, row) => {
    for (let column = 0; column < columns; column += 1) {
      positions[row * columns + column] = BigInt(Math.max(0, length - columns + column))
    }
  })
  return positions
}

function cachedColumns(cache: Cache | null): number {
  if (cache === null) return 0
  for (const [name, { dims }] of cache) if (name.startsWith('past_key_values.')) return dims[2] as number
  return 0
}

function pastTensors(cache: Cache, Tensor: typeof LibraryTensor): Record<string, LibraryTensor> {
  return Object.fromEntries(
    [...cache].map(([name, { type, data, dims }]) => [name, new Tensor(type as 'float32', data, [...dims])]),
  )
}

function presentBlocks(output: Record<string, LibraryTensor>): Cache {
  const cache = new Map<string, Block>()
  for (const [name, { type, data, dims }] of Object.entries(output)) {
    if (!name.startsWith('present')) continue
    const input = name.startsWith('present.')
      ? name.replace('present', 'past_key_values')
      : name.replace('present', 'past')
    cache.set(input, { type, data: data as NumericArray, dims })
  }
  return cache
}

function lastLogits(logits: LibraryTensor): Float32Array[] {
  const [rows, kept, vocabulary] = logits.dims as [number, number, number]
  const data = (logits.type === 'float32' ? logits : logits.to('float32')).data as Float32Array
  return Array.from({ length: rows }, (_, row) => {
    const end = (row + 1) * kept * vocabulary
    return data.subarray(end - vocabulary, end)
  })
}
