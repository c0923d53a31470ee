import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/**
 * `KEY=VALUE` texts as an object; the value may hold further equals signs.
 *
 * @throws BenchError `invalid_argument` for a text without a key, or a key given twice.
 * @example keyValues('--target', ['vllm=http://127.0.0.1:8000/v1'])
 */
export function keyValues(flag: string, texts: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {}
  for (const text of texts) {
    const at = text.indexOf('=')
    const key = text.slice(0, at).trim()
    if (at < 1 || key === '') throw invalidArgument(flag, text, 'write NAME=VALUE')
    if (Object.hasOwn(result, key)) throw invalidArgument(flag, text, `${key} was given before; use different names`)
    result[key] = text.slice(at + 1)
  }
  return result
}
