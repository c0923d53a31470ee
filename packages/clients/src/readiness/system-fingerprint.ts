/** Printable ASCII without quotation mark and backslash. */
const field = /"system_fingerprint"\s*:\s*"([!#-[\]-~]{1,100})"/

/**
 * What an answer says of the build of its engine (`vllm-0.32.0-30bbb906`, `b11669-Debian`), from its beginning.
 *
 * @returns `null` where it says nothing, or something that is no plain word.
 */
export function systemFingerprint(answer: string): string | null {
  return field.exec(answer)?.[1] ?? null
}
