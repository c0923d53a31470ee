import { readWireError } from '@sagellm-benchmark/protocol-types/openai'

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
