// Measures every client on one server, in turns: node tools/bench/peers/run.mjs [--quick] [--peers NAME,NAME] [--rounds 3] [--minutes 22]
// One JSON line for each client (version, commands, what cannot be measured and why) and for each of its runs.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { tinyFolder } from '../../engines/tiny-model.mjs'
import { againstTruth, arrivals, waveErrors } from './against-truth.mjs'
import { installPeer } from './install-peer.mjs'
import { measureCommand } from './measured-command.mjs'
import { peers } from './peers.mjs'
import { scenarios } from './scenarios.mjs'
import { buildTruthServer, startTruthServer } from './truth-server.mjs'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    /** Names, several with commas; ours always run beside them. */
    peers: { type: 'string' },
    scenarios: { type: 'string' },
    rounds: { type: 'string' },
    /** No turn starts that would end later than so many minutes after the first; installing does not count. */
    minutes: { type: 'string' },
    /** Keeps what the clients wrote, to look at. */
    keep: { type: 'boolean', default: false },
  },
})
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
const budgetMs = 60_000 * Number(values.minutes ?? (values.quick ? 4 : 22))
const chosen = peers.filter(({ name, install }) => !install || !values.peers || values.peers.split(',').includes(name))
const loads = scenarios(values.quick).filter(({ name, quick }) =>
  values.scenarios ? values.scenarios.split(',').includes(name) : quick || !values.quick,
)

const folder = mkdtempSync(join(tmpdir(), 'peers-'))
if (values.keep) console.error(`what the clients wrote stays in ${folder}`)
else process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const server = buildTruthServer(folder)
const tokenizer = tinyFolder()
const usable = []
for (const peer of chosen) {
  const installed = await installedOrWhyNot(peer)
  emit({ kind: 'peer', ...described(peer), missing: installed.missing ?? null })
  if (!installed.missing) usable.push({ peer, installed })
}

const startedAt = performance.now()
const longest = new Map()
for (let round = 0; round < rounds; round += 1) {
  for (const scenario of loads.filter((each) => round < (values.rounds ? rounds : each.rounds))) {
    const turnAt = performance.now()
    if (turnAt - startedAt + (longest.get(scenario) ?? 0) > budgetMs) {
      console.error(`${scenario.name}: no time left for round ${round + 1}`)
      continue
    }
    // Order turned each round, so that drift of the machine falls on all alike.
    for (const { peer, installed } of round % 2 === 0 ? usable : [...usable].reverse()) {
      const result = await tryOne(peer, installed, scenario)
      emit({ kind: 'peer-run', peer: peer.name, scenario: scenario.name, round, ...result })
    }
    longest.set(scenario, performance.now() - turnAt)
  }
}

async function installedOrWhyNot(peer) {
  try {
    return await installPeer(peer)
  } catch (error) {
    return { missing: `it could not be installed: ${lastLine(error.stderr || error.message)}` }
  }
}

function described({ name, title, version, unable, ...peer }) {
  // Commands as a reader can type them: places that differ from machine to machine by a word.
  const call = { url: 'URL', folder: 'FOLDER', tokenizer: 'TOKENIZER', python: 'python', bin: '' }
  const commands = Object.fromEntries(loads.map((scenario) => [scenario.name, peer.command({ ...call, scenario })]))
  const words = (command) => (Array.isArray(command) ? command.map(readable).join(' ') : null)
  return {
    ...{ name, title, version, unable },
    files:
      peer.files?.({ ...call, scenario: loads.find(({ name: each }) => each === '256x50-aligned') ?? loads[0] }) ?? {},
    commands: Object.fromEntries(Object.entries(commands).map(([scenario, command]) => [scenario, words(command)])),
  }
}

function readable(word) {
  const text = String(word).replace(process.execPath, 'node').replace(ROOT, '')
  return /[^\w@%+=:,./-]/.test(text) ? `'${text}'` : text
}

/** A run that breaks is a run without figures: the others go on. */
async function tryOne(peer, installed, scenario) {
  try {
    return await runOne(peer, installed, scenario)
  } catch (error) {
    return { complete: false, failed: lastLine(error.message) }
  }
}

async function runOne(peer, installed, scenario) {
  const results = mkdtempSync(join(folder, `${peer.name.replace(/\W+/g, '-')}-`))
  const output = join(results, 'out')
  mkdirSync(output)
  const truth = await startTruthServer(server, scenario.server)
  let served = null
  try {
    const call = { url: truth.url, folder: output, tokenizer, ...installed, scenario }
    const command = peer.command(call)
    if (!Array.isArray(command)) return { complete: false, unable: command.unable }
    for (const [name, text] of Object.entries(peer.files?.(call) ?? {})) writeFileSync(join(output, name), text)
    const log = join(results, 'log')
    const env = { HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', HF_HUB_DISABLE_TELEMETRY: '1', ...peer.env }
    const used = await measureCommand(command, { env, cwd: results, log, limitMs: scenario.limitMs })
    served = await truth.stop()
    if (used.timedOut) return { complete: false, failed: `it did not end within ${scenario.limitMs / 1000} s` }
    if (used.exitCode !== 0)
      return { complete: false, failed: `it ended with ${used.exitCode}: ${lastLine(textOf(log))}` }
    return { ...figuresOf(used, served, scenario), ...(await errorsOf({ peer, installed, output }, served, scenario)) }
  } finally {
    if (served === null) await truth.stop()
    if (!values.keep) rmSync(results, { recursive: true, force: true })
  }
}

/** What the tool used, and how the server saw it. */
function figuresOf({ wallMs, cpuS, peakMb, processes }, served, { requests, tokens, rateRps }) {
  const load = served.filter((each) => each.sent.length === tokens)
  const events = served.reduce((sum, each) => sum + each.sent.length, 0)
  const loadMs = Math.max(...load.map((each) => each.sent.at(-1))) - Math.min(...load.map((each) => each.arrived))
  return {
    // Some send a request of their own first; none may be missing.
    complete: load.length >= requests,
    ...{ requests: served.length, events, wallMs, cpuS, peakMb, processes },
    beyondLoadMs: wallMs - loadMs,
    usPerEvent: (1e6 * cpuS) / events,
    arrivals:
      rateRps === null
        ? null
        : arrivals(
            load.slice(-requests).map((each) => each.arrived),
            rateRps,
          ),
  }
}

async function errorsOf({ peer, installed, output }, served, { requests, concurrency }) {
  try {
    const measured = await peer.read(output, installed)
    const { matched, ttft, gap } = againstTruth(measured, served)
    const waves = requests > concurrency ? waveErrors(measured, served, concurrency) : null
    return { matched, ttftError: ttft, gapError: gap, waves }
  } catch (error) {
    return { matched: 0, unread: lastLine(error.message) }
  }
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function lastLine(text) {
  return text.trim().split('\n').at(-1).slice(0, 300)
}

function emit(line) {
  console.log(JSON.stringify(line))
}
