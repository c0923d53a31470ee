import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { unpackedPackages } from './host-packages.mjs'
import { pidsOn, runningOn, signalInside } from './host-processes.mjs'
import { availableHere } from './missing-here.mjs'
import { openLab } from './open-lab.mjs'
import { bin, small, startEngine } from './program.mjs'
import { jsonOf, recordsOf, shardsByIndex } from './shard-folder.mjs'

const slurm = ['slurmctld', 'slurmd', 'slurm-client', 'munge']
const packages = await availableHere(() => unpackedPackages('slurm', slurm, { alternative: '-wlm' }))
/** Daemons take their time to find each other. */
const patient = { timeout: 120_000, interval: 200 }

describe.skipIf(packages.missing)(`Slurm with three hosts${packages.title}`, () => {
  let lab
  let hosts
  let url
  const daemons = new Map()
  const folder = (name) => join(lab.folder, name)
  const env = () => ({ SLURM_CONF: folder('slurm.conf'), SAGELLM_BENCHMARK_SHARD_TOKEN: 'the secret of one job' })
  const srun = (...words) => hosts[0].start(['srun', '--job-name', 'bench', ...words], { env: env() })
  const shards = (output, ...more) => [
    ...['-N', '3', '-n', '3', 'node', bin, 'run', '--shard', 'auto', '--backend-url', url],
    ...['--output', folder(output), ...small, ...more],
  ]
  const sinfo = async () => (await hosts[0].start(['sinfo', '-h', '-o', '%n %t'], { env: env() }).ended).stdout

  beforeAll(async () => {
    const named = ['a', 'b', 'c'].map((name, at) => ({ name, aheadSeconds: 1000 * at }))
    lab = await openLab(named, { packages: packages.value })
    hosts = lab.hosts
    writeConfiguration(lab.folder, hosts)
    const munged = ['munged', '-F', '--force', '--key-file', folder('munge.key'), '--socket', folder('munge.socket')]
    const files = [
      '--pid-file',
      folder('munged.pid'),
      '--seed-file',
      folder('munge.seed'),
      '--log-file',
      folder('munged.log'),
    ]
    hosts[0].start([...munged, ...files])
    const munge = ['munge', '-n', '-S', folder('munge.socket')]
    await vi.waitFor(async () => expect((await hosts[0].start(munge).ended).code).toBe(0), patient)
    hosts[0].start(['slurmctld', '-D', '-f', folder('slurm.conf')])
    for (const host of hosts)
      daemons.set(host.name, host.start(['slurmd', '-D', '-N', host.name, '-f', folder('slurm.conf')]))
    await vi.waitFor(async () => expect(await sinfo()).toMatch(/^a idle\nb idle\nc idle\n$/), patient)
    url = await startEngine(hosts[0])
  })
  afterAll(() => lab?.close())

  test('srun needs nothing else: three tasks on three hosts are one load', async () => {
    const { code, stdout, stderr } = await srun(...shards('three', '--request-rate', '30', '--num-prompts', '90')).ended
    expect([code, stderr]).toEqual([0, expect.any(String)])
    expect(stdout).toContain('sent by 3 shards')
    expect(shardsByIndex(recordsOf(folder('three')))).toEqual(Array.from({ length: 90 }, (_, at) => [at, at % 3]))
    const names = jsonOf(folder('three'), 'shards.json').shards.map(({ clock }) => clock?.offset_ms ?? 0)
    expect(names.map((offset) => Math.round(offset / 1_000_000))).toEqual([0, 1, 2])
  })

  test('scancel ends all tasks, and leaves a result', async () => {
    const job = srun(...shards('cancelled', '--request-rate', '20', '--duration', '60'))
    await job.until(() => recordsOf(folder('cancelled')).length >= 40)
    for (const host of hosts) expect(runningOn(host, /--shard auto/)).not.toEqual([])
    await hosts[0].start(['scancel', '--name', 'bench'], { env: env() }).ended
    expect((await job.ended).code).not.toBe(0)
    for (const host of hosts) await expect.poll(() => runningOn(host, /--shard auto/)).toEqual([])
    expect(recordsOf(folder('cancelled')).length).toBeGreaterThanOrEqual(40)
    expect(Object.keys(jsonOf(folder('cancelled'), 'benchmark_summary.json').workloads)).toEqual(['custom'])
  })

  test('a host whose slurmd and task are killed is a shard that is lost, and the others send theirs to the end', async () => {
    const line = shards('lost', '--request-rate', '20', '--num-prompts', '300')
    const job = srun('--kill-on-bad-exit=0', '--no-kill', ...line)
    await job.until(() => recordsOf(folder('lost')).length >= 40)
    signalInside(daemons.get('c'), 'SIGKILL')
    const tasks = pidsOn(hosts[2], /node .*--shard auto/)
    expect(tasks).toHaveLength(1)
    process.kill(tasks[0], 'SIGKILL')
    await expect.poll(() => jsonOfOrNull('lost', 'shards.json')).not.toBeNull()
    const records = recordsOf(folder('lost'))
    expect(records.filter(({ index }) => index % 3 !== 2)).toHaveLength(200)
    expect(records.filter(({ index }) => index % 3 === 2).length).toBeLessThan(100)
    expect(jsonOf(folder('lost'), 'shards.json').shards[2].workloads[0].lost).not.toBeNull()
    await hosts[0].start(['scancel', '--name', 'bench'], { env: env() }).ended
    expect((await job.ended).code).not.toBe(0)
  })

  const jsonOfOrNull = (output, file) => {
    try {
      return jsonOf(folder(output), file)
    } catch {
      return null
    }
  }
})

function writeConfiguration(folder, hosts) {
  writeFileSync(join(folder, 'munge.key'), randomBytes(128), { mode: 0o400 })
  for (const name of ['state', ...hosts.map(({ name }) => `spool-${name}`)]) mkdirSync(join(folder, name))
  const lines = {
    ...{ ClusterName: 'lab', SlurmctldHost: 'a', SlurmUser: 'root', SlurmdUser: 'root' },
    ...{ AuthType: 'auth/munge', AuthInfo: `socket=${folder}/munge.socket`, CredType: 'cred/munge' },
    ...{ ProctrackType: 'proctrack/linuxproc', TaskPlugin: 'task/none', MpiDefault: 'none' },
    ...{ JobAcctGatherType: 'jobacct_gather/none', SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_CPU' },
    ...{ StateSaveLocation: `${folder}/state`, SlurmdSpoolDir: `${folder}/spool-%n`, ReturnToService: '2' },
    ...{ SlurmctldPidFile: `${folder}/slurmctld.pid`, SlurmdPidFile: `${folder}/slurmd-%n.pid` },
    ...{ SlurmctldLogFile: `${folder}/slurmctld.log`, SlurmdLogFile: `${folder}/slurmd-%n.log` },
    ...{ SlurmdTimeout: '30', KillWait: '20' },
  }
  const nodes = hosts.map(({ name, address }) => `NodeName=${name} NodeAddr=${address} CPUs=${cpus()} State=UNKNOWN`)
  const partition = 'PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP'
  const text = [...Object.entries(lines).map(([key, value]) => `${key}=${value}`), ...nodes, partition, ''].join('\n')
  writeFileSync(join(folder, 'slurm.conf'), text)
}

/** Slurm drains a node that has fewer than it was told of. */
function cpus() {
  return readFileSync('/proc/cpuinfo', 'utf8').match(/^processor/gm).length
}
