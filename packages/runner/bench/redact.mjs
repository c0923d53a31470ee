// What it costs to look for secrets in what is written: a journal without any, against one plain search for a text. After `npm run build`:
//   node packages/runner/bench/redact.mjs [megabytes=50] [rounds=5]
// CPU time, so that other work on the machine does not count. One JSON line a case, the median of its rounds.
import { createSecretRedactor } from '@sagellm-benchmark/protocol-types/edge'

const [megabytes, rounds] = [Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 5)]
const stamps = Array.from({ length: 60 }, (_, at) => 12_345.678 + at * 9.13)
const said = 'The quick brown fox says \u00e9 & so on, "100 % of the time".'
const text = journal()

const key = 'sk-Zq9vX2mT7pLw4Rk8'
const cases = {
  'plain search': () => text.includes('Zq9vX2mT7pLw'),
  'one key': cleaning([key]),
  'three keys': cleaning([key, 'hf_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789', 'Bd4Mx7Pv2Rk9Sh5Tq8Wj']),
  'a key of eight characters': cleaning([key, 'Zq9vX2mT']),
}
const seen = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
for (let round = 0; round < rounds; round += 1)
  for (const [name, run] of Object.entries(cases)) {
    const before = process.cpuUsage().user
    run()
    seen[name].push(text.length / (process.cpuUsage().user - before))
  }
for (const [name, rates] of Object.entries(seen)) {
  const value = Math.round(rates.sort((a, b) => a - b)[Math.floor(rounds / 2)])
  console.log(
    JSON.stringify({ name: `redact, ${name}`, value, unit: 'MB/s of CPU time', rounds: rates.map(Math.round) }),
  )
}

function cleaning(keys) {
  const { clean } = createSecretRedactor(keys)
  return () => {
    if (clean(text) !== text) throw new Error('a secret was found where none is')
  }
}

function journal() {
  let lines = ''
  for (let at = 0; lines.length < megabytes * 1e6; at += 1)
    lines += `${JSON.stringify({ request_id: `custom-${at}`, phase: 'measured', stamps, output_text: said, model: 'm', flags: [] })}\n`
  // A flat string of one byte a character, as a writer gets it.
  return Buffer.from(lines, 'latin1').toString('latin1')
}
