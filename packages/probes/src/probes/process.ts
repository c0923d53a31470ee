import type { HostAccess } from '../environment/host-access.js'
import { defineProbe } from './define-probe.js'

/** Linux counts process time in hundredths of a second on every machine it runs on today. */
const TICKS_PER_SECOND = 100
/** Looking for new children costs a read of every process, so it is not done each time. */
const LOOK_FOR_CHILDREN_EVERY = 10

export const processProbe = defineProbe({
  kind: 'resource',
  name: 'process',
  description:
    'Resident memory and CPU of a local target and its children. Pages that processes share are counted once for each.',
  foundOn: 'Linux, when the pid of the target is known',
  async open({ host, clock, pid }) {
    const first = pid === null ? null : await readProcess(host, pid)
    if (pid === null || !first) return null
    let members = [pid]
    let reads = 0
    let last = { at: clock.now(), ticks: new Map<string, number>() }

    return {
      async read() {
        if (reads % LOOK_FOR_CHILDREN_EVERY === 0) members = await familyOf(host, pid)
        reads += 1
        const found = (await Promise.all(members.map((member) => readProcess(host, member)))).filter(
          (each) => each !== null,
        )
        // Another process may have been given the number of a target that ended.
        if (!found.some(({ identity }) => identity === first.identity)) return []

        const now = { at: clock.now(), ticks: new Map(found.map(({ identity, ticks }) => [identity, ticks])) }
        const seconds = (now.at - last.at) / 1000
        const used = found.reduce((sum, each) => sum + each.ticks - (last.ticks.get(each.identity) ?? each.ticks), 0)
        const cpu = last.ticks.size > 0 && seconds > 0 ? { cpu_cores: used / TICKS_PER_SECOND / seconds } : {}
        last = now
        const resident = found.reduce((sum, each) => sum + each.residentBytes, 0)
        return [{ device: `pid ${pid}`, values: { resident_bytes: resident, processes: found.length, ...cpu } }]
      },
    }
  },
})

type ProcessFacts = { readonly identity: string; readonly ticks: number; readonly residentBytes: number }

async function readProcess(host: HostAccess, pid: number): Promise<ProcessFacts | null> {
  const [stat, status] = await Promise.all([host.readText(`/proc/${pid}/stat`), host.readText(`/proc/${pid}/status`)])
  const fields = fieldsOf(stat)
  const resident = /^VmRSS:\s*(\d+) kB/m.exec(status ?? '')?.[1]
  if (!fields || resident === undefined) return null
  return {
    identity: `${pid}/${fields[19]}`,
    ticks: Number(fields[11]) + Number(fields[12]),
    residentBytes: Number(resident) * 1024,
  }
}

/** The process and all that descend from it. */
async function familyOf(host: HostAccess, root: number): Promise<number[]> {
  const pids = (await host.listFolder('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const children = new Map<number, number[]>()
  await Promise.all(
    pids.map(async (pid) => {
      const parent = Number(fieldsOf(await host.readText(`/proc/${pid}/stat`))?.[1])
      if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), pid])
    }),
  )
  const family = [root]
  for (const member of family) family.push(...(children.get(member) ?? []).filter((child) => !family.includes(child)))
  return family
}

/** Fields of /proc/PID/stat from the state on; the name before them may hold spaces and brackets. */
function fieldsOf(stat: string | null): string[] | null {
  const end = stat?.lastIndexOf(')') ?? -1
  return stat && end >= 0
    ? stat
        .slice(end + 2)
        .trim()
        .split(' ')
    : null
}
