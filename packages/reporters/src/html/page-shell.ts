import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { packageFile } from '../assets/package-file.js'
import type { Theme } from '../plots/look.js'
import { html, type Markup, markupText, trustedMarkup } from './markup.js'

export type PageShellInput = {
  readonly title: string
  /** `null` follows the reader's system. */
  readonly theme: Theme | null
  readonly body: Markup
  /** Given to the script as JSON. */
  readonly payload: unknown
  /** Which of the package's page scripts. */
  readonly script: 'report-page' | 'live-page' | 'dashboard-page'
  /** Whether the script may talk to the server that the page came from. @default false */
  readonly connects?: boolean
}

/** A page that is one file: style, script and data inline, and a policy that loads nothing else. */
export function pageShell({ title, theme, body, payload, script, connects = false }: PageShellInput): string {
  const style = readFileSync(packageFile('assets', 'page', 'report-page.css'), 'utf8')
  const code = inlineScript(readFileSync(packageFile('dist', 'assets', `${script}.global.js`), 'utf8'))
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(code)}'`,
    `style-src '${sha256(style)}'`,
    'img-src data:',
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return markupText(html`<!doctype html>
<html lang="en"${theme ? html` data-theme="${theme}"` : null}><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trustedMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trustedMarkup(style)}</style></head>
<body>${body}
<script type="application/json" id="payload">${trustedMarkup(inlineJson(payload))}</script>
<script>${trustedMarkup(code)}</script></body></html>
`)
}

/** JSON that cannot end its script element, whatever strings are in it. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Our own script, with nothing in it that an HTML parser would stop at. */
function inlineScript(source: string): string {
  return source.replace(/<\/script/gi, '<\\/script').replaceAll('<!--', '\\x3c!--')
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
