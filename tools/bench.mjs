// Measures every figure of the project and writes docs/performance.md and docs/performance.json:
//   npm run bench                      everything, about 20 minutes on a quiet machine
//   npm run bench -- --only clients    one part (several with commas); the others keep what they were
//   npm run bench -- --quick           a first look at everything in about 4 minutes; nothing is written without --out
//   npm run bench -- --out FOLDER      writes there instead of docs
//   npm run bench -- --page            measures nothing, writes the page again from the kept rounds
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { figures, judge } from './bench/figures.mjs'
import { busySince, describeMachine, processorTimes } from './bench/machine.mjs'
import { performancePage } from './bench/page.mjs'
import { parts } from './bench/parts.mjs'
import { peersSection } from './bench/peers-page.mjs'
import { install } from './install.mjs'
import { nx } from './nx.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    page: { type: 'boolean', default: false },
    /** Of the part `peers`: these clients only. */
    peers: { type: 'string' },
    /** What was built last is measured. */
    'no-build': { type: 'boolean', default: false },
  },
})
const chosen = parts.filter(({ name, onRequest }) => (values.only ? values.only.split(',').includes(name) : !onRequest))
if (chosen.length === 0) {
  console.error(`no part is called ${values.only}: give one of ${parts.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
install()
const projects = [...new Set(chosen.flatMap(({ needs }) => needs))].map((name) => `@sagellm-benchmark/${name}`)
const build = ['run-many', '-t', 'build', '-p', ...projects, '--outputStyle=static']
const measures = !values.page
if (measures && !values['no-build'] && (await nx(build)) !== 0) process.exit(1)

const folder = values.out ?? (values.quick || values.peers ? null : 'docs')
const file = folder && join(folder, 'performance.json')
const results = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { schema_version: 1, parts: {} }

let broken = 0
for (const part of measures ? chosen : []) {
  console.error(`\n${part.title} (${part.name})`)
  results.parts[part.name] = await measure(part)
  // After each part, so that a run that is stopped keeps what it has.
  if (folder) write()
}
if (values.page) write()
else printVerdicts()
process.exitCode = broken > 0 ? 1 : 0

async function measure(part) {
  const times = processorTimes()
  await sleep(2000)
  const busy = busySince(times)
  const started = {
    machine: describeMachine(),
    measured_at: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
  }
  const lines = []
  for (const { script, args, runs } of part.runs(values.quick, values.peers)) {
    for (let run = 0; run < runs; run += 1) lines.push(...(await linesOf(script, args)))
  }
  return { ...started, busy_before: busy === null ? null : rounded(busy), quick: values.quick, lines }
}

/** Runs a script in a fresh process and collects the JSON lines that it prints. */
function linesOf(script, args) {
  return new Promise((resolve) => {
    const lines = []
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (!text.startsWith('{')) return
      const line = JSON.parse(text, (_key, value) => (typeof value === 'number' ? rounded(value) : value))
      if (line.kind !== 'summary') lines.push(line)
      const { kind, regime, variant, name = kind, peer, scenario, round, rate, failed } = line
      console.error(
        ' ',
        [name, regime, variant, peer, scenario, rate, round, failed].filter((each) => each !== undefined).join(' '),
      )
    })
    child.on('close', (code) => {
      if (code !== 0) {
        broken += 1
        console.error(`${script} ended with ${code}; what it had measured is kept`)
      }
      resolve(lines)
    })
  })
}

function write() {
  mkdirSync(folder, { recursive: true })
  const body = Object.entries(results.parts).map(([name, { lines, ...rest }]) => {
    // One line a round: a new measurement is then a readable difference.
    const text = JSON.stringify(rest).slice(1, -1)
    return `    ${JSON.stringify(name)}: {${text}, "lines": [\n${lines.map((line) => `      ${JSON.stringify(line)}`).join(',\n')}\n    ]}`
  })
  writeFileSync(
    join(folder, 'performance.json'),
    `{\n  "schema_version": 1,\n  "parts": {\n${body.join(',\n')}\n  }\n}\n`,
  )
  writeFileSync(join(folder, 'performance.md'), performancePage(results))
}

function printVerdicts() {
  for (const figure of figures.filter(({ part }) => chosen.some(({ name }) => name === part))) {
    const { value, verdict } = judge(figure, results.parts[figure.part].lines)
    const sign = figure.unit === 'x' ? '>=' : '<='
    const measured = value === null ? '-' : rounded(value)
    console.log(
      `${verdict.padEnd(12)} ${figure.figure}, ${figure.subject}: ${measured} (${sign} ${figure.goal} ${figure.unit})`,
    )
  }
  if (!folder && results.parts.peers) console.log(peersSection(results.parts.peers.lines).join('\n\n'))
}

/** Four digits are more than any of these figures repeats. */
function rounded(value) {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4))
}
