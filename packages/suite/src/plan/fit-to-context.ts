import { type LengthDistribution, lengthKindOf, type LengthPlan } from '@sagellm-benchmark/protocol-types/shapes'

/** Lengths of a request in tokens. */
export type RequestLengths = { readonly promptTokens: number; readonly outputTokens: number }

/** What prompt lengths are counted on: the whole prompt, its text without the chat template, or nothing but characters. */
export type CountedOn = 'prompt' | 'text' | 'characters'

export type FitOptions = {
  /** Context window of the target; `null` where it is not known: then nothing is cut. */
  readonly window: number | null
  readonly counted: CountedOn
}

/** Kept free of what is counted exactly: an end mark, and what an engine adds of its own. */
const SPARE_TOKENS = 10

/**
 * The lengths that a context window leaves of those that are wanted: the output gets at most half of it, the prompt what is left.
 * Room is kept for a chat template that is not counted; an estimate may be off by a third. The same rule for every command.
 *
 * @example fitToContext({ promptTokens: 2048, outputTokens: 512 }, { window: 1024, counted: 'prompt' }) // 507 and 507
 */
export function fitToContext(wanted: RequestLengths, { window, counted }: FitOptions): RequestLengths {
  if (window === null) return { promptTokens: wanted.promptTokens, outputTokens: wanted.outputTokens }
  const spare = counted === 'prompt' ? SPARE_TOKENS : templateRoom(window)
  const room = (window - spare) * (counted === 'characters' ? 0.75 : 1)
  const outputTokens = Math.max(1, Math.min(wanted.outputTokens, Math.floor(room / 2)))
  const promptTokens = Math.max(1, Math.min(wanted.promptTokens, Math.floor(room - outputTokens)))
  return { promptTokens, outputTokens }
}

/** A plan's workload or scenario, with what was asked for where it had to be cut. */
export type Fitted<Wanted> = Wanted & {
  readonly requestedPromptTokens?: number | null | undefined
  readonly requestedOutputTokens?: number | null | undefined
}

type Wanted = RequestLengths & { readonly source: string; readonly lengths?: LengthPlan | null | undefined }

/** Sent as they are: their lengths are not ours to cut. */
const dataSets = new Set(['file', 'sharegpt', 'data_set', 'trace', 'session_file'])

/** The same workload with lengths that fit; where that cut it, it keeps what was asked for. */
export function fitted<Workload extends Fitted<Wanted>>(workload: Workload, options: FitOptions): Workload {
  if (dataSets.has(workload.source)) return workload
  const largest = largestLengths(workload)
  const lengths = fitToContext(largest, options)
  if (!isCut(largest, lengths)) return workload
  return {
    ...workload,
    promptTokens: Math.min(workload.promptTokens, lengths.promptTokens),
    outputTokens: Math.min(workload.outputTokens, lengths.outputTokens),
    ...drawnAtMost(workload, lengths),
    requestedPromptTokens: workload.requestedPromptTokens ?? largest.promptTokens,
    requestedOutputTokens: workload.requestedOutputTokens ?? largest.outputTokens,
  }
}

/** The lengths of a workload, or the longest that its distributions are likely to draw. */
export function largestLengths({ promptTokens, outputTokens, lengths }: Omit<Wanted, 'source'>): RequestLengths {
  const most = (drawn: LengthDistribution | null, own: number) =>
    drawn === null ? own : lengthKindOf(drawn).largest(drawn)
  return lengths
    ? { promptTokens: most(lengths.prompt, promptTokens), outputTokens: most(lengths.output, outputTokens) }
    : { promptTokens, outputTokens }
}

/** Where lengths are drawn, longer draws are cut to what is left. */
function drawnAtMost({ lengths }: Pick<Wanted, 'lengths'>, { promptTokens, outputTokens }: RequestLengths) {
  return lengths ? { lengths: { ...lengths, promptAtMost: promptTokens, outputAtMost: outputTokens } } : {}
}

/** Says of a workload that was cut what was asked for and what is sent; `null` where it was not. */
export function cutSentence({ name, ...workload }: Cut): string | null {
  const { requestedPromptTokens: prompt, requestedOutputTokens: output, promptTokens, outputTokens, lengths } = workload
  if (prompt == null || output == null) return null
  if (lengths)
    return `${name}: up to ${prompt} prompt and ${output} output tokens were asked for; longer draws than ${lengths.promptAtMost} and ${lengths.outputAtMost} are cut to the context window.`
  return `${name}: ${prompt} prompt and ${output} output tokens were asked for; ${promptTokens} and ${outputTokens} fit into the context window.`
}

type Cut = Fitted<RequestLengths> & { readonly name: string; readonly lengths?: LengthPlan | null | undefined }

function isCut(asked: RequestLengths, got: RequestLengths): boolean {
  return got.promptTokens < asked.promptTokens || got.outputTokens < asked.outputTokens
}

function templateRoom(window: number): number {
  return Math.max(SPARE_TOKENS, Math.min(64, Math.floor(window / 8)))
}
