const number = String.raw`(\d[\d,_.]*\d|\d)`

/** Where sentences about a prompt that is too long name the limit, the surest first. */
const places: readonly RegExp[] = [
  // "190000 + 20000 > 200000", "must be <= 2048"
  new RegExp(String.raw`(?:>|<=?|≤)\s*${number}`, 'g'),
  // "maximum context length is 300 tokens", "context size (512 tokens)", "max_seq_len (4096)", "n_ctx = 2048"
  new RegExp(
    String.raw`(?:context|sequence|session|model)[\s_'’s-]*(?:length|len|size|window|limit)[^\d.;]{0,30}?${number}`,
    'gi',
  ),
  new RegExp(
    String.raw`(?:max_(?:model|seq|num|total|input)_?(?:len|length|tokens)|n_ctx|num_ctx)\W{0,12}?${number}`,
    'gi',
  ),
  // "a model with 32768 maximum context length"
  new RegExp(String.raw`${number}[\s-]*(?:tokens?)?[\s-]*(?:maximum|max)\b`, 'gi'),
  // "exceeds the maximum number of tokens allowed (1048576)", "at most 8192 tokens", "limit of 4096"
  new RegExp(
    String.raw`(?:maximum|max\.?|at most|up to|limited? (?:to|of|is)|allowed|supports?)[^\d.;]{0,50}?${number}`,
    'gi',
  ),
]

/**
 * The context window that a refusal names, in whatever words; `null` where it names none.
 *
 * @param asked - tokens of the refused request, prompt and output together: a limit that holds them cannot be meant.
 * @example windowOfRefusal("This model's maximum context length is 300 tokens. However, you requested 331 tokens", 331) // 300
 */
export function windowOfRefusal(message: string, asked: number): number | null {
  for (const place of places)
    for (const match of message.matchAll(place)) {
      const tokens = Number((match[1] ?? '').replace(/[,_.](?=\d{3}\b)/g, ''))
      // The request's length may be an estimate, so a limit a little above it still refuses it.
      if (Number.isInteger(tokens) && tokens >= 16 && tokens < 2 * asked) return tokens
    }
  return null
}
