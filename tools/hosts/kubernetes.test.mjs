import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { stubKubernetes } from '../../packages/cli/test/support/stub-kubernetes.ts'
import { buildImageRoot, inContainer } from './image-root.mjs'
import { jobSetValidate } from './jobset-validate.mjs'
import { kubernetesValidate } from './kubernetes-validate.mjs'
import { availableHere } from './missing-here.mjs'
import { openLab } from './open-lab.mjs'
import { bin, small, startEngine } from './program.mjs'
import { jsonOf, recordsOf, shardsByIndex } from './shard-folder.mjs'

const schemas = await availableHere(kubernetesValidate, { missing: null })
const validate = schemas.value
const jobSets = await availableHere(jobSetValidate, { missing: null })
const { missing, title, value: built } = await availableHere(buildImageRoot)
afterAll(() => built?.close())
const image = ['--image', 'registry.example/sagellm-benchmark:1', '--shards', '2']

function rendered(line, more = []) {
  const words = ['scale', 'kubernetes', '--render', ...image, ...more, '--', ...line]
  return execFileSync('node', [bin, ...words], { encoding: 'utf8' })
}
const objects = (text) => parseAllDocuments(text, { version: '1.1' }).map((each) => each.toJS())

describe.skipIf(schemas.missing)(`manifests${schemas.title}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagellm-manifests-'))
  const config = join(folder, 'bench.yaml')
  writeFileSync(config, 'concurrency: 2\n')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(['1.29', '1.33', '1.37'])('are what the API of Kubernetes %s takes, in every form', async (version) => {
    const line = ['run', '--backend-url', 'http://vllm:8000/v1', '--config', config]
    const forms = [
      [],
      ['--storage', 'none', '--namespace', 'bench', '--job-label', 'team=serving', '--env-secret', 'keys'],
      ['--claim', 'old', '--token-secret', 'ours', '--cpu', '500m', '--memory', '1.5Gi'],
    ]
    for (const [at, form] of forms.entries()) {
      const file = join(folder, `${at}.yaml`)
      writeFileSync(file, rendered(line, form))
      await validate(file, version)
    }
  })

  test('the job of a JobSet is one that the API takes', async () => {
    const [set] = objects(rendered(['run'], ['--jobset', '--storage', 'none']))
    expect(set).toMatchObject({ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet' })
    const [{ template }] = set.spec.replicatedJobs
    const file = join(folder, 'job-of-set.json')
    writeFileSync(
      file,
      JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'of-set' }, ...template }),
    )
    await validate(file, '1.37')
  })

  test.each(['1.29', '1.33', '1.37'])('what --apply sends is what the API of Kubernetes %s takes', async (version) => {
    const cluster = await stubKubernetes()
    cluster.pods.whenMade(() => [0, 1].map((index) => cluster.pods.end(index, 0)))
    const words = ['scale', 'kubernetes', '--apply', ...image, '--name', 'bench', '--job-label', 'team=serving']
    const line = ['--', 'run', '--backend-url', 'http://vllm:8000/v1', '--config', config]
    await promisify(execFile)('node', [bin, ...words, ...line], {
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    })
    const sent = cluster.created()
    const removals = cluster.requests.filter(({ method }) => method === 'DELETE').map(({ body }) => body)
    await cluster.close()
    expect(sent.map(({ kind }) => kind)).toEqual(['ConfigMap', 'PersistentVolumeClaim', 'Service', 'Job'])
    expect(removals).toHaveLength(3)
    for (const [at, object] of sent.entries()) {
      const file = join(folder, `sent-${at}.json`)
      writeFileSync(file, JSON.stringify(object))
      await validate(file, version)
    }
  })

  test('a mistake would be found', async () => {
    const file = join(folder, 'wrong.yaml')
    writeFileSync(file, rendered(['run']).replace('backoffLimitPerIndex: 0', 'backoffLimitPerIndices: none'))
    await expect(validate(file, '1.37')).rejects.toThrow(/backoffLimitPerIndices/)
  })
})

describe.skipIf(jobSets.missing)(`a JobSet${jobSets.title}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagellm-jobset-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const validated = (set) => {
    const file = join(folder, 'set.json')
    writeFileSync(file, JSON.stringify(set))
    return jobSets.value(file)
  }
  const jobSet = (more) => objects(rendered(['run'], ['--jobset', ...more])).find(({ kind }) => kind === 'JobSet')

  test.each([
    ['alone', ['--storage', 'none']],
    ['with a volume and a queue', ['--namespace', 'bench', '--job-label', 'kueue.x-k8s.io/queue-name=bench']],
  ])('is as a whole what its API takes, %s', async (_name, more) => {
    await validated(jobSet(more))
  })

  test('a mistake in it would be found, in a name and in a type', async () => {
    const set = jobSet([])
    const { network, ...spec } = set.spec
    const misspelt = { ...set, spec: { ...spec, networks: network } }
    await expect(validated(misspelt)).rejects.toThrow(/JobSet\.spec\.networks is not known/)
    const untrue = { ...set, spec: { ...spec, network: { ...network, enableDNSHostnames: 'yes' } } }
    await expect(validated(untrue)).rejects.toThrow(/enableDNSHostnames/)
  })
})

describe.skipIf(missing)(`the pods of the Job${title}`, () => {
  let lab
  let url
  beforeAll(async () => {
    const pods = [0, 1].map((index) => ({
      name: `bench-${index}`,
      names: [`bench-${index}.bench`],
      aheadSeconds: 500 * index,
    }))
    lab = await openLab([...pods, { name: 'vllm' }])
    url = await startEngine(lab.hosts[2])
  })
  afterAll(() => lab?.close())

  test('run its command with its environment in the image: one load, whose result is on the volume', async () => {
    const file = join(lab.folder, 'bench.yaml')
    writeFileSync(file, 'request-rate: 20\nnum-prompts: 60\n')
    const text = rendered(
      ['run', '--backend-url', url, '--config', file, '--label', 'costs $(HOME) $5', ...small],
      ['--name', 'bench'],
    )
    const job = objects(text).find(({ kind }) => kind === 'Job')
    const { data } = objects(text).find(({ kind }) => kind === 'ConfigMap')
    const pods = lab.hosts
      .slice(0, 2)
      .map((host, index) => host.start(podWords(built, { job, data, index, folder: lab.folder })))
    const ends = await Promise.all(pods.map((pod) => pod.ended))
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, expect.any(String)],
      [0, expect.any(String)],
    ])
    const folder = join(lab.folder, 'results/benchmark_results')
    expect(shardsByIndex(recordsOf(folder))).toEqual(Array.from({ length: 60 }, (_, at) => [at, at % 2]))
    expect(JSON.stringify(jsonOf(folder, 'config.json'))).toContain('costs $(HOME) $5')
  })
})

/** The pod of an index as a kubelet starts it: environment, arguments, user, folders and files of the manifest, nothing of this machine. */
function podWords(built, { job, data, index, folder }) {
  const { containers, securityContext: pod } = job.spec.template.spec
  const [{ args, env, workingDir, securityContext }] = containers
  expect(securityContext.readOnlyRootFilesystem).toBe(true)
  const secret = 'what the Secret holds'
  const own = Object.fromEntries(env.map(({ name, value }) => [name, value ?? secret]))
  const variables = { ...built.env, ...own, JOB_COMPLETION_INDEX: String(index), HOSTNAME: `bench-${index}` }
  const results = join(folder, 'results')
  const files = join(folder, 'files')
  for (const each of [results, files]) mkdirSync(each, { recursive: true })
  for (const [name, text] of Object.entries(data)) writeFileSync(join(files, name), text)
  writeFileSync(join(built.root, 'etc/hosts'), '')
  execFileSync('chown', [`${pod.runAsUser}:${pod.fsGroup}`, results])
  return inContainer(built, {
    ...{ user: `${pod.runAsUser}:${pod.runAsGroup}`, env: variables, cwd: workingDir, results },
    mounts: [[files, '/etc/sagellm-benchmark']],
    words: [...built.entrypoint, ...args.map((word) => expanded(word, variables))],
  })
}

/** `$(NAME)` and `$$`, as Kubernetes expands them in arguments. */
function expanded(word, variables) {
  return word.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name) => (whole === '$$' ? '$' : (variables[name] ?? whole)))
}
