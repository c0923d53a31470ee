import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArtifact } from '../src/kinds/read-artifact.js'
import { renderReport } from '../src/formats/render-report.js'
import { ourArtifacts } from '../src/testing/our-artifacts.js'
import { hostile } from '../src/testing/some-metrics.js'
import { someRecords } from '../src/testing/some-records.js'

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
])
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
/** A machine without a browser cannot run these; CI must, so there a missing one is a failure. */
const noBrowser = !existsSync(chromiumPath) && !process.env.CI

let browser: Browser
let folder: string
const urls: Record<string, string> = {}

/** Writes a page to disk and remembers its address: a report is opened as a file, from a CI artifact as much as at home. */
async function pageOf(name: string, json: unknown, source: string, records: number): Promise<void> {
  const input = readArtifact(json, source)
  const html = await renderReport({ input, format: 'html', ...(records > 0 ? { records: someRecords(records) } : {}) })
  const path = join(folder, `${name}.html`)
  writeFileSync(path, html)
  urls[name] = pathToFileURL(path).href
}

/** Opens a page and collects everything that a console would show in red, network requests included. */
async function open(name: string, options: { dark?: boolean } = {}): Promise<{ page: Page; trouble: string[] }> {
  const page = await browser.newPage({
    colorScheme: options.dark ? 'dark' : 'light',
    viewport: { width: 1200, height: 900 },
  })
  const trouble: string[] = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('request', (request) => request.url().startsWith('file:') || trouble.push(`request to ${request.url()}`))
  await page.goto(urls[name] as string)
  await page.waitForSelector('html[data-ready]')
  return { page, trouble }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'))
  const artifacts = ourArtifacts()
  const summary = artifacts.summary!
  await pageOf('run', summary.json, summary.source, 10_000)
  await pageOf('small', summary.json, summary.source, 300)
  const poisoned = JSON.parse(JSON.stringify(summary.json), (key, value) =>
    typeof value === 'string' && key !== 'method' ? hostile : value,
  )
  await pageOf('hostile', { ...poisoned, schema_version: 1 }, summary.source, 100)
  const flagged = JSON.parse(JSON.stringify(summary.json))
  const flagsOfRun = [
    'client_saturated',
    'itl_coalesced',
    'load_not_kept',
    'prompt_template_uncounted',
    'cache_unknown',
  ]
  for (const workload of Object.values<{ flags: string[] }>(flagged.workloads)) workload.flags = flagsOfRun
  await pageOf('flagged', flagged, summary.source, 100)
  const single = JSON.parse(JSON.stringify(artifacts.metrics!.json))
  const message =
    'not known whether a prefix cache answered: the engine reports no cache hits, and nothing else tells of them'
  const unknown = { verdict: 'unknown', source: null, hit_share: null, intended_share: null, message }
  await pageOf('told', { ...single, metrics: { ...single.metrics, cache: unknown } }, artifacts.metrics!.source, 0)
  for (const kind of ['metrics', 'operator_perf', 'e2e_perf', 'comparison', 'validation'] as const) {
    await pageOf(kind, artifacts[kind]!.json, artifacts[kind]!.source, 0)
  }
  browser = await chromium.launch({ executablePath: chromiumPath, args: flags })
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(noBrowser)('the HTML report in a browser', () => {
  test.each(['run', 'operator_perf', 'e2e_perf', 'comparison', 'validation'])(
    '%s: every chart renders, nothing in the console, nothing over the network',
    async (name) => {
      const { page, trouble } = await open(name)
      const charts = await page.locator('figure .chart').count()
      for (let at = 0; at < charts; at++) {
        await page.locator(`#chart-${at}`).scrollIntoViewIfNeeded()
        await page.locator(`#chart-${at} svg`).waitFor()
        expect(await page.locator(`#chart-${at} svg path`).count()).toBeGreaterThan(5)
      }
      expect(charts).toBeGreaterThan(name === 'validation' ? -1 : 0)
      expect(trouble).toEqual([])
      await page.close()
    },
  )

  test('filter, workload and failures narrow the table, and the count says by how much', async () => {
    const { page } = await open('run')
    const count = () => page.locator('.controls output').textContent()
    expect(await count()).toBe('9,998 of 9,998')

    await page.selectOption('#request-workload', 'Q2')
    expect(await count()).toBe('4,999 of 9,998')
    await page.check('#request-failures')
    expect(await count()).toBe('200 of 9,998')
    await page.fill('#request-search', '009999')
    expect(await count()).toBe('1 of 9,998')
    await expect(page.locator('table.requests tbody .link').textContent()).resolves.toBe('Q2-r0-009999')
    await page.close()
  })

  test('ten thousand rows are a few dozen elements, and the last is there after scrolling', async () => {
    const { page } = await open('run')
    await page.locator('.scroller').evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await page.locator('.link', { hasText: 'Q2-r0-009999' }).waitFor()
    expect(await page.locator('table.requests tbody tr').count()).toBeLessThan(120)
    await page.close()
  })

  test('a column sorts both ways and says so to a screen reader', async () => {
    const { page } = await open('run')
    const header = page.locator('table.requests th', { hasText: 'TTFT ms' })
    const top = () => page.locator('table.requests tbody tr:not(.gap) td:nth-of-type(4)').first().textContent()
    await header.locator('button').click()
    expect([await header.getAttribute('aria-sort'), await top()]).toEqual(['descending', '119.00'])
    await header.locator('button').click()
    expect([await header.getAttribute('aria-sort'), await top()]).toEqual(['ascending', '20.00'])
    await page.close()
  })

  test('a request opens by keyboard with its times and a waterfall', async () => {
    const { page, trouble } = await open('small')
    await page.locator('.link').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('#request-detail svg').waitFor()
    expect(await page.locator('#request-detail dt').allTextContents()).toContain('First token after')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H3')
    expect(trouble).toEqual([])
    await page.close()
  })

  test('hover shows values', async () => {
    const { page } = await open('small')
    const ladder = page.locator('.chart[aria-label^="Percentiles"]')
    await ladder.scrollIntoViewIfNeeded()
    await ladder.locator('svg .mark-symbol.role-mark path').last().hover()
    await page.locator('.tooltip:not([hidden])').waitFor()
    expect(await page.locator('.tooltip').textContent()).toMatch(/ms/)
    await page.close()
  })

  test('hostile labels, messages and commands show as text and run nowhere', async () => {
    const { page, trouble } = await open('hostile')
    for (const chart of await page.locator('figure .chart').all()) await chart.scrollIntoViewIfNeeded()
    await page.locator('#request-failures').check()
    await page.locator('.link').first().click()
    await page.locator('#request-detail svg').waitFor()

    expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned ?? null)).toBeNull()
    expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0)
    expect(await page.locator('h1, .answer, dd').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('<img src=x')]),
    )
    expect(trouble).toEqual([])
    await page.close()
  })

  test('the reader’s system chooses the colours, a button changes them, charts included', async () => {
    const { page } = await open('small', { dark: true })
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await page.locator('#chart-0 svg').waitFor()
    expect(await background()).toBe('rgb(20, 23, 28)')
    expect(await page.locator('#chart-0 svg .role-title-text text').first().getAttribute('fill')).toBe('#e6e9ee')

    await page.getByRole('button', { name: 'Switch to light colours' }).click()
    expect(await background()).toBe('rgb(255, 255, 255)')
    expect(await page.locator('#chart-0 svg .role-title-text text').first().getAttribute('fill')).toBe('#1b1f24')
    await page.close()
  })

  test('in print all charts are there, in light colours, and the controls are not', async () => {
    const { page } = await open('small', { dark: true })
    await page.emulateMedia({ media: 'print' })
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await page.locator('figure .chart svg').count()).toBe(await page.locator('figure .chart').count())
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.locator('.controls').isVisible()).toBe(false)
    await page.close()
  })

  test.each([
    ['small', false],
    ['small', true],
    ['comparison', false],
  ] as const)('%s, dark %s: axe finds nothing', async (name, dark) => {
    const { page } = await open(name, { dark })
    await page.locator('#chart-0').scrollIntoViewIfNeeded()
    await page.locator('#chart-0 svg').waitFor()
    if (name === 'small') await page.locator('.link').first().click()
    // The page's own policy forbids foreign script tags; evaluate is outside it.
    await page.evaluate(axeSource)
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      }
      return (await axe.run()).violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)
    })
    expect(found).toEqual([])
    await page.close()
  })

  test('on a phone nothing but tables and charts scrolls sideways, and letters in charts stay readable', async () => {
    const { page } = await open('small')
    await page.setViewportSize({ width: 390, height: 800 })
    await page.locator('#chart-0 svg').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(await page.locator('#chart-0 svg').evaluate((svg) => svg.clientWidth)).toBeGreaterThan(600)
    await page.close()
  })

  test('a table with many flags fits a page of 1120 px, and nothing of a text in it is cut off', async () => {
    const { page } = await open('flagged')
    await page.setViewportSize({ width: 1120, height: 1300 })
    const table = page.locator('#results .wide').first()
    expect(await table.locator('td', { hasText: 'prompt_template_uncounted' }).count()).toBeGreaterThan(0)
    const cut = await page
      .locator('.wide .text')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
      )
    expect(cut).toEqual([])
    expect(await table.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    await page.close()
  })

  test('a long fact has a line of its own, as wide as all facts together', async () => {
    const { page } = await open('told')
    await page.setViewportSize({ width: 1120, height: 1300 })
    const long = page.locator('.facts .long')
    const widths = await long.evaluateAll((facts) =>
      facts.map((fact) => [fact, fact.parentElement].map((each) => each?.clientWidth)),
    )
    expect(widths.length).toBeGreaterThan(0)
    for (const [own, all] of widths) expect(own).toBe(all)
    await page.close()
  })

  test('a single workload stands with its headline numbers, each with its interval or the reason to doubt it', async () => {
    const { page } = await open('metrics')
    expect(await page.locator('.headlines > div').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/TTFT, mean\s+41.2 ms\s+95 % CI 39.6 .. 43.0/),
        expect.stringMatching(/TTFT, p99\s+71.3 ms\s+too few samples/),
      ]),
    )
    await page.close()
  })

  test('without script the answer, the tables and the command are still there', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(urls.small as string)
    expect(await page.locator('.answer').textContent()).toContain('20 requests succeeded')
    expect(await page.locator('#results table tbody tr').count()).toBe(2)
    expect(await page.locator('#reproduce code').textContent()).toContain('sagellm-benchmark run')
    await context.close()
  })
})
