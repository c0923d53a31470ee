// kill -9 at random moments of a run, many times: `node packages/runner/bench/kill-resume.mjs [kills] [seed]`.
// Prints one JSON line; exit code 1 when anything was lost, missing or doubled.
import { killAndResume } from '../test/programs/kill-and-resume.mjs'

const kills = Number(process.argv[2] ?? 200)
const seed = Number(process.argv[3] ?? 1)
const random = mulberry32(seed)
const perRun = 5
const requests = 400
const total = { kills: 0, runs: 0, torn: 0, lost: 0, missing: 0, doubled: 0 }

while (total.kills < kills) {
  const wanted = Math.min(perRun, kills - total.kills)
  // Together they stay below the number of requests, so that every kill meets a run that is going on.
  const killAfterRecords = Array.from({ length: wanted }, () => 1 + Math.floor(random() * (requests / perRun - 40)))
  // Eight requests end every few milliseconds: the delay moves the kill to any point between two records.
  const delaysMs = killAfterRecords.map(() => random() * 8)
  const outcome = await killAndResume({ requests, killAfterRecords, delaysMs })
  total.runs += 1
  total.kills += outcome.kills
  total.torn += outcome.torn
  for (const key of ['lost', 'missing', 'doubled']) total[key] += outcome[key].length
  if (total.runs % 5 === 0) process.stderr.write(`${total.kills}/${kills} kills\n`)
}
console.log(JSON.stringify({ name: 'kill-resume', seed, ...total }))
process.exitCode = total.lost + total.missing + total.doubled > 0 ? 1 : 0

/** A small seeded generator, so that a failing series can be repeated. */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
