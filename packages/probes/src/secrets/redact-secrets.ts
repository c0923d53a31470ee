/** What stands where a secret was. */
export const REDACTED = '[redacted]'

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
  let result = text
  for (const secret of options.secrets ?? []) if (secret !== '') result = result.replaceAll(secret, REDACTED)
  for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement)
  for (const pattern of namedValues) result = result.replace(pattern, hideValue)
  return result
}

/** Whether the value behind a header, flag, variable or field of this name must never be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !tokenOfText.test(name)
}

const secretWords =
  'api[-_]?key|access[-_]?key(?:[-_]?id)?|secret(?:[-_]?key)?|private[-_]?key|passw(?:or)?d|passphrase|credentials?|authorization|cookie'
// Only the singular: max_tokens, prompt_tokens and tokenizer are plain numbers and names.
const secretName = new RegExp(`(?:^|[-_.])(?:${secretWords}|[a-z]{0,20}token)$`, 'i')

/** Names of tokens that are text, as tokenizers and servers have them. */
const tokenOfText =
  /(?:^|[-_.])(?:[bes]os|eo[tm]|pad|unk|sep|cls|mask|image|audio|video|next|first|last|stop|special)[-_]?token$/i

const already = `(?!["']?(?:[a-z]{1,10} )?\\[redacted\\])`
const value = `("[^"\\n]*"|'[^'\\n]*'|[^\\s"',;&}\\]]+)`
const scheme = '((?:bearer|basic|digest|token|apikey|negotiate|ntlm)\\s{1,4})?'
/** A name that ends in a secret word; the bounded prefix and the look-behind keep the search linear. */
const named = (words: string) => `(?<![\\w.-])([\\w.-]{0,200}(?<![A-Za-z0-9])(?:${words}))`

const rules: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, REDACTED],
  // Userinfo of a URL, up to the last @ before the path: a raw @ in a password does not save its tail.
  [/:\/\/[^\s/?#"'<>]*@/g, `://${REDACTED}@`],
  // Names that are secret in a query and plain words elsewhere: Google's key, Azure's sig.
  [/([?&](?:key|sig|signature|code|auth)=)(?!\[redacted\])[^&\s"'<>#]+/gi, `$1${REDACTED}`],
  [/(?<![\w-])(bearer|basic)(\s{1,4})[\w.~+/=-]{16,}/gi, `$1$2${REDACTED}`],
  [/(?<![\w-])(Bearer\s{1,4})[\w.~+/=-]+/g, `$1${REDACTED}`],
  [/(?<![\w-])((?:set-)?cookie\s{0,4}:\s{0,4})[^\n"']+/gi, `$1${REDACTED}`],
  [/(?<![\w-])(?:sk|pk|rk)-[\w-]{8,}/g, REDACTED],
  [/(?<![\w-])(?:hf_|gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-)[\w-]{8,}/g, REDACTED],
  [/(?<![\w-])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g, REDACTED],
  [/(?<![\w-])eyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)?/g, REDACTED],
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
    `(?<![\\w.-])(--?(?:\\w{1,40}-){0,5}(?:${secretWords}|token))(\\s{1,4})(?!-)${already}${scheme}${value}`,
    'gi',
  ),
]

function hideValue(_: string, name: string, separator: string, scheme: string | undefined, hidden: string): string {
  const quote = /^["']/.exec(hidden)?.[0] ?? ''
  return `${name}${separator}${scheme ?? ''}${quote}${REDACTED}${quote}`
}
