import { looksSecret } from './looks-secret.js'
import { isSecretName, secretsInText } from './redact-secrets.js'

/**
 * The secrets that the words of a command line hold: values of flags and names that say so, passwords and keys in URLs also where
 * the URL is malformed, and what is in a command or a JSON text inside a word.
 *
 * @example secretsInWords(['run', '--backend-url', 'htp:/me:hunter22@host', '--api-key', 'k-4711']) // ['hunter22', 'k-4711']
 */
export function secretsInWords(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const before = words[at - 1] ?? ''
    const named = /^--?[A-Za-z][^=]*$/.test(before) && isSecretName(before) && !/^--?[A-Za-z]/.test(word)
    const [, password = ''] = /(?:^|[=/])[^\s=/:@]+:([^\s/]\S{3,})@/.exec(word) ?? []
    return [
      ...(named ? [word] : []),
      ...(password === '' ? [] : [password]),
      ...secretsInJson(parsed(word)),
      ...secretsInText(word),
    ]
  })
}

/**
 * The strings of a JSON value that stand behind a secret name, however deep, those of a `{name, value}` whose name says secret, and
 * those inside its other strings.
 */
export function secretsInJson(value: unknown): string[] {
  if (typeof value === 'string') return secretsInText(value)
  if (typeof value !== 'object' || value === null) return []
  const { name: named, value: own } = value as Record<string, unknown>
  const pair = typeof named === 'string' && isSecretName(named) ? stringsIn(own) : []
  const behind = Object.entries(value).flatMap(([name, item]) =>
    isSecretName(name) ? stringsIn(item) : secretsInJson(item),
  )
  return [...pair, ...behind]
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

/** The values of variables whose names say that they are secret, where they look it: a server that is started inherits them, and may show them. */
export function secretsInEnvironment(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isSecretName(name) && looksSecret(value) ? [value] : [],
  )
}

function parsed(word: string): unknown {
  if (!/^\s*[{[]/.test(word)) return null
  try {
    return JSON.parse(word)
  } catch {
    return null
  }
}
