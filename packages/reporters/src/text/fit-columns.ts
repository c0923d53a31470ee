import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text filled up with spaces to `width` columns of a terminal; text that is wider stays as it is. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** Text cut to at most `width` columns, with an ellipsis where something is missing. */
export function clipped(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  const safe = withoutSecrets(text)
  if (safe !== text) return clipped(safe, width)
  let kept = ''
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    const next = stringWidth(segment)
    if (used + next > width - 1) break
    kept += segment
    used += next
  }
  return `${kept}…`
}
