// Measures the client against others and against the limit: `node packages/clients/bench/run.mjs`, after a build. One JSON
// line each: the environment, what is missing, every round, profiles on request, and the medians at the end. Against a
// built checkout of an earlier commit, with as many pairs as rounds and the ratios at the end:
// `node packages/clients/bench/run.mjs --against FOLDER --rounds 9 --regimes firehose,short-answers`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compare } from './compare.mjs'
import { before, profiled, regimes, variants } from './plan.mjs'
import { cpuSecondsOf, start } from './processes.mjs'
import { hottest } from './profile.mjs'
import { summarize } from './summarize.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    regimes: { type: 'string' },
    variants: { type: 'string' },
    /** Measures our variants only, each in turns with that of this checkout. */
    against: { type: 'string' },
    /** Scales the length of every run; 0.1 for a smoke test. */
    scale: { type: 'string', default: '1' },
    /** One more run each of our transports, with a profile. */
    profile: { type: 'boolean', default: false },
    'no-pin': { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const scale = Number(values.scale)
const wanted = (name, text) => !text || text.split(',').includes(name)

for (const checkout of [join(here, '../../..'), values.against ?? []].flat()) {
  if (existsSync(join(checkout, 'packages/clients/dist/index.js'))) continue
  console.error(`build first, in ${checkout}: npm run build`)
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'sagellm-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
if (!compile()) {
  emit({
    kind: 'missing',
    variant: null,
    why: 'cc is not there to build the load server: apt-get install gcc libc6-dev',
  })
  process.exit(0)
}

// Server and client on a core each, so that neither takes the other's time; without taskset or a second core, unpinned.
const pinned = !values['no-pin'] && availableParallelism() > 1 && hasTaskset()
const onCore = (core, command) => (pinned ? ['taskset', '-c', String(core), ...command] : command)

const { against } = values
const chosen = variants
  .filter(({ name, ours }) => wanted(name, values.variants) && (ours || !against))
  .flatMap((variant) => (against ? [variant, before(variant, resolve(against))] : [variant]))
const usable = chosen.filter(({ missing }) => !missing)
emit({ kind: 'environment', node: process.version, cores: availableParallelism(), pinned, rounds, scale })
for (const { name, missing } of chosen) if (missing) emit({ kind: 'missing', variant: name, why: missing })

const results = []
for (const regime of regimes.filter(({ name }) => wanted(name, values.regimes))) {
  for (let round = 0; round < (against ? rounds : Math.min(rounds, regime.rounds ?? rounds)); round += 1) {
    const present = usable.filter(({ name }) => regime.variants.includes(name))
    // Order turned each round, so that drift of the machine falls on all alike.
    for (const variant of round % 2 === 0 ? present : present.reverse()) {
      const result = {
        kind: 'round',
        regime: regime.name,
        round,
        variant: variant.label ?? variant.name,
        ...(await tryOne(regime, variant)),
      }
      results.push(result)
      emit(result)
    }
  }
}
if (values.profile) for (const each of profiled) await profile(each)
for (const line of against ? compare(results) : summarize(results)) emit(line)

/** A run that breaks is a round without figures: the others go on. */
async function tryOne(regime, variant, profileFolder) {
  try {
    return await runOne(regime, variant, profileFolder)
  } catch (error) {
    return { complete: false, failed: error.message }
  }
}

async function runOne(regime, variant, profileFolder) {
  const tokens = Math.max(regime.minTokens ?? 40, Math.round(regime.tokensFor(variant.name) * scale))
  const warm = Math.round(regime.warmFor(variant.name) * scale)
  const serverStamps = join(folder, 'server.bin')
  const clientStamps = join(folder, 'client.bin')
  for (const file of [serverStamps, clientStamps]) rmSync(file, { force: true })
  const { streams, rate, shape } = regime
  const server = start(onCore(0, [join(folder, 'load-server'), streams, warm, tokens, rate, shape, serverStamps]))
  const port = Number(await server.nextLine())
  const stampsFile = regime.stamps ? clientStamps : '-'
  const command = variant.command({ here, folder, port, streams, warm, tokens, stampsFile, profileFolder })
  const client = start(variant.anyCore ? command : onCore(1, command))
  const busy = Array.from({ length: regime.busy ?? 0 }, () => start([process.execPath, '-e', 'for (;;);']))
  try {
    // CPU counts from the server's word on, and is read from outside: the same way for every variant and language.
    const cpuBefore = server.nextLine().then((line) => (line === undefined ? 0 : cpuSecondsOf(client.pid)))
    const measured = JSON.parse(await client.lastLine())
    await server.ended()
    measured.cpuSeconds -= await cpuBefore
    return { tokens, ...evaluate(measured, { regime, tokens, serverStamps, clientStamps }) }
  } finally {
    for (const each of busy) each.kill()
    client.kill()
    server.kill()
  }
}

function evaluate(measured, { regime, tokens, serverStamps, clientStamps }) {
  const { streams, rate, stamps } = regime
  // The server says `steady` after this many.
  const before = rate > 0 && tokens > 20 ? 20 : 0
  const counted = measured.events - streams * before
  const complete = measured.events === streams * tokens && measured.errors === 0
  const errors = stamps && complete ? stampErrors(serverStamps, clientStamps, streams, tokens) : {}
  return { ...measured, complete, eventsPerCpuSecond: counted > 0 ? counted / measured.cpuSeconds : null, ...errors }
}

async function profile({ regime: regimeName, variant: variantName }) {
  const regime = regimes.find(({ name }) => name === regimeName)
  const variant = usable.find(({ name }) => name === variantName)
  if (!variant || !wanted(regimeName, values.regimes)) return
  const profileFolder = mkdtempSync(join(folder, 'profile-'))
  const { failed } = await tryOne(regime, variant, profileFolder)
  if (!failed) emit({ kind: 'profile', regime: regimeName, variant: variantName, hottest: hottest(profileFolder) })
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

function quantiles(list) {
  const sorted = Float64Array.from(list).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { p50: at(0.5), p99: at(0.99), min: sorted[0], max: sorted.at(-1) }
}

function doubles(file) {
  const bytes = readFileSync(file)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + statSync(file).size))
}

function compile() {
  try {
    for (const name of ['load-server', 'epoll-reader']) {
      execFileSync('cc', ['-O2', '-o', join(folder, name), join(here, 'native', `${name}.c`)], { stdio: 'inherit' })
    }
    return true
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['-c', '0', 'true'])
    return true
  } catch {
    return false
  }
}

function emit(line) {
  console.log(JSON.stringify(line))
}
