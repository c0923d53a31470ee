import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'

/**
 * An endpoint's address as it is sent to and stored: http or https, no slash at the end, and no password, which would end in
 * every artifact.
 *
 * @throws BenchError `invalid_argument` for anything else.
 */
export function endpointAddress(flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalidArgument(flag, text, 'give an http or https URL such as http://127.0.0.1:8000/v1')
  if (url.username || url.password)
    throw new BenchError('invalid_argument', `${flag} holds a password`, { hint: 'use --api-key' })
  return text.replace(/\/+$/, '')
}
