import {
  createSecretRedactor,
  holdSecrets,
  isHarmlessHeader,
  looksSecret,
  withoutSecrets,
} from '@sagellm-benchmark/protocol-types/edge'

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string

const secretName = /auth|cookie|token|secret|passw|apikey|credential|signature|(^|[-_])(key|sig|pwd)$/i

export type SecretSources = {
  readonly apiKey?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly url?: URL
  readonly proxy?: URL | null
}

/**
 * Makes a function that replaces the API key, the values of all headers but harmless ones, and those of secret query fields, wherever
 * they turn up and however they are written: servers echo them in error bodies.
 *
 * @example createRedactor({ apiKey: 'sk-1234' })('bad key sk-1234') // 'bad key [redacted]'
 */
export function createRedactor(sources: SecretSources): Redactor {
  const { sure, possible } = valuesOf(sources)
  const { clean } = createSecretRedactor([...sure, ...possible])
  // A server may also know the key of another one: what a record holds is what the journal will hold.
  return (text) => withoutSecrets(clean(text))
}

/** The same, and holds the secrets for everything that this thread writes: of headers whose names do not say secret, those that look it. */
export function holdingRedactor(sources: SecretSources): Redactor {
  const { sure, possible } = valuesOf(sources)
  holdSecrets([...sure, ...possible.filter(looksSecret)])
  return createRedactor(sources)
}

function valuesOf({ apiKey, headers = {}, query = {}, url, proxy }: SecretSources) {
  const sure: string[] = []
  const possible: string[] = []
  if (apiKey) sure.push(apiKey)
  for (const [name, value] of Object.entries(headers))
    if (!isHarmlessHeader(name)) {
      const bare = value.replace(/^[\w-]+\s+/, '')
      ;(secretName.test(name) ? sure : possible).push(value, bare)
      possible.push(...partsOf(bare))
    }
  const fields = [...Object.entries(query), ...(url?.searchParams ?? [])]
  for (const [name, value] of fields) if (secretName.test(name)) sure.push(value)
  for (const { password } of [proxy, url].flatMap((each) => each ?? []))
    if (password) sure.push(password, decodeURIComponent(password))
  return { sure, possible }
}

/** What a server may show of a header's value by itself: the values of cookies and parameters, and the password of Basic credentials. */
function partsOf(value: string): string[] {
  const fields = value.split(/[;,]\s*/).map((field) => field.replace(/^[^=]*=/, '').replace(/^"|"$/g, ''))
  const [, password = ''] = /:(.+)$/.exec(decoded(value)) ?? []
  return [...fields, password]
}

function decoded(base64: string): string {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}
