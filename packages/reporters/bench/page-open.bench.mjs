// A page of 10,000 requests in Chromium: until it can be used, and until a filter and a scroll are answered. A fresh page a round.
// usage, after npx tsup: node bench/page-open.bench.mjs [rounds] [requests]      baseline: a page without requests. One JSON line a page.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { readArtifact, renderReport } from '../dist/index.js'
import { benchRecords, emptySummary } from './bench-records.mjs'

const [rounds = 5, requests = 10_000] = process.argv.slice(2).map(Number)
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
])

const folder = await mkdtemp(join(tmpdir(), 'page-open-'))
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: flags })
const pages = {}
for (const count of [0, requests]) {
  const input = readArtifact(emptySummary, 'bench')
  const html = await renderReport({ input, format: 'html', ...(count > 0 ? { records: benchRecords(count) } : {}) })
  await writeFile(join(folder, `${count}.html`), html)
  pages[count] = {
    records: count,
    url: pathToFileURL(join(folder, `${count}.html`)).href,
    bytes: html.length,
    rounds: [],
  }
}
for (let round = 0; round < rounds; round++) {
  // Forwards and backwards in turn, so that neither always runs on the warmer machine.
  const order = Object.values(pages)
  for (const each of round % 2 ? order.reverse() : order) each.rounds.push(await open(each.url))
}
for (const { records, bytes, rounds: all } of Object.values(pages)) {
  const median = (key) => all.map((each) => each[key]).sort((a, b) => (a ?? 0) - (b ?? 0))[Math.floor(all.length / 2)]
  const [interactive, filter, scroll] = ['interactive', 'filter', 'scroll'].map(median)
  console.log(
    JSON.stringify({
      ...{ name: 'page-open', records, page_mb: bytes / 1e6, interactive_s: interactive / 1000 },
      ...{ filter_ms: filter, scroll_ms: scroll, rounds: all.map((each) => each.interactive) },
    }),
  )
}
await browser.close()
await rm(folder, { recursive: true, force: true })

async function open(url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(url)
  await page.waitForSelector('html[data-ready]')
  const interactive = await page.evaluate(() => performance.getEntriesByName('interactive')[0].startTime)
  const answered = (act) =>
    page.evaluate(async (source) => {
      const input = document.getElementById('request-search')
      if (!input) return null
      const started = performance.now()
      if (source === 'filter') {
        input.value = 'q3-r1'
        input.dispatchEvent(new Event('input'))
      } else document.querySelector('.scroller').scrollTo(0, 100_000)
      await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)))
      return performance.now() - started
    }, act)
  const result = { interactive, scroll: await answered('scroll'), filter: await answered('filter') }
  await page.close()
  return result
}
