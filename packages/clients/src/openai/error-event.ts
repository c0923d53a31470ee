import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { parseJson } from './parse-json.js'

/**
 * The message of an event whose name says that it is an error (`event: error`), whatever its data is; `null` for every other
 * event, and for one without data, which the standard does not dispatch.
 *
 * @example errorEvent({ type: 'error', data: '{"message":"no"}', json: { message: 'no' } }) // 'no'
 */
export function errorEvent(event: {
  readonly type: string | undefined
  readonly data: string
  readonly json: unknown
}): string | null {
  const { type, data, json } = event
  if (type === undefined || data === '' || !/error|exception|fail/i.test(type)) return null
  // The error itself may be the data: `{message}` needs no field `error` around it here.
  const error = readWireError(json) ?? readWireError({ error: json })
  return error?.message ?? `error event: ${data}`
}

/** The message of a line `error: ...`, as llama.cpp builds of 2025 name the field after what it holds; `null` for every other line. */
export function errorLine(line: string): string | null {
  const said = /^error:(.*)$/.exec(line)?.[1]
  if (said === undefined) return null
  const json = parseJson(said)
  return readWireError({ error: json === undefined ? said : json })?.message ?? null
}
