import { html } from '../html/markup.js'
import { pageShell } from '../html/page-shell.js'
import type { LivePayload } from './live-payload.js'

/**
 * The page that watches a run while it goes on. It asks its own server, at `events` beside itself, for server-sent events that
 * hold a `LiveUpdate` each, and for nothing else.
 *
 * @example response.end(livePage({ title: 'run Q5', subtitle: 'tiny · cpu · seed 7' }))
 */
export function livePage(payload: LivePayload): string {
  const body = html`<header><nav aria-label="Sections"><a href="#charts">Charts</a></nav>
<button id="theme" type="button" hidden>Dark</button></header>
<main><h1>${payload.title}</h1>
<p class="answer" id="state" role="status">Waiting for the first request.</p>
<p class="note">${payload.subtitle}</p>
<ul class="alerts" id="alerts" aria-label="Read this first" hidden></ul>
<dl class="headlines" id="figures" aria-live="off"></dl>
<section id="charts" aria-labelledby="charts-title"><h2 id="charts-title">Charts</h2>
<p class="note" id="shown"></p><div id="live-charts"></div></section>
</main>`
  return pageShell({ title: payload.title, theme: null, body, payload, script: 'live-page', connects: true })
}
