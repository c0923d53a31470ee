import type { OpenAiClientOptions } from '@sagellm-benchmark/clients'
import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'

/** What a client must make of an answer. */
export type Expectation = {
  readonly errorClass: RequestErrorClass | null
  /** Content-bearing chunks that are kept: all of the answer, an exact number, or at least one. */
  readonly chunks: 'all' | 'some' | number
  /** Flags of the record beyond `not_streamed`. */
  readonly flags: readonly string[]
  /** Where the token count comes from. */
  readonly counted: 'usage' | 'chunks_unverified'
  readonly httpStatus: number | null
}

export type FaultCase = {
  /** As asked of the server. */
  readonly wish: string
  readonly timeouts?: OpenAiClientOptions['timeouts']
  readonly streamed: Expectation
  /** The same request in one piece; `null`: the fault needs a stream. */
  readonly whole: Expectation | null
  /** For the page: what a user should know. */
  readonly note: string
}

const success: Expectation = { errorClass: null, chunks: 'all', flags: [], counted: 'usage', httpStatus: 200 }
const wholeSuccess: Expectation = { ...success, chunks: 0 }

const failure = (errorClass: RequestErrorClass, httpStatus: number | null, chunks: Expectation['chunks'] = 0) =>
  ({ errorClass, chunks, flags: [], counted: 'chunks_unverified', httpStatus }) satisfies Expectation

/** Fails before any answer, streamed or not. */
const refused = (errorClass: RequestErrorClass, httpStatus: number | null) => ({
  streamed: failure(errorClass, httpStatus),
  whole: failure(errorClass, httpStatus),
})

/** One entry for each fault of the reference engine: the fault matrix. */
export const faultCases: Readonly<Record<string, FaultCase>> = {
  refuse: {
    wish: 'refuse:400',
    streamed: { ...failure('connect_failed', null), flags: ['connection_was_stale'] },
    whole: { ...failure('connect_failed', null), flags: ['connection_was_stale'] },
    note: 'a kept connection that breaks before an answer is tried anew on a new one, which is refused; a new one that is reset is `connection_reset`; later requests succeed',
  },
  unauthorized: { wish: 'unauthorized', ...refused('auth', 401), note: 'the key never appears in the message' },
  'not-found': { wish: 'not-found', ...refused('not_found', 404), note: 'not taken for a healthy server' },
  'rate-limit': {
    wish: 'rate-limit:7',
    ...refused('rate_limited', 429),
    note: 'Retry-After stands in the message; it is obeyed only where retries are on',
  },
  'server-error': { wish: 'server-error', ...refused('server_error', 500), note: 'the server’s own words are kept' },
  overloaded: { wish: 'overloaded', ...refused('overloaded', 503), note: 'distinguished from a failure of the engine' },
  'wrong-content-type': {
    wish: 'wrong-content-type',
    streamed: { ...success, flags: ['content_type_unexpected'] },
    whole: wholeSuccess,
    note: 'an answer is read whatever its type says; a page or a JSON value instead of a stream is `wrong_content_type`',
  },
  'slow-headers': {
    wish: 'slow-headers:30',
    streamed: success,
    whole: wholeSuccess,
    note: 'the wait is part of the time to first token; beyond its limit it is `first_token_timeout`',
  },
  hang: {
    wish: 'hang',
    timeouts: { firstTokenMs: 250, totalMs: 400 },
    streamed: failure('first_token_timeout', null),
    whole: failure('total_timeout', null),
    note: 'the connection is closed, not used again',
  },
  stall: {
    wish: 'stall',
    timeouts: { interTokenMs: 250 },
    streamed: failure('inter_token_timeout', 200, 3),
    whole: null,
    note: 'the tokens before the silence are kept with their stamps',
  },
  reset: {
    wish: 'reset',
    streamed: failure('connection_reset', 200, 3),
    whole: null,
    note: 'the tokens before it are kept with their stamps',
  },
  'cut-short': {
    wish: 'cut-short',
    streamed: failure('stream_cut_short', 200, 3),
    whole: null,
    note: 'a clean end of the body is no success: neither finish reason nor [DONE] came',
  },
  'no-finish-reason': {
    wish: 'no-finish-reason',
    streamed: { ...success, flags: ['finish_reason_missing'] },
    whole: null,
    note: 'a success, because [DONE] came; the flag shows it',
  },
  'no-done': {
    wish: 'no-done',
    streamed: { ...success, flags: ['done_missing'] },
    whole: null,
    note: 'a success, because the finish reason came; the flag shows it',
  },
  'error-event': {
    wish: 'error-event',
    streamed: failure('stream_error_event', 200, 3),
    whole: null,
    note: 'as llama.cpp does it: status 200 and no [DONE]',
  },
  'error-event-done': {
    wish: 'error-event-done',
    streamed: failure('stream_error_event', 200, 3),
    whole: null,
    note: 'as vLLM and SGLang do it: the [DONE] after it does not heal it',
  },
  'engine-gone': {
    wish: 'engine-gone:3',
    streamed: failure('stream_error_event', 200, 3),
    whole: null,
    note: 'as sageLLM’s gateway does it: the words of the error are no token, whatever the status and [DONE] say',
  },
  'malformed-json': {
    wish: 'malformed-json',
    streamed: failure('malformed_response', 200, 2),
    whole: null,
    note: 'the stream is given up at the event that cannot be read',
  },
  endless: {
    wish: 'endless:0',
    streamed: failure('response_too_large', 200, 'some'),
    whole: null,
    note: 'stopped at four chunks for each token asked for, and 1,024 more; a slow one by the total limit',
  },
  'split-utf8': {
    wish: 'split-utf8',
    streamed: success,
    whole: null,
    note: 'no character is lost or replaced',
  },
  coalesce: {
    wish: 'coalesce:3',
    streamed: success,
    whole: null,
    note: 'chunks of one read share their stamp, and `coalesced_share` says how many',
  },
  burst: {
    wish: 'burst',
    streamed: success,
    whole: null,
    note: 'the pace of a burst is not the engine’s: no TBT, flag `held_then_burst`; a run of them says that something held the streams back',
  },
  'silent-steps': {
    wish: 'silent-steps:4',
    streamed: success,
    whole: null,
    note: 'an empty delta a token is a step, flag `silent_steps`: gaps and the end are those of the steps',
  },
  'silent-first': {
    wish: 'silent-first',
    streamed: success,
    whole: null,
    note: 'TTFT stays at the first text; `first_step_at` and `silent_first_token_share` tell of the step before it',
  },
  'hide-reasoning': {
    wish: 'hide-reasoning',
    streamed: success,
    whole: null,
    note: 'hidden reasoning is in the throughput and in no time between tokens, flag `reasoning_hidden`',
  },
  'split-events': {
    wish: 'split-events:4',
    streamed: success,
    whole: null,
    note: 'an event counts from its last byte',
  },
  crlf: { wish: 'crlf', streamed: success, whole: null, note: 'read by the full parser' },
  comments: { wish: 'comments', streamed: success, whole: null, note: 'a comment is no chunk and starts no clock' },
  'giant-line': {
    wish: 'giant-line:900',
    streamed: success,
    whole: null,
    note: 'read up to 8 MiB an event; beyond it is `response_too_large`',
  },
  'no-usage': {
    wish: 'no-usage',
    streamed: { ...success, counted: 'chunks_unverified' },
    whole: { ...wholeSuccess, counted: 'chunks_unverified' },
    note: 'tokens are counted by a tokenizer where there is one, else they are unknown: chunks are no tokens',
  },
  'double-usage': {
    wish: 'double-usage',
    streamed: { ...success, flags: ['usage_repeated'] },
    whole: null,
    note: 'counted once; the flag shows it',
  },
  'close-after': {
    wish: 'close-after',
    streamed: success,
    whole: null,
    note: 'the next request that meets the closed connection is sent again on a new one, flag `connection_was_stale`; after that such a server’s connections are not kept',
  },
}
