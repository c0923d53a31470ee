import { createSecretRedactor, REDACTED } from './create-secret-redactor.js'

export type RedactOptions = {
  /** Values known to be secret (the key the caller itself sends): removed wherever they occur, whatever they look like. */
  readonly secrets?: readonly string[]
}

/**
 * A text (error message, log line, page, command) without its secrets: API keys, bearer and basic credentials, Hugging
 * Face and GitHub tokens, JSON web tokens, private keys, passwords in URLs, `name=value` pairs whose name says that the
 * value is secret. Linear in the length of the text. What is left reads as before, so it stays useful for debugging.
 *
 * @example redactSecrets('GET http://me:pw@host/?api_key=k1') // 'GET http://[redacted]@host/?api_key=[redacted]'
 */
export function redactSecrets(text: string, options: RedactOptions = {}): string {
  const { secrets = [] } = options
  return hideByPlace(secrets.length === 0 ? text : createSecretRedactor(secrets).clean(text), () => {})
}

/**
 * The values that `redactSecrets` takes out of a text because of their place or their form; those of URLs as the URL writes them and
 * as they were meant.
 *
 * @example secretsInText('HF_TOKEN=hf_0123456789 vllm serve m --api-key k1') // ['hf_0123456789', 'k1']
 */
export function secretsInText(text: string): string[] {
  const found = new Set<string>()
  hideByPlace(text, (secret) => {
    for (const each of [secret, secret.replace(/^[^:]*:/, '')]) {
      found.add(each)
      if (/%[0-9a-f]{2}/i.test(each)) found.add(decoded(each))
    }
  })
  return [...found].filter((each) => each !== '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function hideByPlace(text: string, onSecret: (secret: string) => void): string {
  let result = text
  for (const pattern of rules)
    result = result.replace(pattern, (whole: string, ...groups: unknown[]) => {
      // What the groups hold stays: names, separators, schemes.
      const kept = groups.slice(0, -2).join('')
      onSecret(whole.slice(kept.length))
      return kept + REDACTED
    })
  for (const pattern of namedValues)
    result = result.replace(
      pattern,
      (_, name: string, separator: string, scheme: string | undefined, hidden: string) => {
        const quote = /^["']/.exec(hidden)?.[0] ?? ''
        onSecret(quote === '' ? hidden : hidden.slice(1, -1))
        return `${name}${separator}${scheme ?? ''}${quote}${REDACTED}${quote}`
      },
    )
  return result
}

/** Whether the value behind a header, flag, variable or field of this name must never be shown. */
export function isSecretName(name: string): boolean {
  const parted = name.replace(/([a-z\d])([A-Z])/g, '$1-$2')
  return secretName.test(parted) && !tokenOfText.test(parted)
}

const secretWords =
  'api[-_]?key|access[-_]?key(?:[-_]?id)?|secret(?:[-_]?key)?|private[-_]?key|[a-z]{0,20}passw(?:or)?d|[a-z]{1,20}[-_]pwd|passphrase|credential|authorization|cookie|(?:openai|anthropic|gemini|google|azure|hf|hub)[-_]?key'
// Only the singular: max_tokens, prompt_tokens and tokenizer are plain numbers and names.
const secretName = new RegExp(`(?:^|[-_.])(?:(?:${secretWords})s?|[a-z]{0,20}token)$|^-{0,2}auth$`, 'i')

/** Names of tokens that are text, as tokenizers and servers have them. */
const tokenOfText =
  /(?:^|[-_.])(?:[bes]os|eo[tm]|pad|unk|sep|cls|mask|image|audio|video|next|first|last|stop|special)[-_]?token$/i

const already = `(?!["']?(?:[a-z]{1,10} )?\\[redacted\\])`
const value = `("[^"\\n]*"|'[^'\\n]*'|[^\\s"',;&}\\]]+)`
const scheme = '((?:bearer|basic|digest|token|apikey|negotiate|ntlm)\\s{1,4})?'
/** A name that ends in a secret word; the bounded prefix and the look-behind keep the search linear. */
const named = (words: string) => `(?<![\\w.-])([\\w.-]{0,200}(?<![A-Za-z0-9])(?:${words}))`

/** Patterns whose groups, at their beginning, hold what stays. */
const rules: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  // Userinfo of a URL, up to the last @ before the path: a raw @ in a password does not save its tail.
  /(:\/\/)[^\s/?#"'<>]*(?=@)/g,
  // Names that are secret in a query and plain words elsewhere: Google's key, Azure's sig.
  /([?&](?:key|sig|signature|code|auth)=)(?!\[redacted\])[^&\s"'<>#]+/gi,
  /(?<![\w-])(bearer|basic)(\s{1,4})[\w.~+/=-]{16,}/gi,
  /(?<![\w-])(Bearer\s{1,4})[\w.~+/=-]+/g,
  /(?<![\w-])((?:set-)?cookie\s{0,4}:\s{0,4})[^\n"']+/gi,
  /(?<![\w-])(?:sk|pk|rk)-[\w-]{8,}/g,
  /(?<![\w-])(?:hf_|gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-)[\w-]{8,}/g,
  /(?<![\w-])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  /(?<![\w-])eyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)?/g,
]

/** Name, separator and value; the value is replaced inside its quotes. */
const namedValues: readonly RegExp[] = [
  new RegExp(`${named(`${secretWords}|token`)}(\\s{0,4}=\\s{0,4})${already}${scheme}${value}`, 'gi'),
  // Behind a colon a bare "token" is left alone: streams of generated tokens are full of it.
  new RegExp(
    `${named(`${secretWords}|(?:access|auth|refresh|session|hf|hub|api)[-_]token`)}(["']?\\s{0,4}:\\s{0,4})${already}${scheme}${value}`,
    'gi',
  ),
  new RegExp(
    `(?<![\\w.-])(--?(?:[A-Za-z0-9]{1,40}[-_]){0,5}(?:${secretWords}|token))(\\s{1,4})(?!-)${already}${scheme}${value}`,
    'gi',
  ),
]
