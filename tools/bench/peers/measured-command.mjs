// A command and all processes that it starts: wall time, CPU, memory.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'

const SAMPLE_MS = 250
const TICKS_PER_SECOND = 100

/**
 * Runs a command to its end, in a group of its own.
 *
 * @param options.log - the file that gets what it prints.
 * @param options.limitMs - after this the whole group is killed.
 * @returns `cpuS` user and system time of all its processes; `peakMb` the largest sum of their proportional set sizes (memory that
 * processes share counts once), looked at four times a second; `processes` how many were seen at once.
 */
export async function measureCommand(command, { env = {}, cwd, log, limitMs }) {
  const output = openSync(log, 'w')
  // The shell's own clock counts a process once it was waited for; the samples count those that nobody waits for.
  const script = `TIMEFORMAT='%3U %3S'; { time "$0" "$@" >&3 2>&3; } 2>&4`
  const startedAt = performance.now()
  const child = spawn('bash', ['-c', script, ...command.map(String)], {
    ...{ cwd, detached: true, env: { ...process.env, ...env } },
    stdio: ['ignore', 'ignore', 'ignore', output, 'pipe'],
  })
  let times = ''
  child.stdio[4].setEncoding('utf8').on('data', (text) => (times += text))
  const kill = () => process.kill(-child.pid, 'SIGKILL')
  process.once('exit', kill)
  const seen = { cpu: new Map(), peakMb: 0, processes: 0 }
  const sampling = setInterval(() => sample(child.pid, seen), SAMPLE_MS)
  let timedOut = false
  const limit = setTimeout(() => {
    timedOut = true
    kill()
  }, limitMs)
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
  const wallMs = performance.now() - startedAt
  clearInterval(sampling)
  clearTimeout(limit)
  process.off('exit', kill)
  closeSync(output)
  endGroup(child.pid)
  const [user = 0, system = 0] = (/([\d.]+) ([\d.]+)\s*$/.exec(times) ?? []).slice(1).map(Number)
  const sampled = [...seen.cpu.values()].reduce((sum, each) => sum + each, 0)
  return {
    ...{ exitCode, timedOut, wallMs, cpuS: Math.max(user + system, sampled) },
    ...{ peakMb: seen.peakMb, processes: seen.processes },
  }
}

/** What a tool leaves running would burden whoever is measured next. */
function endGroup(group) {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}

function sample(root, seen) {
  const all = processes()
  const family = new Set([root])
  // Children are listed behind their parents only mostly: numbers start again from the beginning one day.
  for (let grown = true; grown; ) {
    grown = false
    for (const { pid, parent, session } of all) {
      if (family.has(pid) || !(family.has(parent) || session === root || seen.cpu.has(pid))) continue
      family.add(pid)
      grown = true
    }
  }
  family.delete(root)
  let memoryMb = 0
  for (const { pid, cpuS } of all) {
    if (!family.has(pid)) continue
    seen.cpu.set(pid, cpuS)
    memoryMb += proportionalMb(pid)
  }
  seen.peakMb = Math.max(seen.peakMb, memoryMb)
  seen.processes = Math.max(seen.processes, family.size)
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = textOf(`/proc/${name}/stat`)
      // The name of the program stands in brackets and may hold anything.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields.length < 14) return []
      const ticks = Number(fields[11]) + Number(fields[12])
      return [
        {
          pid: Number(name),
          parent: Number(fields[1]),
          session: Number(fields[3]),
          cpuS: ticks / TICKS_PER_SECOND,
        },
      ]
    })
}

function proportionalMb(pid) {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`)) ?? []
  return Number(kilobytes) / 1024
}

/** Empty where the process has ended meanwhile. */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
