import { readModelList } from '@sagellm-benchmark/protocol-types/openai'
import type { CallAnswer } from '../endpoint/call.js'
import { judgeAnswer, type Refusal } from './judge-answer.js'
import type { ReadinessOptions } from './readiness-options.js'
import type { Trial } from './send-trial.js'

/** Refuses a server that lists no model where none is named either. */
export function withoutModel(models: CallAnswer): Refusal {
  const { status, json } = models
  // A gateway whose engines have not come up yet lists nothing.
  if (status === 200 && readModelList(json)?.length === 0) return { kind: 'later', said: 'lists no model' }
  const refusal = judgeAnswer(models)
  if (status === null || status === 401 || status === 403 || refusal.kind === 'later') return refusal
  return { ...refusal, hint: `name the model with --model; or ${refusal.hint}` }
}

/** Adds to a 404 of the native route that a gateway has no such route. */
export function withoutNative(refusal: Refusal, { response }: Trial, { api }: ReadinessOptions): Refusal {
  const absent = response.status === 404 || response.status === 405
  if (api !== 'native' || !absent || refusal.kind !== 'never') return refusal
  const hint =
    'the native route is that of a sageLLM engine (port 8902) and not of its gateway: give the address of the engine, or leave --endpoint native out'
  return { ...refusal, hint }
}
