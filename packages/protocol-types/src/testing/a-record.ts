import { RequestRecord } from '../run/request-record.js'

/** What a test cares about; everything else of the record follows from it. */
export type RecordSketch = Partial<RequestRecord> & {
  readonly ttftMs?: number
  /** Gap between one token and the next. */
  readonly gapMs?: number
}

/**
 * A successful streamed record, by default 5 tokens, TTFT 40 ms, one token every 10 ms, start at 0.
 *
 * @example aRecord({ ttftMs: 100, outputTokens: 3 })
 */
export function aRecord(sketch: RecordSketch = {}): RequestRecord {
  const { ttftMs = 40, gapMs = 10, ...fields } = sketch
  const startAt = fields.startAt ?? 0
  const outputTokens = fields.outputTokens === undefined ? 5 : fields.outputTokens
  const firstTokenAt = startAt + ttftMs
  const tokenAt = fields.tokenAt ?? Array.from({ length: outputTokens ?? 0 }, (_, at) => firstTokenAt + at * gapMs)
  const lastTokenAt = tokenAt.at(-1) ?? null
  return RequestRecord.parse({
    schemaVersion: 1,
    requestId: `r-${fields.round ?? 0}-${fields.index ?? 0}`,
    target: 'test',
    workload: 'Q1',
    phase: 'measured',
    round: 0,
    index: 0,
    scheduledAt: startAt,
    startAt,
    sentAt: startAt,
    headersAt: startAt + ttftMs / 2,
    firstStepAt: tokenAt[0] ?? null,
    firstTokenAt: tokenAt[0] ?? null,
    firstOutputAt: tokenAt[0] ?? null,
    tokenAt,
    lastTokenAt,
    endAt: lastTokenAt ?? startAt + ttftMs,
    promptTokens: 32,
    outputTokens,
    tokenCountSource: 'usage',
    chunkCount: tokenAt.length,
    usage: null,
    requestedOutputTokens: Math.max(1, outputTokens ?? 1),
    requestedPromptTokens: 32,
    intendedPromptTokens: 32,
    promptLengthBasis: 'target_prompt',
    finishReason: 'length',
    httpStatus: 200,
    errorClass: null,
    errorMessage: null,
    retries: 0,
    model: 'test-model',
    transport: 'in_process',
    connectionReused: true,
    simulated: false,
    flags: [],
    outputText: null,
    outputTokenIds: null,
    ...tbtOf(tokenAt, fields),
    ...fields,
  })
}

/** With fewer chunks than tokens the first holds one token, as a usage on every chunk would have shown. */
function tbtOf(tokenAt: readonly number[], { outputTokens, tokenCountSource = 'usage' }: Partial<RequestRecord>) {
  const [first, last] = [tokenAt[0], tokenAt.at(-1)]
  if (!outputTokens || outputTokens < 2 || outputTokens === tokenAt.length) return {}
  if (first === undefined || last === undefined || last <= first || tokenCountSource === 'chunks_unverified') return {}
  return { tbtMs: (last - first) / (outputTokens - 1), tbtBasis: 'chunk_usage' as const }
}
