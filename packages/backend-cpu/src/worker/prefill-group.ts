/** Attention scores grow with the square of a prompt's length: about 128 MB a pass for a model of four heads. */
const MAX_SCORES = 2 ** 23

/** Logits of one pass, where the export computes them for every prompt token: 256 MB of 32-bit floats. */
const MAX_LOGITS = 2 ** 26

export type PrefillLimits = {
  readonly freeRows: number
  readonly vocabularySize: number
  readonly keepsAllLogits: boolean
}

/**
 * How many of the waiting prompts, in order of arrival, are processed in one pass: as many as there are free rows and
 * as fit into a bounded amount of memory, but at least one.
 *
 * @param lengths - tokens of the waiting prompts, first come first; not empty.
 */
export function prefillGroup(lengths: readonly number[], limits: PrefillLimits): number {
  let longest = 0
  let rows = 0
  for (const length of lengths) {
    if (rows === limits.freeRows) break
    longest = Math.max(longest, length)
    const tokens = (rows + 1) * longest
    const tooMuch =
      tokens * longest > MAX_SCORES || (limits.keepsAllLogits && tokens * limits.vocabularySize > MAX_LOGITS)
    if (tooMuch && rows > 0) break
    rows += 1
  }
  return rows
}
