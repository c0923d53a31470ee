// Measures the client against others and against the limit; see README.md beside this file.
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { regimes, variants } from './plan.mjs'
import { summarize } from './summarize.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    regimes: { type: 'string' },
    variants: { type: 'string' },
    /** Scales the length of every run; 0.1 for a smoke test. */
    scale: { type: 'string', default: '1' },
    out: { type: 'string' },
    'no-pin': { type: 'boolean', default: false },
  },
})
const only = (list, text) => (text ? list.filter(({ name }) => text.split(',').includes(name)) : list)
const rounds = Number(values.rounds)
const scale = Number(values.scale)

if (!existsSync(join(here, '../dist/index.js'))) {
  console.error('build the package first: npx tsup')
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'sagellm-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const name of ['load-server', 'epoll-reader']) {
  execFileSync('cc', ['-O2', '-o', join(folder, name), join(here, 'native', `${name}.c`)], { stdio: 'inherit' })
}

// Server and client on a core each, so that neither takes the other's time; without taskset or a second core, unpinned.
const pinned = !values['no-pin'] && availableParallelism() > 1 && hasTaskset()
const onCore = (core, command) => (pinned ? ['taskset', '-c', String(core), ...command] : command)

const chosenVariants = only(variants, values.variants)
const usable = chosenVariants.filter((variant) => variant.available?.() ?? true)
const results = []
const emit = (line) => {
  const text = JSON.stringify(line)
  console.log(text)
  if (values.out) appendFileSync(values.out, `${text}\n`)
}
if (values.out) writeFileSync(values.out, '')
emit({ kind: 'environment', node: process.version, cores: availableParallelism(), pinned, rounds, scale })
for (const { name } of chosenVariants)
  if (!usable.some((each) => each.name === name)) emit({ kind: 'missing', variant: name })

for (const regime of only(regimes, values.regimes)) {
  for (let round = 0; round < rounds; round += 1) {
    // Order turned each round, so that drift of the machine falls on all alike.
    const order = round % 2 === 0 ? usable : [...usable].reverse()
    for (const variant of order) {
      if (regime.skip?.includes(variant.name)) continue
      const result = {
        kind: 'round',
        regime: regime.name,
        round,
        variant: variant.name,
        ...(await runOne(regime, variant)),
      }
      results.push(result)
      emit(result)
    }
  }
}
for (const line of summarize(results)) emit(line)

async function runOne(regime, variant) {
  const tokens = Math.max(regime.minTokens ?? 40, Math.round(regime.tokensFor(variant.name) * scale))
  const serverStamps = join(folder, 'server.bin')
  const clientStamps = join(folder, 'client.bin')
  for (const file of [serverStamps, clientStamps]) rmSync(file, { force: true })
  const { streams, rate, shape } = regime
  const server = start(onCore(0, [join(folder, 'load-server'), streams, tokens, rate, shape, serverStamps].map(String)))
  const lines = linesOf(server)
  const port = Number(await lines.next())
  const stampsFile = regime.stamps ? clientStamps : '-'
  const client = start(onCore(1, variant.command({ here, folder, port, streams, tokens, stampsFile }).map(String)))
  const output = allOutput(client)
  // CPU counts from the server's word on, and is read from outside: the same way for every variant and language.
  const cpuBefore = lines.next().then(() => cpuSecondsOf(client.pid))
  const measured = JSON.parse((await output).trim().split('\n').at(-1) ?? 'null')
  await ended(server)
  measured.cpuSeconds -= await cpuBefore
  const warm = rate > 0 && tokens > 20 ? 20 : 0
  const counted = measured.events - streams * warm
  const whole = measured.events === streams * tokens && measured.errors === 0
  const errors = regime.stamps && whole ? stampErrors(serverStamps, clientStamps, streams, tokens) : {}
  return {
    streams,
    tokens,
    rate,
    shape,
    ...measured,
    complete: whole,
    eventsPerCpuSecond: counted > 0 ? counted / measured.cpuSeconds : null,
    ...errors,
  }
}

/** Client stamp minus server stamp, ms. `steady` leaves out the first 20 tokens of each stream. */
function stampErrors(serverFile, clientFile, streams, tokens) {
  const server = doubles(serverFile)
  const client = doubles(clientFile)
  const all = []
  const steady = []
  for (let at = 0; at < streams * tokens; at += 1) {
    const error = client[at] - server[at]
    all.push(error)
    if (at % tokens >= 20) steady.push(error)
  }
  return { all: quantiles(all), steady: quantiles(steady) }
}

function quantiles(values) {
  const sorted = Float64Array.from(values).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { p50: at(0.5), p99: at(0.99), min: sorted[0], max: sorted.at(-1) }
}

function doubles(file) {
  const bytes = readFileSync(file)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + statSync(file).size))
}

function start([command, ...args]) {
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** The lines that a process prints, one at each `next()`. */
function linesOf(child) {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { next: async () => (await lines.next()).value }
}

/** User and system CPU of all threads of a process so far, seconds (the kernel counts in ticks of 10 ms). */
function cpuSecondsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function allOutput(child) {
  let text = ''
  child.stdout.on('data', (bytes) => {
    text += bytes
  })
  await ended(child)
  return text
}

function ended(child) {
  if (child.exitCode !== null) return
  return new Promise((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`)),
    )
    child.once('error', reject)
  })
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['-c', '0', 'true'])
    return true
  } catch {
    return false
  }
}
