import { isHarmlessHeader } from '@sagellm-benchmark/protocol-types/edge'

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string

const secretName = /auth|cookie|token|secret|passw|apikey|credential|signature|(^|[-_])(key|sig|pwd)$/i
/** Below this a "secret" is a placeholder, and removing it would tear texts apart. */
const SHORTEST_SECRET = 4

export type SecretSources = {
  readonly apiKey?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly url?: URL
  readonly proxy?: URL | null
}

/**
 * Makes a function that replaces the API key, the values of all headers but harmless ones, and those of secret query fields, wherever
 * they turn up: servers echo them in error bodies.
 *
 * @example createRedactor({ apiKey: 'sk-1234' })('bad key sk-1234') // 'bad key [redacted]'
 */
export function createRedactor({ apiKey, headers = {}, query = {}, url, proxy }: SecretSources): Redactor {
  const secrets = new Set<string>()
  const add = (value: string | null | undefined) => {
    if (!value || value.length < SHORTEST_SECRET) return
    secrets.add(value)
    secrets.add(encodeURIComponent(value))
    secrets.add(JSON.stringify(value).slice(1, -1))
  }
  add(apiKey)
  for (const [name, value] of Object.entries(headers)) {
    if (isHarmlessHeader(name)) continue
    add(value)
    add(value.replace(/^[\w-]+\s+/, ''))
  }
  for (const [name, value] of Object.entries(query)) if (secretName.test(name)) add(value)
  if (proxy) add(decodeURIComponent(proxy.password))
  if (url) {
    add(decodeURIComponent(url.password))
    for (const [name, value] of url.searchParams) if (secretName.test(name)) add(value)
  }
  // Longest first: a key that contains another must not leave its rest behind.
  const ordered = [...secrets].sort((a, b) => b.length - a.length)
  return (text) => ordered.reduce((kept, secret) => kept.replaceAll(secret, '[redacted]'), text)
}
