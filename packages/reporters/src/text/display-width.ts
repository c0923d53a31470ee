const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

// Blocks of East Asian Width W and F (Unicode annex 11), as far as labels use them.
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

/**
 * Columns that a line takes in a terminal: a Chinese character or an emoji takes two, a combining mark none.
 *
 * @param text - without control characters, see `visibleText`.
 * @example displayWidth('模型 a') // 6
 */
export function displayWidth(text: string): number {
  // Most cells are plain ASCII; segmenting costs a hundred times more than this test.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : /^\p{M}+$/u.test(segment) ? 0 : 1
  return width
}

/** Text filled up with spaces to `width` columns; text that is wider stays as it is. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** Text cut to at most `width` columns, with an ellipsis where something is missing. */
export function clipped(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    const next = displayWidth(segment)
    if (used + next > width - 1) break
    kept += segment
    used += next
  }
  return `${kept}…`
}
