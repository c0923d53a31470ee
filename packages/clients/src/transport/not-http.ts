import { deepestError, errorCode } from './error-codes.js'

export const HTTPS_REMEDY = 'the server speaks TLS on this port: write https:// instead of http://'
const OTHER_REMEDY = 'another kind of server answers on this port: check the address'

/** The first letter of every HTTP answer. */
const LETTER_H = 0x48
/** Kinds of a TLS record: an alert, a part of the handshake. */
const TLS_RECORDS: readonly number[] = [0x15, 0x16]
const SHOWN_BYTES = 60

/** What answers where the first bytes of an answer cannot begin HTTP; `null` where they can. */
export function notHttp(
  bytes: Uint8Array,
  length: number,
): { readonly message: string; readonly remedy: string } | null {
  const first = bytes[0] ?? LETTER_H
  if (first === LETTER_H) return null
  if (TLS_RECORDS.includes(first) && (length < 2 || bytes[1] === 3))
    return { message: 'the answer is TLS, not HTTP', remedy: HTTPS_REMEDY }
  const text = String.fromCharCode(...bytes.subarray(0, Math.min(length, SHOWN_BYTES)))
  return { message: `the answer is not HTTP: ${JSON.stringify(text)}`, remedy: OTHER_REMEDY }
}

/** The same from an error of undici's parser, which keeps the bytes as text; `null` for any other error. */
export function notHttpRemedy(error: unknown): string | null {
  if (errorCode(error) !== 'HPE_INVALID_CONSTANT') return null
  const { data } = deepestError(error) as { data?: unknown }
  const first = typeof data === 'string' ? data.charCodeAt(0) : null
  if (first === null || first === LETTER_H) return null
  return TLS_RECORDS.includes(first) ? HTTPS_REMEDY : OTHER_REMEDY
}
