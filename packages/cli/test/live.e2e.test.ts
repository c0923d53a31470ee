import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProgram, startReferenceEngine } from './support/start-program.js'

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
])
const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
/** A machine without a browser cannot run these; CI must, so there a missing one is a failure. */
const noBrowser = !existsSync(chromiumPath) && !process.env.CI

let cwd: string
let browser: Browser
let engine: Awaited<ReturnType<typeof startReferenceEngine>>

beforeAll(async () => {
  if (noBrowser) return
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-live-'))
  browser = await chromium.launch({ executablePath: chromiumPath, args: flags })
  engine = await startReferenceEngine(['--decode-step-ms', '10'], { cwd })
})
afterAll(async () => {
  if (noBrowser) return
  await browser.close()
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const liveUrl = (stderr: string) => /live view: (http:\S+)/.exec(stderr)?.[1]

describe.skipIf(noBrowser)('the live view', () => {
  test('shows the charts of a run while it goes on, and says when it is over', async () => {
    const run = ['run', '--backend-url', engine.url, '--concurrency', '4', '--output-tokens', '16', '--output', 'out']
    const program = startProgram([...run, '--prompt-tokens', '32', '--duration', '600', '--live-view'], { cwd })
    await program.until(() => liveUrl(program.stderr()) !== undefined)
    const url = liveUrl(program.stderr()) as string
    const page = await browser.newPage()
    page.setDefaultTimeout(200_000)
    const trouble: string[] = []
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()))
    page.on('pageerror', (error) => trouble.push(error.message))
    page.on('request', (request) => request.url().startsWith(url) || trouble.push(`request to ${request.url()}`))

    await page.goto(url)
    for (const name of ['Distribution', 'Percentiles', 'TTFT over the run', 'The'])
      await page.locator(`.chart[aria-label^="${name}"] svg path`).first().waitFor({ state: 'attached' })
    await page.locator('#figures dt', { hasText: 'TTFT, p99' }).waitFor()
    const sentence = await page.locator('#state').textContent()
    // Asked from outside: the page's policy forbids code made from strings.
    await expect.poll(() => page.locator('#state').textContent(), { timeout: 120_000 }).not.toBe(sentence)

    const metrics = await (await fetch(`${url}metrics`)).text()
    expect(metrics).toMatch(/^sagellm_benchmark_requests_total\{workload="custom",outcome="ok"\} [1-9]\d*$/m)
    expect(metrics).toMatch(/^# HELP sagellm_benchmark_ttft_seconds .*\(simulated engine\)$/m)

    program.kill('SIGINT')
    await page.locator('html[data-ended]').waitFor()
    expect(await page.locator('#state').textContent()).toContain('has ended')
    expect(trouble).toEqual([])
    expect((await program.ended).code).toBe(130)
    await expect(fetch(url)).rejects.toThrow()
    await page.close()
  })

  test('is off unless asked for', async () => {
    const run = ['run', '--backend-url', engine.url, '--output-tokens', '4', '--prompt-tokens', '8', '--output', 'off']
    const program = startProgram([...run, '--num-prompts', '2'], { cwd })
    expect((await program.ended).code).toBe(0)
    expect(program.stderr()).not.toContain('live view')
  })
})
