import { z } from 'zod'
import { errorKeys, statedError } from './stated-error.js'

/** An engine's error in one form, whichever of the wire forms it came in. */
export type WireError = {
  readonly message: string
  /** E.g. `invalid_request_error`, `exceed_context_size_error`; as the engine wrote it. */
  readonly type: string | null
  /** The field at fault, where it is named. */
  readonly param: string | null
  /** The engine's own code: a word, or a number as text. */
  readonly code: string | null
  /** The HTTP status inside the body, where it stands there: in-band events have no other. */
  readonly status: number | null
}

const word = z.union([z.string(), z.number()]).nullish().catch(null)

/** A place in a body: its path as a text or as a list of steps. */
const place = z.union([z.array(z.union([z.string(), z.number()])).transform((steps) => steps.join('.')), word])

const details = z.looseObject({
  message: z.string(),
  type: word,
  param: place,
  code: word,
  http_status_code: z.number().nullish().catch(null),
})

/** OpenAI, vLLM, llama.cpp, Ollama: `{error: {message, type, code}}`. */
export const NestedErrorBody = z.looseObject({ error: details })
/** SGLang, LMDeploy, older vLLM: `{object: "error", message, type, code}`. */
export const FlatErrorBody = details.extend({ object: z.literal('error') })
/** TGI: `{error: "text", error_type: "validation"}`. */
export const TextErrorBody = z.looseObject({ error: z.string(), error_type: word })
/** FastAPI's own: `{detail: "..."}` or a list of field errors. */
export const DetailErrorBody = z.looseObject({
  detail: z.unknown().refine((value) => value !== undefined && value !== null),
})

/** Google, FastAPI handlers, gateways: `{code, message}` at the top and no completion beside it. */
const CodedErrorBody = details.refine(
  ({ code, choices }) => code !== null && code !== undefined && !/^2\d\d$/.test(String(code)) && choices === undefined,
)

/**
 * The error in a parsed body or stream event; `null` where it holds none. An error without a word and without a code
 * (`error: ""`, `{}`, `{code: 0, message: ""}`) is none: gateways send such fields beside good chunks.
 *
 * @example readWireError({ object: 'error', message: 'no', code: 400 })?.status // 400
 */
export function readWireError(json: unknown): WireError | null {
  if (typeof json !== 'object' || json === null) return null
  // Google's gateways put the error into a list.
  if (Array.isArray(json)) return json.length === 0 ? null : readWireError(json[0])
  // Nearly every event of a stream ends here, without the cost of schemas that do not fit.
  if (!errorKeys.some((key) => key in json)) return null
  const error = findError(json)
  return error && (error.message.trim() !== '' || isErrorCode(error.code)) ? error : null
}

function findError(json: object): WireError | null {
  const nested = NestedErrorBody.safeParse(json)
  if (nested.success) return fromDetails(nested.data.error)

  const text = TextErrorBody.safeParse(json)
  if (text.success)
    return { message: textOf(text.data), type: asWord(text.data.error_type), param: null, code: null, status: null }

  const flat = FlatErrorBody.safeParse(json)
  if (flat.success) return fromDetails(flat.data)

  const detail = DetailErrorBody.safeParse(json)
  if (detail.success) return { message: asText(detail.data.detail), type: null, param: null, code: null, status: null }

  const coded = CodedErrorBody.safeParse(json)
  if (coded.success && !('error' in json)) return fromDetails(coded.data)

  const error = (json as { error?: unknown }).error
  if (error === undefined || error === null || error === false) {
    const stated = statedError(json as Readonly<Record<string, unknown>>)
    return stated && fromDetails(stated)
  }
  const empty = typeof error === 'object' && Object.keys(error).length === 0
  // `{error: true, message}`: the words stand beside the field.
  const beside = typeof error === 'object' ? null : statedError({ ...json, success: false })
  if (beside) return fromDetails(beside)
  return empty ? null : { message: asText(error), type: null, param: null, code: null, status: null }
}

/** `0` and an empty word are what programs write where there is no code. */
function isErrorCode(code: string | null): boolean {
  return code !== null && code !== '' && code !== '0'
}

/** Web frameworks write the reason of the status as `error`, and what is wrong as `message`. */
function textOf({ error, message }: z.infer<typeof TextErrorBody>): string {
  const more = typeof message === 'string' && message.trim() !== '' && !error.includes(message)
  return more && error.trim() !== '' ? `${error}: ${message}` : more ? message : error
}

function fromDetails(error: z.infer<typeof details>): WireError {
  const status = error.http_status_code ?? Number(error.code)
  return {
    message: error.message,
    type: asWord(error.type),
    param: asWord(error.param),
    code: asWord(error.code),
    status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : null,
  }
}

function asWord(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value)
  } catch {
    return 'an error nested too deep to show'
  }
}
