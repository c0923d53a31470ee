import { visibleText } from './visible-text.js'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/**
 * Text as Markdown that shows exactly this text, in a paragraph or a table cell: no markup, no HTML, no line break, no cell
 * border of its own.
 *
 * @example escapeMarkdown('a|b<i>') // 'a\\|b&lt;i&gt;'
 */
export function escapeMarkdown(text: string): string {
  return (
    visibleText(text)
      .replace(/[&<>]/g, (mark) => entities[mark] as string)
      .replace(/[\\`*[\]{}#|~!$]/g, '\\$&')
      // Inside a word an underscore is only itself: avg_ttft_ms stays readable in the source.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
      .replace(/^(\s*\d*)([-+.)])(?=\s|$)/, '$1\\$2')
  )
}

/** Text in a fenced block, with a fence longer than any in the text. Line breaks stay; other control characters are shown. */
export function codeBlock(text: string, language = ''): string {
  const lines = text.split(/\r?\n/).map((line) => visibleText(line, 20_000))
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`
}
