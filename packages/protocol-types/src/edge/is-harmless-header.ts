const harmless = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-language',
  'content-type',
  'http-referer',
  'openai-beta',
  'referer',
  'user-agent',
  'x-fault',
  'x-request-source',
  'x-team',
  'x-title',
])

/**
 * Whether what a header of this name holds may be shown and stored. Gateways take their keys under any name, so that every value is
 * a secret but those of the few names that are known to hold none.
 */
export function isHarmlessHeader(name: string): boolean {
  return harmless.has(name.toLowerCase())
}
