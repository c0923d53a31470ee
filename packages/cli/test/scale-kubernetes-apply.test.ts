import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyInProcess } from './support/apply-in-process.js'
import { clusterToken, kubeconfigOf, type StubKubernetes, status, stubKubernetes } from './support/stub-kubernetes.js'

let cluster: StubKubernetes
beforeEach(async () => {
  cluster = await stubKubernetes()
  cluster.pods.whenMade(() => {
    for (const index of [0, 1]) cluster.pods.run(index)
    cluster.pods.print(0, 'the report')
    for (const index of [0, 1]) cluster.pods.end(index, 0)
  })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await cluster.close()
})

const apply = (...words: string[]) => applyInProcess(cluster, words)
const names = () => [...cluster.objects.values()].map(({ kind, metadata }) => `${kind} ${metadata.name}`)
const created = () => cluster.created().map(({ kind, metadata }) => `${kind} ${metadata.name}`)
const deleted = () => cluster.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)

test('objects are created, logs shown behind their shard, and all but the results removed', async () => {
  await writeFile(join(cluster.folder, 'bench.yaml'), 'concurrency: 2\n')
  const line = ['run', '--backend-url', 'http://vllm:8000/v1', '--config', 'bench.yaml']
  const { code, stdout, stderr } = await applyInProcess(cluster, [], line).ended
  expect([code, stdout]).toEqual([0, '[shard 0] the report\n'])
  expect(created()).toEqual(['ConfigMap bench', 'PersistentVolumeClaim bench-results', 'Service bench', 'Job bench'])
  expect(names()).toEqual(['PersistentVolumeClaim bench-results'])
  const run = cluster.created()[0]?.metadata.labels?.['sagellm-benchmark/run']
  expect(run).toMatch(/^[0-9a-f]{16}$/)
  expect(new Set(cluster.created().map(({ metadata }) => metadata.labels?.['sagellm-benchmark/run']))).toHaveProperty(
    'size',
    1,
  )
  expect(stderr.split('\n')).toEqual([
    'created in namespace bench: ConfigMap bench, PersistentVolumeClaim bench-results, Service bench, Job bench',
    'shard 0 runs on node-0 (1 of 2)',
    'shard 1 runs on node-1 (2 of 2)',
    `results are on claim bench-results in namespace bench, which stays; --claim bench-results uses it again, and this removes it: kubectl --context here --namespace bench delete persistentvolumeclaims --selector sagellm-benchmark/run=${run}`,
    '',
  ])
  expect(JSON.stringify([stdout, stderr, cluster.created()])).not.toContain(clusterToken)
})

test('a JobSet is created in the place of Job and Service, and the claim is removed where that is asked for', async () => {
  const { code, stderr } = await apply('--jobset', '--remove-claim').ended
  expect(code).toBe(0)
  expect(created()).toEqual(['PersistentVolumeClaim bench-results', 'JobSet bench'])
  expect(names()).toEqual([])
  expect(stderr).toContain('claim bench-results with the results was removed')
})

test.each([
  [[3, 0], 3],
  [[0, 1], 1],
  [[3, 2], 2],
])('shards that end with %j give exit code %i', async (codes, expected) => {
  cluster.pods.whenMade(() => {
    for (const [index, code] of codes.entries()) cluster.pods.end(index, code)
  })
  expect((await apply('--storage', 'none').ended).code).toBe(expected)
})

test('a shard whose program is called wrongly ends the others at once', async () => {
  cluster.pods.whenMade(() => {
    cluster.pods.run(0)
    cluster.pods.end(1, 2)
  })
  const { code, stderr } = await apply().ended
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('! shard 1 ended with exit code 2: the others are stopped\n'),
  ])
})

test('a pod that the cluster killed says why', async () => {
  cluster.pods.whenMade(() => {
    cluster.pods.end(0, 137, 'OOMKilled')
    cluster.pods.end(1, 0)
  })
  const { code, stderr } = await apply().ended
  expect([code, stderr]).toEqual([1, expect.stringContaining('! shard 0 ended with 137: OOMKilled\n')])
})

test('neither a log nor a watch that breaks off loses a line or an end, or gives one twice', async () => {
  cluster.pods.whenMade(() => {
    for (const index of [0, 1]) cluster.pods.run(index)
  })
  const { ended, stdout } = apply()
  const second = '2026-01-01T00:00:01.5Z'
  const follows = (index: number) => expect.poll(() => cluster.pods.readers(index), { timeout: 20_000 }).toBe(1)
  const watched = () => expect.poll(() => cluster.pods.watches(), { timeout: 20_000 }).toBe(1)
  await follows(0)
  cluster.pods.print(0, 'one é', second)
  cluster.pods.print(0, 'two', second)
  await expect.poll(stdout).toContain('two')
  cluster.pods.breakLog(0)
  cluster.pods.print(0, 'three', second)
  cluster.pods.print(0, 'four \u001b[2J!', '2026-01-01T00:00:01.500000001Z')
  await follows(0)
  for (const how of ['closed', 'gone', 'broken'] as const) {
    await watched()
    cluster.pods.endWatches(how)
    await expect.poll(() => cluster.pods.watches()).toBe(0)
  }
  await watched()
  cluster.pods.spoilWatches()
  cluster.pods.print(0, '! five')
  cluster.pods.end(0, 0)
  cluster.pods.end(1, 0)
  cluster.pods.endWatches('closed')
  const { code, stderr } = await ended
  expect([code, stdout()]).toEqual([0, '[shard 0] one é\n[shard 0] two\n[shard 0] three\n[shard 0] four  [2J!\n'])
  expect(stderr).toContain('! [shard 0] five\n')
})

test('pods that do not start are named with the words of the cluster, and nothing stays', async () => {
  cluster.pods.whenMade(() => {
    cluster.pods.wait(0, 'ImagePullBackOff', 'Back-off pulling image "registry.example/bench:1"')
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/3 nodes are available',
    }
    cluster.pods.status(1, { phase: 'Pending', conditions: [condition] })
  })
  const involvedObject = { kind: 'PersistentVolumeClaim', name: 'bench-results' }
  cluster.events.push({ involvedObject, reason: 'ProvisioningFailed', message: 'no storage class' })
  cluster.events.push({ involvedObject: { kind: 'Job', name: 'other' }, reason: 'A', message: 'b' })
  const { code, stderr } = await apply('--pod-wait', '8').ended
  expect([code, names()]).toEqual([1, []])
  expect(stderr.split('\n').slice(1)).toEqual([
    '! shard 0 cannot start yet: ImagePullBackOff: Back-off pulling image "registry.example/bench:1"',
    '! shard 1 cannot start yet: Unschedulable: 0/3 nodes are available',
    '! PersistentVolumeClaim bench-results: ProvisioningFailed: no storage class',
    'sagellm-benchmark: 2 of 2 pods did not start within 8 s: shard 0: ImagePullBackOff: Back-off pulling image "registry.example/bench:1"; shard 1: Unschedulable: 0/3 nodes are available; give --pod-wait more seconds where a queue or new nodes take longer',
    '',
  ])
})

test('Ctrl-C lets the pods finish, and removes everything but the results', async () => {
  cluster.pods.whenMade(() => {
    for (const index of [0, 1]) cluster.pods.run(index)
  })
  cluster.pods.whenRemoved(() => {
    cluster.pods.print(0, 'interrupted: the report')
    for (const index of [0, 1]) cluster.pods.end(index, 130)
  })
  const { ended, interrupt, stderr } = apply()
  await expect.poll(stderr, { timeout: 20_000 }).toContain('(2 of 2)')
  interrupt()
  const { code, stdout } = await ended
  expect([code, stdout, names()]).toEqual([
    130,
    '[shard 0] interrupted: the report\n',
    ['PersistentVolumeClaim bench-results'],
  ])
})

test('the second Ctrl-C ends at once, and says what is left and how it is removed', async () => {
  cluster.pods.whenMade(() => {
    for (const index of [0, 1]) cluster.pods.run(index)
  })
  cluster.pods.whenRemoved(() => new Promise(() => {}))
  const { ended, interrupt, stderr } = apply('--storage', 'none')
  await expect.poll(stderr, { timeout: 20_000 }).toContain('(2 of 2)')
  interrupt()
  await expect.poll(deleted, { timeout: 20_000 }).toHaveLength(1)
  interrupt()
  expect((await ended).code).toBe(130)
  expect(stderr()).toMatch(
    /^! may be left in namespace bench: Job bench, Service bench \(interrupted\); this removes it: kubectl --context here --namespace bench delete jobs,services --selector sagellm-benchmark\/run=[0-9a-f]{16}$/m,
  )
})

test('what the cluster refuses is one line in its words, and what was made before is removed', async () => {
  const message = 'jobs.batch is forbidden: User "tester" cannot create resource "jobs" in API group "batch"'
  cluster.instead('POST', /\/jobs$/, { instead: { status: 403, body: status(403, { reason: 'Forbidden', message }) } })
  const { code, stderr } = await apply().ended
  expect([code, stderr, names()]).toEqual([
    1,
    `sagellm-benchmark: cannot create Job bench in namespace bench: the cluster answered 403: ${message}; docs/shards.md lists the rights that are needed\n`,
    [],
  ])
})

test('names that are taken are all named, and nothing is created or removed', async () => {
  const first = await apply().ended
  expect(first.code).toBe(0)
  const before = [created().length, deleted().length]
  const { code, stderr } = await apply().ended
  expect([code, stderr]).toEqual([
    1,
    'sagellm-benchmark: PersistentVolumeClaim bench-results is in namespace bench already; give --claim bench-results to keep results there, or another --name\n',
  ])
  expect([created().length, deleted().length]).toEqual(before)
})

test('one that somebody else took meanwhile is refused, and stays', async () => {
  const exists = status(409, { reason: 'AlreadyExists', message: 'jobs.batch "bench" already exists' })
  cluster.instead('POST', /\/jobs$/, { instead: { status: 409, body: exists } })
  const theirs = { kind: 'Job', metadata: { name: 'bench', uid: 'theirs' } }
  cluster.instead('GET', /\/jobs\/bench$/, { instead: { status: 404, body: 'page not found' }, times: 1 })
  cluster.objects.set('/apis/batch/v1/namespaces/bench/jobs/bench', theirs)
  const { code, stderr } = await apply().ended
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('Job bench is in namespace bench already; give another --name'),
  ])
  expect(names()).toEqual(['Job bench'])
})

test('what cannot be removed is named with the command, and is a failure', async () => {
  const message = 'services "bench" is forbidden'
  cluster.instead('DELETE', /\/services\//, {
    instead: { status: 403, body: status(403, { reason: 'Forbidden', message }) },
  })
  const { code, stderr } = await apply().ended
  expect([code, names()]).toEqual([1, ['PersistentVolumeClaim bench-results', 'Service bench']])
  expect(stderr).toMatch(
    /! may be left in namespace bench: Service bench \(cannot remove Service bench: the cluster answered 403: services "bench" is forbidden\); this removes it: kubectl .* delete services --selector/,
  )
})

test('a log that may not be read is said once, and the exit code is still that of the shards', async () => {
  const message = 'pods "bench-0" is forbidden: cannot get resource "pods/log"'
  cluster.instead('GET', /\/log\?/, { instead: { status: 403, body: status(403, { reason: 'Forbidden', message }) } })
  const { code, stderr } = await apply().ended
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining(
      `! the log of shard 0 could not be read to its end: the cluster answered 403: ${message}\n`,
    ),
  ])
})

test.each([
  [
    'an expired token',
    () =>
      cluster.instead('GET', /./, {
        instead: { status: 401, body: status(401, { reason: 'Unauthorized', message: 'Unauthorized' }) },
      }),
    [],
    /answered 401: Unauthorized; log in to the cluster again/,
  ],
  [
    'a namespace that is not there',
    () => {},
    ['--namespace', 'other'],
    /cannot create PersistentVolumeClaim bench-results in namespace other: the cluster answered 404: namespaces "other" not found/,
  ],
  [
    'a connection that breaks',
    () => cluster.instead('GET', /./, { instead: 'reset' }),
    [],
    /cannot reach the cluster at http:\/\/127\.0\.0\.1:\d+: socket hang up/,
  ],
  [
    'a proxy that says something else',
    () => cluster.instead('GET', /./, { instead: { status: 502, body: '<html>\u001b[31mBad gateway' } }),
    [],
    /answered 502: <html> \[31mBad gateway/,
  ],
] as const)('%s is one line', async (_name, prepare, words, message) => {
  prepare()
  const { code, stdout, stderr } = await apply(...words).ended
  expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2])
  expect(stderr).toMatch(message)
})

test('a cluster that is not there is one line', async () => {
  await writeFile(cluster.kubeconfig, kubeconfigOf('http://127.0.0.1:1'))
  const { code, stderr } = await apply().ended
  expect([code, stderr]).toEqual([
    1,
    'sagellm-benchmark: cannot reach the cluster at http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n',
  ])
})

test.each([
  [['--kube-context', 'moon'], () => '', /--kube-context cannot be "moon"; the kubeconfig has here, elsewhere/],
  [[], () => 'a: [\n  token-of-the-user-4711', /the kubeconfig cannot be read: /],
  [[], () => JSON.stringify({ apiVersion: 'v1', kind: 'Config' }), /no cluster is set in a kubeconfig/],
])('%j with a kubeconfig is a mistake that is named', async (words, config, message) => {
  if (config() !== '') await writeFile(cluster.kubeconfig, config())
  const { code, stderr } = await apply(...words).ended
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  expect(stderr).not.toContain(clusterToken)
  expect(cluster.requests).toEqual([])
})
