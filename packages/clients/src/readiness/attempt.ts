import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest, TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'
import { readModelList } from '@sagellm-benchmark/protocol-types/openai'
import type { Dialect } from '../dialects/define-dialect.js'
import { detectDialectOf } from '../dialects/detect-dialect.js'
import { dialectNamed } from '../dialects/dialects.js'
import type { CallAnswer } from '../endpoint/call.js'
import { discoverModelOf } from '../endpoint/discover-model.js'
import type { Endpoint } from '../endpoint/endpoint.js'
import type { FieldChanges } from '../openai/request-body.js'
import { type Answered, judgeAnswer, type Refusal } from './judge-answer.js'
import { judgeTrial, type TrialVerdict } from './judge-trial.js'
import type { ReadinessOptions } from './readiness-options.js'
import { speaksHttp } from './speaks-http.js'
import { sendTrial, type Trial } from './send-trial.js'

/** What one look at the server came to. */
export type Attempt = { readonly fieldChanges: FieldChanges } & (
  | { readonly kind: 'ready'; readonly model: string; readonly warning: string | null }
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
  const { model: wanted = null, modelUnlisted = false, signal } = options
  const watch = signal ? { signal } : {}
  let fieldChanges: FieldChanges = options.fieldChanges ?? {}
  let plainSeen = false
  // Where the server's own list names the model, a short whole answer shows that it generates; a stream decides where that does not do.
  let whole = wanted === null && options.trial?.stream !== false

  /** Another protocol, or a certificate: no wait cures it. */
  const unreachable = async (answer: CallAnswer): Promise<Attempt | null> => {
    if (answer.status !== null) return null
    const silent = answer.errorClass !== 'connect_failed' || !/ECONNREFUSED/.test(answer.errorMessage ?? '')
    const plain = answer.remedy === null && silent && !plainSeen && (await speaksHttp(options, signal))
    plainSeen = plainSeen || silent
    const hint = plain ? 'the server speaks plain HTTP on this port: write http:// instead of https://' : answer.remedy
    return hint === null ? null : { kind: 'never', said: `${LIST} ${judgeAnswer(answer).said}`, hint, fieldChanges }
  }

  const refused = (answer: Answered, refusal: Refusal, where: string): Attempt => {
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

  const tryRequest = async (model: string, patienceMs: number): Promise<Attempt> => {
    const dialect = named(options) ?? (await detectDialectOf(endpoint, { own: options.dialects, signal }))
    const length = GenerationRequest.shape.maxTokens.safeParse(options.trial?.maxTokens).data ?? TRIAL_TOKENS
    let maxTokens = TRIAL_TOKENS
    for (let changed = 0; ; changed += 1) {
      const trial = await sendTrial(endpoint, {
        shape: { ...options.trial, ...(whole ? { stream: false } : {}) },
        maxTokens,
        model,
        api: options.api ?? 'chat',
        dialect,
        extraBody: options.extraBody ?? {},
        usagePerChunk: options.usagePerChunk ?? false,
        fieldChanges,
        timeouts: timeoutsWithin(patienceMs, options),
        ...watch,
      })
      const own = { ...options.extraBody, ...options.trial?.extraBody }
      const verdict = judgeTrial(trial, own)
      if (whole && !decides(verdict, trial)) {
        whole = false
        continue
      }
      if (verdict.kind === 'accepted') return { kind: 'ready', model, warning: verdict.warning, fieldChanges }
      if (verdict.kind === 'changed' && changed < MAX_CHANGES) fieldChanges = { ...fieldChanges, ...verdict.changes }
      else if (verdict.kind === 'too_short' && maxTokens !== length) maxTokens = length
      else {
        const refusal = 'refusal' in verdict ? verdict.refusal : verdict
        const attempt = refused(answerOf(trial), refusal, TRIAL)
        return attempt.kind === 'later' ? { ...attempt, model } : attempt
      }
    }
  }

  return {
    async next(patienceMs) {
      const timeoutMs = Math.min(wanted === null ? 2 * LOOK_MS : LOOK_MS, patienceMs)
      const models = await endpoint.call({ route: '/models', under: 'base', timeoutMs, ...watch })
      const unreached = models.errorClass === 'connect_failed' || models.errorClass === 'connect_timeout'
      const lost = await unreachable(models)
      if (lost) return lost
      if (unreached) return refused(models, judgeAnswer(models), LIST)
      const discovery = await discoverModelOf(endpoint, { model: wanted, modelUnlisted, listed: models, signal }).catch(
        orUnknown,
      )
      if (discovery === null) return refused(models, withoutModel(models), LIST)
      return tryRequest(discovery.model, patienceMs)
    },
  }
}

/** A whole answer, or a refusal that would meet a stream as well. */
function decides(verdict: TrialVerdict, { response: { status } }: Trial): boolean {
  if (verdict.kind === 'accepted') return verdict.warning === null
  return verdict.kind === 'changed' || verdict.kind === 'later' || status === 401 || status === 403
}

const LIST = '/models'
const TRIAL = 'the trial request'

function named({ dialect, dialects }: ReadinessOptions): Dialect | null {
  if (typeof dialect === 'object') return dialect
  return dialect === undefined || dialect === 'auto' ? null : dialectNamed(dialect, dialects)
}

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

/** Without a list and without a name there is nothing to send. */
function withoutModel(models: CallAnswer): Refusal {
  const { status, json } = models
  // A gateway whose engines have not come up yet lists nothing.
  if (status === 200 && readModelList(json)?.length === 0) return { kind: 'later', said: 'lists no model' }
  const refusal = judgeAnswer(models)
  if (status === null || status === 401 || status === 403 || refusal.kind === 'later') return refusal
  return { ...refusal, hint: `name the model with --model; or ${refusal.hint}` }
}

function answerOf({ response, text }: Trial): Answered {
  const { status, headers, errorClass, errorMessage } = response
  return { status, headers, text, errorClass, errorMessage }
}
