/** A message and a code, as an event says them that only calls itself an error. */
export type StatedError = {
  readonly message: string
  readonly code: string | null
  /** The place in the body that was sent, where it is named. */
  readonly param: string | null
}

const messageKeys = ['message', 'msg', 'error_msg', 'error_message', 'errmsg'] as const
const codeKeys = ['code', 'error_code', 'errcode', 'status_code', 'status'] as const

/** The fields by which a body may say that it is an error: without any of them it is none. */
export const errorKeys: readonly string[] = ['error', 'errors', 'detail', ...messageKeys]

/**
 * The error of a body without choices that calls itself one in no form of an engine's: `{type: "error", message}`, `{success: false, msg}`,
 * `{status: "failed", message}`, `{error_code: 336, error_msg}`, `{errors: [{message}]}`. `null` where it does not.
 */
export function statedError(json: Readonly<Record<string, unknown>>): StatedError | null {
  if (Array.isArray(json.choices) && json.choices.length > 0) return null
  const listed = Array.isArray(json.errors) ? json.errors[0] : undefined
  if (typeof listed === 'string' && listed.trim() !== '') return { message: listed, code: null, param: null }
  if (typeof listed === 'object' && listed !== null) {
    const fields = listed as Readonly<Record<string, unknown>>
    return { message: messageOf(fields) ?? 'an error without a message', code: codeOf(fields), param: placeOf(fields) }
  }
  const message = messageOf(json)
  const code = codeOf(json)
  if (message === null) return null
  const { type, object, status, success } = json
  const says = success === false || [type, object, status].some((word) => /^(error|fail(ed|ure)?)$/i.test(String(word)))
  return says || code !== null ? { message, code, param: placeOf(json) } : null
}

function messageOf(json: Readonly<Record<string, unknown>>): string | null {
  const key = messageKeys.find((each) => typeof json[each] === 'string' && json[each].trim() !== '')
  return key === undefined ? null : (json[key] as string)
}

const placeKeys = ['param', 'path', 'loc', 'field'] as const

function placeOf(json: Readonly<Record<string, unknown>>): string | null {
  for (const key of placeKeys) {
    const place = json[key]
    if (typeof place === 'string' && place !== '') return place
    if (Array.isArray(place) && place.length > 0) return place.map(String).join('.')
  }
  return null
}

/** A number that is neither 0 nor a status of success. */
function codeOf(json: Readonly<Record<string, unknown>>): string | null {
  for (const key of codeKeys) {
    const code = String(json[key] ?? '')
    if (/^-?\d{1,9}$/.test(code) && Number(code) !== 0 && !/^2\d\d$/.test(code)) return code
  }
  return null
}
