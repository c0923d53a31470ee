import { visibleText } from './visible-text.js'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for an HTML text node or a quoted attribute: nothing in it can become markup. */
export function escapeHtml(text: string): string {
  return visibleText(text, 20_000).replace(/[&<>"']/g, (mark) => entities[mark] as string)
}
