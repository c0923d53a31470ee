import { afterEach, beforeEach, expect, test } from 'vitest'
import { startProgram } from './support/start-program.js'
import { type StubKubernetes, stubKubernetes } from './support/stub-kubernetes.js'

let cluster: StubKubernetes
beforeEach(async () => {
  cluster = await stubKubernetes()
})
afterEach(() => cluster.close())

test('the program creates a Job, shows its logs, and a Ctrl-C ends pods and removes all but the results', async () => {
  cluster.pods.whenMade(() => {
    for (const index of [0, 1, 2]) cluster.pods.run(index)
    cluster.pods.print(0, 'begun')
  })
  cluster.pods.whenRemoved(() => {
    cluster.pods.print(0, 'the report of an interrupted run')
    for (const index of [0, 1, 2]) cluster.pods.end(index, 130)
  })
  const words = ['scale', 'kubernetes', '--apply', '--name', 'bench', '--image', 'bench:1', '--shards', '3']
  const line = ['--', 'run', '--backend-url', 'http://vllm:8000/v1', '--request-rate', '4']
  const program = startProgram([...words, ...line], { cwd: cluster.folder, env: { KUBECONFIG: cluster.kubeconfig } })
  await program.until(() => program.stdout().includes('[shard 0] begun\n'))
  program.kill('SIGINT')
  expect(await program.ended).toEqual({ code: 130, signal: null })
  expect(program.stdout()).toBe('[shard 0] begun\n[shard 0] the report of an interrupted run\n')
  expect(program.stderr()).toContain('results are on claim bench-results in namespace bench')
  expect([...cluster.objects.values()].map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim'])
})
