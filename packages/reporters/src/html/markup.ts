import { escapeHtml } from '../text/escape-html.js'

const brand: unique symbol = Symbol('markup')

/** A piece of a page. Only `html` and `trustedMarkup` make one, so that a string can never be taken for it. */
export type Markup = { readonly [brand]: string }

/** What may stand in a template: text is escaped, markup stands as it is, a list is one after the other, `null` is nothing. */
export type MarkupValue = string | number | Markup | null | readonly MarkupValue[]

/**
 * A piece of a page, written as a template. Whatever is put in is escaped, for a text or a quoted attribute alike, unless it is
 * markup itself: so nothing gets into a page unescaped by mistake.
 *
 * @example html`<p class="${name}">${label}</p>`
 */
export function html(texts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { [brand]: texts.map((text, at) => text + (at < values.length ? written(values[at] ?? null) : '')).join('') }
}

/** Text that is markup already: the package's own style and script, never anything that came from outside. */
export function trustedMarkup(text: string): Markup {
  return { [brand]: text }
}

/** The text of a page, to be sent or written. */
export function markupText(markup: Markup): string {
  return markup[brand]
}

function written(value: MarkupValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return isList(value) ? value.map(written).join('') : value[brand]
}

function isList(value: Markup | readonly MarkupValue[]): value is readonly MarkupValue[] {
  return Array.isArray(value)
}
