import { assembleCache, type Cache } from './cache.js'
import type { CausalModel, ForwardOutput } from './causal-model.js'
import type { SequenceRequest, SequenceToken } from './messages.js'
import { createSampler, type Sampler } from './sampler.js'

type Row = {
  readonly request: SequenceRequest
  readonly sample: Sampler
  /** The newest token, not yet in the cache. */
  pending: number
  /** Positions of this row in the cache. */
  cached: number
  generated: number
}

export type RunningBatchOptions = {
  readonly model: CausalModel
  readonly eosTokenIds: ReadonlySet<number>
  /** Milliseconds; read right after a row's token is chosen. */
  readonly now: () => number
}

/** The sequences that are being decoded together, and their shared cache. Rows join and leave between steps. */
export interface RunningBatch {
  readonly size: number
  /** Positions held in the cache, padding excluded. */
  readonly usedTokens: number
  ids(): number[]
  /** Whether sequences of two or more requests are in it. */
  readonly isShared: boolean
  /** Processes prompts in one pass, gives their first tokens, and lets them join. */
  prefill(requests: readonly SequenceRequest[]): Promise<SequenceToken[]>
  /** One token for every row. */
  step(): Promise<SequenceToken[]>
  drop(ids: ReadonlySet<number>): void
  clear(): void
}

/**
 * A batch in which every row ends by itself: at its own `maxTokens`, or at an end token unless that is ignored.
 * A finished row leaves at once and its columns are given back.
 */
export function createRunningBatch({ model, eosTokenIds, now }: RunningBatchOptions): RunningBatch {
  let rows: Row[] = []
  let cache: Cache | null = null
  let columns = 0

  /** Samples a token for each row, stamping each as it is known. */
  const advance = (advanced: readonly Row[], output: ForwardOutput): SequenceToken[] =>
    advanced.map((row, at) => {
      const tokenId = row.sample(output.logits[at] as Float32Array)
      const hrtimeMs = now()
      row.pending = tokenId
      row.generated += 1
      return { id: row.request.id, tokenId, hrtimeMs, finishReason: finishReason(row, { tokenId, eosTokenIds }) }
    })

  /** Keeps the given rows of this batch, adds those of another pass, and fits the columns to the longest. */
  const regroup = (kept: readonly number[], joining?: { rows: Row[]; cache: Cache; kept: readonly number[] }): void => {
    const parts = [
      ...(cache && kept.length > 0 ? [{ cache, rows: kept }] : []),
      ...(joining && joining.kept.length > 0 ? [{ cache: joining.cache, rows: joining.kept }] : []),
    ]
    rows = [...kept.map((at) => rows[at] as Row), ...(joining?.kept.map((at) => joining.rows[at] as Row) ?? [])]
    columns = Math.max(0, ...rows.map((row) => row.cached))
    const [only] = parts
    // A cache that is taken whole, at its own width, need not be copied; nor could one that is not made of rows.
    const whole = parts.length === 1 && only && isWhole(only, columns)
    cache = whole ? only.cache : parts.length === 0 ? null : assembleCache(parts, columns)
  }

  return {
    get size() {
      return rows.length
    },
    get usedTokens() {
      return rows.reduce((sum, row) => sum + row.cached, 0)
    },
    ids: () => rows.map((row) => row.request.id),
    get isShared() {
      return rows.some((row) => row.request.group !== rows[0]?.request.group)
    },

    async prefill(requests) {
      const output = await model.forward({
        ids: leftPadded(requests.map(({ promptIds }) => promptIds)),
        realLengths: requests.map(({ promptIds }) => promptIds.length),
        cache: null,
      })
      const joining = requests.map(newRow)
      const tokens = advance(joining, output)
      regroup([...rows.keys()], { rows: joining, cache: output.cache, kept: stillRunning(tokens) })
      return tokens
    },

    async step() {
      const output = await model.forward({
        ids: rows.map((row) => [row.pending]),
        realLengths: rows.map((row) => row.cached + 1),
        cache,
      })
      cache = output.cache
      columns += 1
      for (const row of rows) row.cached += 1
      const tokens = advance(rows, output)
      const kept = stillRunning(tokens)
      if (kept.length < rows.length) regroup(kept)
      return tokens
    },

    drop(ids) {
      const kept = [...rows.keys()].filter((at) => !ids.has((rows[at] as Row).request.id))
      if (kept.length < rows.length) regroup(kept)
    },

    clear() {
      rows = []
      cache = null
      columns = 0
    },
  }
}

/** All as long as the longest, with zeros in front. */
function leftPadded(prompts: readonly (readonly number[])[]): number[][] {
  const longest = Math.max(...prompts.map(({ length }) => length))
  return prompts.map((ids) => [...new Array<number>(longest - ids.length).fill(0), ...ids])
}

/** A sequence whose whole prompt is in the cache, before its first token. */
function newRow(request: SequenceRequest): Row {
  const sample = createSampler(request.sampling)
  return { request, sample, pending: 0, cached: request.promptIds.length, generated: 0 }
}

type Sampled = { readonly tokenId: number; readonly eosTokenIds: ReadonlySet<number> }

function finishReason(row: Row, { tokenId, eosTokenIds }: Sampled): SequenceToken['finishReason'] {
  if (!row.request.ignoreEos && eosTokenIds.has(tokenId)) return 'stop'
  return row.generated >= row.request.maxTokens ? 'length' : null
}

/** Places of the rows that go on. */
function stillRunning(tokens: readonly SequenceToken[]): number[] {
  return tokens.flatMap((token, at) => (token.finishReason === null ? [at] : []))
}

function isWhole(
  { cache, rows }: { readonly cache: Cache; readonly rows: readonly number[] },
  columns: number,
): boolean {
  return rows.length === rowsOf(cache) && columns === columnsOf(cache)
}

function firstDims(cache: Cache): readonly number[] {
  const [block] = cache.values()
  return block?.dims ?? []
}

function rowsOf(cache: Cache): number {
  return firstDims(cache)[0] ?? 0
}

function columnsOf(cache: Cache): number {
  return firstDims(cache)[2] ?? 0
}
