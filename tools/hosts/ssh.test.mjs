import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unpackedPackages } from './host-packages.mjs'
import { linesWith, runningOn, signalInside } from './host-processes.mjs'
import { availableHere } from './missing-here.mjs'
import { openLab } from './open-lab.mjs'
import { bin, small, startEngine } from './program.mjs'
import { jsonOf, recordsOf, shardsByIndex } from './shard-folder.mjs'

const { missing, title, value: packages } = await availableHere(() => unpackedPackages('sshd', ['openssh-server']))
const token = 'a secret that no command line shows'
const proxy = fileURLToPath(new URL('delaying-proxy.mjs', import.meta.url))

describe.skipIf(missing)(`three hosts with sshd, clocks 1,000 s apart${title}`, () => {
  let lab
  let [a, b, c] = []
  let url
  let config
  const folder = (name) => join(lab.folder, name)
  const scale = (hosts, line, { program = `node ${bin}`, more = [] } = {}) =>
    a.start(
      ['node', bin, 'scale', 'ssh', ...hosts, '--program', program, '--ssh-config', config, ...more, '--', ...line],
      { env: { SAGELLM_BENCHMARK_SHARD_TOKEN: token } },
    )
  const run = (output, ...more) => ['run', '--backend-url', url, '--output', folder(output), ...small, ...more]

  beforeAll(async () => {
    const hosts = ['a', 'b', 'c'].map((name, at) => ({ name, aheadSeconds: 1000 * at }))
    lab = await openLab(hosts, { packages })
    ;[a, b, c] = lab.hosts
    config = withKeys(lab.folder)
    for (const host of [b, c]) {
      const sshd = host.start(['/usr/sbin/sshd', '-D', '-e', '-f', join(lab.folder, 'sshd_config')])
      await sshd.until(({ stderr }) => stderr.includes('Server listening'))
    }
    url = await startEngine(a)
  })
  afterAll(() => lab?.close())

  test('send the load of one machine, and no command line shows the secret', async () => {
    const rate = ['--request-rate', '40', '--num-prompts', '120', '--goodput', 'ttft:60000']
    const alone = await a.start(['node', bin, ...run('one', ...rate)]).ended
    expect(alone).toMatchObject({ code: 0 })

    const program = scale(['b', 'c'], run('three', ...rate))
    const shown = []
    await program.until(({ stderr }) => {
      shown.push(...linesWith(token))
      return stderr.includes('shard 2 of 3 is here')
    })
    const words = runningOn(b, /--shard 1\/3/)
    const { code, stdout, stderr } = await program.ended
    expect([code, stderr]).toEqual([0, expect.any(String)])
    expect(stdout).toContain('[b] shard 1 of 3: shard 0 has its 40 records')
    expect(words).not.toEqual([])
    expect(shown).toEqual([])

    const records = recordsOf(folder('three'))
    expect(shardsByIndex(records)).toEqual(Array.from({ length: 120 }, (_, index) => [index, index % 3]))
    expect(records.map((each) => each.request_id).sort()).toEqual(
      recordsOf(folder('one'))
        .map((each) => each.request_id)
        .sort(),
    )
    // The kernel set the clocks exactly so far apart: what was measured may be wrong by its bound, and no more.
    for (const { shard, clock } of jsonOf(folder('three'), 'shards.json').shards.slice(1)) {
      const off = Math.abs(clock.offset_ms - shard * 1_000_000)
      console.log(`shard ${shard}: offset wrong by ${off.toFixed(4)} ms, bound ${clock.error_ms.toFixed(4)} ms`)
      expect(off).toBeLessThanOrEqual(clock.error_ms)
    }
  })

  test('with shard 0 on the first host, the result is there', async () => {
    const line = run('on-b', '--concurrency', '4', '--num-prompts', '24')
    const { code, stdout } = await scale(['b', 'c'], line, { more: ['--coordinator', 'first'] }).ended
    expect(code).toBe(0)
    expect(stdout).toContain('[c] shard 1 of 2')
    expect(recordsOf(folder('on-b'))).toHaveLength(24)
  })

  test('a link that delays one way more than the other is within the bound, and its records are marked', async () => {
    const delaying = c.start(['node', proxy, '7708', 'a:7707', '20', '5'])
    await delaying.until(({ stdout }) => stdout.includes('listening'))
    const env = { SAGELLM_BENCHMARK_SHARD_TOKEN: token }
    const line = ['node', bin, ...run('delayed', '--request-rate', '30', '--num-prompts', '60')]
    const zero = a.start([...line, '--shard', '0/2', '--rendezvous', 'a:7707'], { env })
    // The proxy accepts whatever listens behind it.
    await zero.until(({ stderr }) => stderr.includes('waiting for'))
    const one = b.start([...line, '--shard', '1/2', '--rendezvous', 'c:7708'], { env })
    const ends = await Promise.all([zero.ended, one.ended])
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
    const { clock } = jsonOf(folder('delayed'), 'shards.json').shards[1]
    // A timer of JavaScript may be a millisecond early, in each direction.
    expect(clock.round_trip_ms).toBeGreaterThanOrEqual(23)
    expect(Math.abs(clock.offset_ms - 1_000_000)).toBeLessThanOrEqual(clock.error_ms)
    console.log(
      `delayed: offset wrong by ${(clock.offset_ms - 1_000_000).toFixed(3)} ms, bound ${clock.error_ms.toFixed(3)} ms`,
    )
    const theirs = recordsOf(folder('delayed')).filter(({ shard }) => shard?.number === 1)
    expect(theirs).toHaveLength(30)
    for (const { flags } of theirs) expect(flags).toContain('shard_clock_uncertain')
  })

  test('every host that cannot be reached, or has another version, is named before anything starts', async () => {
    const line = run('never', '--concurrency', '1')
    const { code, stderr } = await scale(['ssh://b:2299', 'nowhere', 'c'], line, { program: 'echo 0.1.0' }).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/ssh:\/\/b:2299: ssh: connect to host b port 2299: Connection refused/)
    expect(stderr).toMatch(/nowhere: ssh: Could not resolve hostname nowhere/)
    expect(stderr).toMatch(/c: has version 0\.1\.0/)
    expect(recordsOf(folder('never'))).toEqual([])
  })

  test('a usage error on all of them ends all of them', async () => {
    const { code, stderr } = await scale(['b', 'c'], ['run', '--no-such-flag']).ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/--no-such-flag/)
    expect(runningOn(b, /--shard/)).toEqual([])
  })

  test('Ctrl-C ends every shard, and what was measured is kept', async () => {
    const program = scale(['b', 'c'], run('stopped', '--request-rate', '30', '--duration', '60'))
    await program.until(() => recordsOf(folder('stopped')).length >= 60)
    signalInside(program, 'SIGINT')
    expect((await program.ended).code).toBe(130)
    for (const host of [a, b, c]) expect(runningOn(host, /--shard|scale ssh/)).toEqual([])
    expect(new Set(recordsOf(folder('stopped')).map(({ shard }) => shard?.number ?? 0))).toEqual(new Set([0, 1, 2]))
  })

  test('a cable that is pulled: that shard is lost and named, the others go on, nothing is left running', async () => {
    const program = scale(['b', 'c'], run('pulled', '--request-rate', '20', '--duration', '50'))
    await program.until(() => recordsOf(folder('pulled')).length >= 60)
    c.pull()
    const { code, stdout } = await program.ended
    expect(code).toBe(1)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/shard 2 was lost [\d.]+ s after the start/)
    const records = recordsOf(folder('pulled'))
    const last = Math.max(...records.map(({ index }) => index))
    const others = records.filter(({ index }) => index % 3 !== 2)
    expect(others).toHaveLength(last + 1 - Math.floor((last + 1) / 3))
    expect(jsonOf(folder('pulled'), 'shards.json').shards[2].workloads[0].lost).not.toBeNull()
    for (const host of [a, b]) expect(runningOn(host, /--shard|scale ssh/)).toEqual([])
    await expect.poll(() => runningOn(c, /--shard/)).toEqual([])
    c.plug()
  })
})

/** Keys of host and user, and the configurations of both sides. @returns that of the user. */
function withKeys(folder) {
  for (const name of ['host_key', 'user_key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      ...['Port 22', `HostKey ${folder}/host_key`, `AuthorizedKeysFile ${folder}/user_key.pub`, 'StrictModes no'],
      ...['UsePAM no', 'PasswordAuthentication no', 'PermitRootLogin yes', ''],
    ].join('\n'),
  )
  const config = join(folder, 'ssh_config')
  const own = [
    `IdentityFile ${folder}/user_key`,
    'StrictHostKeyChecking no',
    'UserKnownHostsFile /dev/null',
    'LogLevel ERROR',
  ]
  writeFileSync(config, `Host *\n${own.join('\n')}\n`)
  return config
}
