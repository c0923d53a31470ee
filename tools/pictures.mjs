// Makes a real CPU run and draws the pictures that stand in README and docs, into docs/images.
// usage, after npm run build: npm run pictures [-- --only run,live,history,readiness]      needs Chromium (tools/system-packages.mjs)
import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { parseArgs } from 'node:util'
import { nights } from './pictures/nights.mjs'
import { terminalPage } from './pictures/terminal-page.mjs'

const root = resolve(import.meta.dirname, '..')
const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
const program = positionals[0] ?? join(root, 'packages/cli/dist/bin.js')
/** Sets of pictures, each with those that it draws. */
const sets = {
  run: ['terminal', 'html-report', 'latency-over-time', 'latency-distribution'],
  live: ['live-view'],
  history: ['history-page'],
  readiness: ['readiness-page'],
}
const wanted = values.only?.split(',') ?? Object.keys(sets)
const images = join(root, 'docs/images')
/** A picture in a README is loaded by everyone who looks at it. */
const maxBytes = 250_000

const command = [
  'run',
  '--workload',
  'Q1,Q5',
  '--backend',
  'cpu',
  '--concurrency',
  '4',
  '--repeat',
  '10',
  '--seed',
  '7',
]
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
])

const folder = await mkdtemp(join(tmpdir(), 'sagellm-pictures-'))
await mkdir(images, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: flags })
const draw = { run: drawRun, live: drawLive, history: drawHistory, readiness: drawReadiness }
try {
  for (const name of wanted) await draw[name]()
} finally {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
}

async function drawRun() {
  // The browser is idle while the run measures: nothing else shall take its processor.
  const drawing = ['--quiet', '--html', '--plot', '--dpi', '115', '--output', 'benchmark_results']
  const { text } = await start([...command, ...drawing]).ended
  const results = join(folder, 'benchmark_results')
  await copyFile(join(results, 'plots/latency-over-time.png'), join(images, 'latency-over-time.png'))
  await copyFile(join(results, 'plots/latency-ecdf.png'), join(images, 'latency-distribution.png'))

  const shown = text.replace(/^artifacts: .*$/m, 'artifacts: ./benchmark_results').trimEnd()
  await picture('terminal.png', { width: 1000, height: 100 }, async (page) => {
    await page.setContent(terminalPage(`sagellm-benchmark ${command.join(' ')}`, shown))
    return page.locator('pre')
  })
  await start(['report', '--input', 'benchmark_results/Q5_metrics.json', '--output', 'page.html']).ended
  await picture('html-report.png', { width: 1120, height: 1300 }, async (page) => {
    await page.goto(pathToFileURL(join(folder, 'page.html')).href)
    return page
  })
}

async function drawLive() {
  // Long enough that the page is open before it ends; it is stopped when the picture is taken.
  const live = start([
    'run',
    '--workload',
    'Q5',
    '--concurrency',
    '4',
    '--repeat',
    '500',
    '--live-view',
    '--output',
    'live',
  ])
  const url = await live.said(/live view: (http:\S+)/)
  await picture('live-view.png', { width: 1120, height: 1000 }, async (page) => {
    await page.goto(url)
    await page.waitForFunction(() => /: [1-9],?\d\d/.test(document.getElementById('state')?.textContent ?? ''))
    // Two drawings more, so that the charts hold what the sentence says.
    await page.waitForTimeout(2_500)
    return page
  })
  await live.stop()
}

/** The page of a history of made-up nights. */
async function drawHistory() {
  await nights(join(folder, 'nightly'))
  await start(['history', 'nightly', '--html', '--output', 'history']).ended
  await picture('history-page.png', { width: 1120, height: 1300 }, async (page) => {
    await page.goto(pathToFileURL(join(folder, 'history/report.html')).href)
    return page
  })
}

/** The page of real starts of the CPU server, each with a burst that it recovers from. */
async function drawReadiness() {
  const server = `${process.execPath} ${program} serve-cpu --threads 1 --port 8931`
  const load = ['--processes', '3', '--isl', '32', '--osl', '32', '--request-rate', '4', '--burst', '48']
  const times = [
    '--steady-seconds',
    '5',
    '--recovery-seconds',
    '12',
    '--seed',
    '7',
    '--quiet',
    '--html',
    '--output',
    'readiness',
  ]
  const reach = ['--backend-url', 'http://127.0.0.1:8931/v1', '--target-command', server, '--threshold', 'ttft<500']
  // A limit that did not hold again in time is an answer too.
  await start(['readiness', ...reach, ...load, ...times], [0, 3]).ended
  await picture('readiness-page.png', { width: 1120, height: 1300 }, async (page) => {
    await page.goto(pathToFileURL(join(folder, 'readiness/report.html')).href)
    return page
  })
}

async function picture(name, viewport, prepare) {
  const page = await browser.newPage({ viewport })
  page.setDefaultTimeout(100_000)
  const shot = await prepare(page)
  await shot.screenshot({ path: join(images, name) })
  await page.close()
}

/** The program in the scratch folder; `said` waits for words on its standard error. */
function start(args, codes = [0]) {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder })
  let text = ''
  let errors = ''
  let heard = () => {}
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => {
    errors += chunk
    heard()
  })
  const ended = new Promise((done, failed) => {
    child.on('close', (code) => {
      if (codes.includes(code) || child.stopped) done({ text })
      else failed(new Error(`${args.join(' ')}: ${errors}`))
    })
  })
  // Who only reads its words hears of its failure through them.
  ended.catch(() => {})
  return {
    ended,
    stop() {
      child.stopped = true
      child.kill('SIGINT')
      return ended
    },
    said: (pattern) =>
      new Promise((found, missed) => {
        heard = () => pattern.test(errors) && found(pattern.exec(errors)[1])
        ended.then(() => missed(new Error(`never said ${pattern}`)), missed)
        heard()
      }),
  }
}

for (const name of wanted.flatMap((set) => sets[set])) {
  const path = join(images, `${name}.png`)
  const { size } = await stat(path)
  console.log(`${basename(path)}: ${Math.round(size / 1000)} kB`)
  if (size > maxBytes) throw new Error(`${path} has ${size} bytes, more than ${maxBytes}`)
}
