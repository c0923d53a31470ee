import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import {
  checkedLabel,
  checkedLabelName,
  checkedQuantity,
  checkedServiceName,
  checkedSubdomainName,
} from './kubernetes-names.js'

/** A load that is sent by the pods of a Job. */
export type KubernetesPlan = {
  /** Name of the Job, its Service and all else. */
  readonly name: string
  /** @default that of the context in which it is applied */
  readonly namespace?: string | undefined
  readonly image: string
  /** Pods, each a shard: 1 to 1000. */
  readonly shards: number
  /** Command line of the program, without `--shard`. */
  readonly words: readonly string[]
  /** Of each pod, requested and at most. */
  readonly cpu: string
  readonly memory: string
  /** Where results are kept: a claim that is made, one that is there, or nowhere (they end with the pods). */
  readonly results: { readonly size: string } | { readonly claim: string } | null
  /** Secret with the key `token`, the common secret of the shards. @default NAME-token */
  readonly tokenSecret?: string | undefined
  /** Secrets whose keys become environment variables, such as OPENAI_API_KEY. @default [] */
  readonly envSecrets?: readonly string[]
  /** Labels of all objects and pods, beside ours: `KEY=VALUE`. @default [] */
  readonly labels?: readonly string[]
  /** Files that the words name below `filesFolder`, by name. @default {} */
  readonly files?: Readonly<Record<string, string>>
  /** A JobSet (jobset.x-k8s.io/v1alpha2) in the place of a Job and a Service. @default false */
  readonly jobSet?: boolean
}

/** Where the pods find the files of the plan. */
export const filesFolder = '/etc/sagellm-benchmark'
/** Where the pods work, so that a relative folder of results is on the volume. */
export const resultsFolder = '/results'
/** The pods of a JobSet are named for its jobs: this is the one that it has. */
export const jobOfSet = 'shards'
/** A ConfigMap holds no more, names and all. */
const MAX_FILES = 1_000_000

/**
 * The plan, when all names and amounts in it are what Kubernetes takes.
 *
 * @throws BenchError `invalid_argument` naming the first that is not.
 */
export function checkedKubernetesPlan(plan: KubernetesPlan): KubernetesPlan {
  const { name, namespace, image, shards, cpu, memory, results, tokenSecret, envSecrets = [], labels = [] } = plan
  if (!(Number.isInteger(shards) && shards >= 1 && shards <= 1000))
    throw invalidArgument('--shards', shards, 'give 1 to 1000')
  // A pod's host name, NAME-INDEX, is one label too; a pod of a JobSet has the name of its job and that job's number before it.
  const behind = `${plan.jobSet ? `-${jobOfSet}-0` : ''}-${shards - 1}`
  checkedServiceName('--name', name, 63 - behind.length)
  if (namespace !== undefined) checkedLabelName('--namespace', namespace)
  if (!/^[\w][\w.:/@-]{0,511}$/.test(image))
    throw invalidArgument('--image', image, 'give an image, such as registry/name:tag')
  checkedQuantity('--cpu', cpu)
  checkedQuantity('--memory', memory)
  if (results !== null && 'size' in results) checkedQuantity('--storage', results.size)
  if (results !== null && 'claim' in results) checkedSubdomainName('--claim', results.claim)
  if (tokenSecret !== undefined) checkedSubdomainName('--token-secret', tokenSecret)
  for (const secret of envSecrets) checkedSubdomainName('--env-secret', secret)
  for (const label of labels) checkedLabel('--job-label', label)
  const size = Object.entries(plan.files ?? {}).reduce((sum, [key, text]) => sum + Buffer.byteLength(key + text), 0)
  if (size > MAX_FILES) throw invalidArgument('the config', `of ${size} bytes`, `a ConfigMap holds ${MAX_FILES}`)
  return plan
}
