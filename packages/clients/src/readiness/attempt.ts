import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest, TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'
import type { Dialect } from '../dialects/define-dialect.js'
import { detectDialectOf } from '../dialects/detect-dialect.js'
import { givenDialect } from '../dialects/given-dialect.js'
import type { CallAnswer } from '../endpoint/call.js'
import { discoverModelOf } from '../endpoint/discover-model.js'
import type { Endpoint } from '../endpoint/endpoint.js'
import type { FieldChanges } from '../openai/request-body.js'
import { type Answered, judgeAnswer, type Refusal } from './judge-answer.js'
import { judgeTrial, type TrialVerdict } from './judge-trial.js'
import type { ReadinessOptions } from './readiness-options.js'
import { withoutModel, withoutNative } from './explain-refusal.js'
import { speaksHttp } from './speaks-http.js'
import { sendTrial, type Trial } from './send-trial.js'
import { systemFingerprint } from './system-fingerprint.js'

/** What one look at the server came to. */
export type Attempt = { readonly fieldChanges: FieldChanges } & (
  | {
      readonly kind: 'ready'
      readonly model: string
      readonly warning: string | null
      readonly fingerprint: string | null
    }
  | {
      readonly kind: 'later'
      readonly said: string
      readonly retryAfter: string | null
      /** The server took the request and began to answer it. */
      readonly answered: boolean
      /** `null` where it is not known yet. */
      readonly model: string | null
    }
  | { readonly kind: 'never'; readonly said: string; readonly hint: string }
)

export interface Attempts {
  /** @throws BenchError `not_found` for a model that the server's list lacks. */
  next(patienceMs: number): Promise<Attempt>
}

const LOOK_MS = 5000
const TRIAL_TOKENS = 16
const MAX_CHANGES = 8

/** Looks at a server again and again; what it refused once is not sent again. */
export function createAttempts(endpoint: Endpoint, options: ReadinessOptions): Attempts {
  return new ServerAttempts(endpoint, options)
}

class ServerAttempts implements Attempts {
  readonly #endpoint: Endpoint
  readonly #options: ReadinessOptions
  readonly #watch: { readonly signal?: AbortSignal }
  readonly #wanted: string | null
  /** What the server has refused of a body so far. */
  #fieldChanges: FieldChanges
  #plainSeen = false
  // Where the server's own list names the model, a short whole answer shows that it generates; a stream decides where that does not do.
  #whole: boolean

  constructor(endpoint: Endpoint, options: ReadinessOptions) {
    const { model = null, signal } = options
    this.#endpoint = endpoint
    this.#options = options
    this.#watch = signal ? { signal } : {}
    this.#wanted = model
    this.#fieldChanges = options.fieldChanges ?? {}
    this.#whole = model === null && options.trial?.stream !== false && options.api !== 'native'
  }

  async next(patienceMs: number): Promise<Attempt> {
    const { modelUnlisted = false, signal } = this.#options
    const model = this.#wanted
    const timeoutMs = Math.min(model === null ? 2 * LOOK_MS : LOOK_MS, patienceMs)
    const listed = await this.#endpoint.call({ route: '/models', under: 'base', timeoutMs, ...this.#watch })
    const unreached = listed.errorClass === 'connect_failed' || listed.errorClass === 'connect_timeout'
    const lost = await this.#unreachable(listed)
    if (lost) return lost
    if (unreached) return this.#refused(listed, judgeAnswer(listed), LIST)
    const discovery = await discoverModelOf(this.#endpoint, { model, modelUnlisted, listed, signal }).catch(orUnknown)
    if (discovery === null) return this.#refused(listed, withoutModel(listed), LIST)
    return this.#tryRequest(discovery.model, patienceMs)
  }

  /** Another protocol, or a certificate: no wait cures it. */
  async #unreachable(answer: CallAnswer): Promise<Attempt | null> {
    if (answer.status !== null) return null
    const { signal } = this.#options
    const silent = answer.errorClass !== 'connect_failed' || !/ECONNREFUSED/.test(answer.errorMessage ?? '')
    const mayBePlain = answer.remedy === null && silent && !this.#plainSeen
    const plain = mayBePlain && (await speaksHttp(this.#options, signal))
    this.#plainSeen ||= silent
    const hint = plain ? 'the server speaks plain HTTP on this port: write http:// instead of https://' : answer.remedy
    if (hint === null) return null
    return { kind: 'never', said: `${LIST} ${judgeAnswer(answer).said}`, hint, fieldChanges: this.#fieldChanges }
  }

  /** Sends trial requests, each without what the one before was refused for, until the server's answer decides. */
  async #tryRequest(model: string, patienceMs: number): Promise<Attempt> {
    const { trial: wantedTrial, extraBody, dialects, signal } = this.#options
    const dialect = givenDialect(this.#options) ?? (await detectDialectOf(this.#endpoint, { own: dialects, signal }))
    const length = GenerationRequest.shape.maxTokens.safeParse(wantedTrial?.maxTokens).data ?? TRIAL_TOKENS
    const own = { ...extraBody, ...wantedTrial?.extraBody }
    let maxTokens = TRIAL_TOKENS
    for (let changed = 0; ; changed += 1) {
      const trial = await this.#send({ model, dialect, maxTokens, patienceMs })
      const verdict = judgeTrial(trial, own)
      if (this.#whole && !decides(verdict, trial)) {
        this.#whole = false
        continue
      }
      if (verdict.kind === 'accepted')
        return {
          ...{ kind: 'ready', model, warning: verdict.warning, fieldChanges: this.#fieldChanges },
          fingerprint: systemFingerprint(trial.text),
        }
      if (verdict.kind === 'changed' && changed < MAX_CHANGES)
        this.#fieldChanges = { ...this.#fieldChanges, ...verdict.changes }
      else if (verdict.kind === 'too_short' && maxTokens !== length) maxTokens = length
      else {
        const refusal = 'refusal' in verdict ? verdict.refusal : verdict
        const attempt = this.#refused(answerOf(trial), withoutNative(refusal, trial, this.#options), TRIAL)
        return attempt.kind === 'later' ? { ...attempt, model } : attempt
      }
    }
  }

  /** A key that expired during the wait is no refusal of the request. */
  async #send(plan: TrialPlan): Promise<Trial> {
    const { headers } = this.#endpoint
    const trial = await this.#sendOnce(plan)
    const renewed = trial.response.status === 401 && (await this.#endpoint.renewKey(headers))
    return renewed ? this.#sendOnce(plan) : trial
  }

  #sendOnce({ model, dialect, maxTokens, patienceMs }: TrialPlan): Promise<Trial> {
    const { trial, api = 'chat', extraBody = {}, usagePerChunk = false } = this.#options
    return sendTrial(this.#endpoint, {
      shape: { ...trial, ...(this.#whole ? { stream: false } : {}) },
      maxTokens,
      model,
      api,
      dialect,
      extraBody,
      usagePerChunk,
      fieldChanges: this.#fieldChanges,
      timeouts: timeoutsWithin(patienceMs, this.#options),
      ...this.#watch,
    })
  }

  #refused(answer: Answered, refusal: Refusal, where: string): Attempt {
    const fieldChanges = this.#fieldChanges
    if (refusal.kind === 'never') return { ...refusal, said: `${where} ${refusal.said}`, fieldChanges }
    const { status, headers } = answer
    return {
      kind: 'later',
      said: `${where} ${refusal.said}`,
      retryAfter: headers['retry-after'] ?? null,
      answered: where === TRIAL && status !== null && status >= 200 && status < 300,
      model: null,
      fieldChanges,
    }
  }
}

type TrialPlan = {
  readonly model: string
  readonly dialect: Dialect
  readonly maxTokens: number
  readonly patienceMs: number
}

/** A whole answer, or a refusal that would meet a stream as well. */
function decides(verdict: TrialVerdict, { response: { status } }: Trial): boolean {
  if (verdict.kind === 'accepted') return verdict.warning === null
  return verdict.kind === 'changed' || verdict.kind === 'later' || status === 401 || status === 403
}

const LIST = '/models'
const TRIAL = 'the trial request'

/** A first token has as long as the wait; what follows it only the run's own limits. */
function timeoutsWithin(patienceMs: number, { timeouts = {} }: ReadinessOptions) {
  const { connectMs, interTokenMs, totalMs } = TimeoutPlan.parse(timeouts)
  return {
    connectMs: Math.min(connectMs, patienceMs),
    firstTokenMs: patienceMs,
    interTokenMs,
    totalMs: patienceMs + totalMs,
  }
}

/** Nothing says which model there is; any other error ends the wait. */
function orUnknown(error: unknown): null {
  if (isBenchError(error) && error.code === 'unavailable') return null
  throw error
}

function answerOf({ response, text }: Trial): Answered {
  const { status, headers, errorClass, errorMessage } = response
  return { status, headers, text, errorClass, errorMessage }
}
