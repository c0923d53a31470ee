import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ReadLateness, StampSource } from './transport/transport.js'

/** What a client knows of its target and of itself; every result repeats it. */
export type ClientIdentity = {
  readonly label: string
  /** Engine dialect (`vllm`, `sagellm`, ...) or `cpu`. */
  readonly engine: string
  /** The model that really answers. */
  readonly model: string
  /** How bytes are read: `kernel`, `raw`, `undici`, `fetch`, `in_process`. */
  readonly transport: string
  /** What a token's stamp means: its arrival at the kernel, the socket read, a later body chunk (coarser), or the engine's own step. */
  readonly stampSource: StampSource | 'engine_step'
  readonly simulated: boolean
  /** Context window in tokens, where the target reports it. */
  readonly maxModelLen: number | null
  /** Sentences that reports must repeat, e.g. that the weights are random. */
  readonly notices: readonly string[]
}

export type SendOptions = {
  /**
   * Intended arrival on the client clock's axis.
   * @default the moment of sending (closed loop)
   */
  readonly scheduledAt?: number
  /** An abort whose reason (`signal.reason`) is a `CutOffReason` is recorded as that, any other as aborted. */
  readonly signal?: AbortSignal
  /** Keep the generated text in the record. @default false */
  readonly keepText?: boolean
  /** How long the stamping thread stood still between two times of its clock, ms: a first read behind such a stall is the client's. @default 0 */
  readonly stalledMs?: (from: number, to: number) => number
}

/**
 * How requests reach one target. Implemented once per kind of target; the load engine knows nothing else.
 *
 * `send` never rejects for anything the target does: a failure is a full record with an `errorClass`. It rejects with
 * `resource_exhausted` where this machine can open no further connection, which is not the target's failure and ends a run.
 */
export interface EngineClient {
  readonly identity: ClientIdentity
  /** Makes ready for load: connections opened, model loaded. Called before anything is measured. */
  open(options: { readonly connections: number; readonly signal?: AbortSignal }): Promise<void>
  /**
   * Builds what can be built of a request before its time, so that a mass release does not begin with serialising
   * bodies. Optional to have and to call; `send` of the same object uses it. May do nothing before `open`.
   */
  prepare?(planned: PlannedRequest): void
  /** Ends a request whose plan says so (`planned.cancel.afterTokens`); its `afterMs` is the caller's business, by `signal`. */
  send(planned: PlannedRequest, options?: SendOptions): Promise<RequestRecord>
  /** How late this client read what the kernel had stamped, since it was asked last; `null` where its stamps are its own. */
  takeReadLateness?(): ReadLateness | null
  close(): Promise<void>
}
