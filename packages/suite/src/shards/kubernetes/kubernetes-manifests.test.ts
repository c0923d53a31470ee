import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { shardFromScheduler } from '../shard-from-scheduler.js'
import { type KubernetesManifest, kubernetesManifests } from './kubernetes-manifests.js'
import type { KubernetesPlan } from './kubernetes-plan.js'
import { manifestText } from './manifest-text.js'

const plan: KubernetesPlan = {
  ...{ name: 'bench', image: 'registry.example/bench:1', shards: 4, words: ['run'], cpu: '2', memory: '2Gi' },
  results: { size: '1Gi' },
}

type Container = {
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value?: string }[]
}
type Pod = { readonly spec: { readonly subdomain?: string; readonly containers: readonly [Container] } }

/** The pod of a Job, and of the job of a JobSet. */
function podOf(manifests: readonly KubernetesManifest[]): Pod['spec'] {
  const { spec } = manifests.at(-1) as unknown as {
    spec: { template?: Pod; replicatedJobs?: [{ template: { spec: { template: Pod } } }] }
  }
  return (spec.template ?? spec.replicatedJobs?.[0].template.spec.template)?.spec as Pod['spec']
}

/** `$(NAME)` and `$$`, as the kubelet expands them in arguments. */
function expanded(word: string, variables: Readonly<Record<string, string | undefined>>): string {
  return word.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string) =>
    whole === '$$' ? '$' : (variables[name] ?? whole),
  )
}

const word = fc
  .array(
    fc.oneof(
      fc.constantFrom('$', '$(', ')', 'HOME', '$$', 'yes', '0o7', ':', ': ', '- ', '#', '\n', '"', "'", '\t', '\r'),
      fc.constantFrom('\u0085', '\u2028', '\u2029', '\ufeff', '\u001b', '\u007f', 'é'),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''))

test('any argument comes through YAML 1.1 and the expansion of Kubernetes as it is', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      const text = manifestText(kubernetesManifests({ ...plan, words }))
      const read = parseAllDocuments(text, { version: '1.1' }).map((each) => each.toJS() as KubernetesManifest)
      const args = podOf(read).containers[0].args.map((each) => expanded(each, { HOME: '/tmp' }))
      expect(args).toEqual([...words, '--shard', 'auto'])
    }),
  )
})

test('a character that ends a line in YAML 1.1 alone makes no field, neither in a word nor in a file', () => {
  for (const end of ['\r', '\u0085', '\u2028', '\u2029']) {
    const own = `x${end}kind:${end}  Secret`
    const text = manifestText(kubernetesManifests({ ...plan, words: ['run', own], files: { 'a.yaml': `a\n${own}\n` } }))
    expect(text).not.toMatch(/[\r\u0085\u2028\u2029]/)
    const [map, , , job] = parseAllDocuments(text).map((each) => each.toJS())
    expect([map.data['a.yaml'], job.spec.template.spec.containers[0].args[1]]).toEqual([`a\n${own}\n`, own])
  }
})

test.each([false, true])('its pods find shard 0 by the name that a Job, or a JobSet (%s), gives to pod 0', (jobSet) => {
  const { containers, subdomain } = podOf(kubernetesManifests({ ...plan, jobSet }))
  const env = Object.fromEntries(containers[0].env.map(({ name, value }) => [name, value]))
  const found = shardFromScheduler({ ...env, JOB_COMPLETION_INDEX: '3' })
  expect(found).toMatchObject({ shard: 3, of: 4, host: jobSet ? 'bench-shards-0-0.bench' : 'bench-0.bench' })
  expect(subdomain).toBe(jobSet ? undefined : 'bench')
})

test('results are kept in a claim that is made, in one that is there, or nowhere', () => {
  const kinds = (results: KubernetesPlan['results']) =>
    kubernetesManifests({ ...plan, results }).map(({ kind }) => kind)
  expect(kinds({ size: '5Gi' })).toEqual(['PersistentVolumeClaim', 'Service', 'Job'])
  expect(kinds({ claim: 'old' })).toEqual(['Service', 'Job'])
  expect(kinds(null)).toEqual(['Service', 'Job'])
})

test('a name is as long as the host names of its pods allow', () => {
  for (const jobSet of [false, true]) {
    const longest = 63 - (jobSet ? '-shards-0-3' : '-3').length
    expect(kubernetesManifests({ ...plan, jobSet, name: 'b'.repeat(longest) })).not.toEqual([])
    expect(() => kubernetesManifests({ ...plan, jobSet, name: 'b'.repeat(longest + 1) })).toThrow(/--name cannot be/)
  }
})

test.each<[Partial<KubernetesPlan>, RegExp]>([
  [{ name: '1bench' }, /--name cannot be/],
  [{ name: 'bench-' }, /--name/],
  [{ namespace: 'a.b' }, /--namespace/],
  [{ image: 'a b' }, /--image/],
  [{ shards: 1001 }, /--shards/],
  [{ memory: '2GB' }, /--memory/],
  [{ cpu: '0' }, /--cpu/],
  [{ results: { size: 'much' } }, /--storage/],
  [{ results: { claim: 'A' } }, /--claim/],
  [{ tokenSecret: '../a' }, /--token-secret/],
  [{ envSecrets: ['a_b'] }, /--env-secret/],
  [{ labels: ['a/b/c=d'] }, /--job-label/],
  [{ labels: ['a=-'] }, /--job-label/],
  [{ files: { 'a.yaml': 'x'.repeat(1_000_001) } }, /the config/],
])('%j is refused', (wrong, message) => {
  expect(() => kubernetesManifests({ ...plan, ...wrong })).toThrow(message)
})
