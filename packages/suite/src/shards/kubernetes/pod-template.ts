import { SHARD_TOKEN_VARIABLE } from '@sagellm-benchmark/runner/shards'
import { filesFolder, jobOfSet, type KubernetesPlan, resultsFolder } from './kubernetes-plan.js'

/** Neither root nor a user of an image; the same number as in ours. */
const USER = 10_001
/** Where shard 0 listens: the port of `--shard auto`. */
export const rendezvousPort = 7707

/** The pod of each shard: no root, nothing to write to but its volumes, no rights in the cluster. */
export function podTemplate(plan: KubernetesPlan, labels: Readonly<Record<string, string>>) {
  const { name, image, words, cpu, memory, files = {}, envSecrets = [], jobSet = false } = plan
  const hasFiles = Object.keys(files).length > 0
  const resources = { cpu, memory }
  return {
    metadata: { labels },
    spec: {
      restartPolicy: 'Never',
      // A JobSet sets it itself.
      ...(jobSet ? {} : { subdomain: name }),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // What is in flight may finish, and shard 0 writes its result.
      terminationGracePeriodSeconds: 60,
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      topologySpreadConstraints: [
        {
          ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
          labelSelector: { matchLabels: labels },
        },
      ],
      containers: [
        {
          name: 'sagellm-benchmark',
          image,
          args: [...words.map(withoutReferences), '--shard', 'auto'],
          workingDir: resultsFolder,
          ports: [{ name: 'rendezvous', containerPort: rendezvousPort }],
          env: environment(plan),
          ...(envSecrets.length === 0
            ? {}
            : { envFrom: envSecrets.map((secret) => ({ secretRef: { name: secret } })) }),
          resources: { requests: resources, limits: resources },
          securityContext: {
            ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true },
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [
            { name: 'results', mountPath: resultsFolder },
            { name: 'tmp', mountPath: '/tmp' },
            ...(hasFiles ? [{ name: 'files', mountPath: filesFolder, readOnly: true }] : []),
          ],
        },
      ],
      volumes: [
        { name: 'results', ...resultsVolume(plan) },
        { name: 'tmp', emptyDir: {} },
        ...(hasFiles ? [{ name: 'files', configMap: { name } }] : []),
      ],
    },
  }
}

/** `$(NAME)` in an argument would be replaced by Kubernetes; `$$` is a `$` that stands for itself. */
function withoutReferences(word: string): string {
  return word.replaceAll('$', '$$$$')
}

/** What `--shard auto` reads; Kubernetes itself sets the index. */
function environment({ name, shards, tokenSecret = `${name}-token`, jobSet = false }: KubernetesPlan) {
  return [
    { name: 'SAGELLM_BENCHMARK_SHARDS', value: String(shards) },
    { name: 'SAGELLM_BENCHMARK_JOB', value: jobSet ? `${name}-${jobOfSet}-0` : name },
    { name: 'SAGELLM_BENCHMARK_SERVICE', value: name },
    { name: SHARD_TOKEN_VARIABLE, valueFrom: { secretKeyRef: { name: tokenSecret, key: 'token' } } },
    { name: 'HOME', value: '/tmp' },
    { name: 'XDG_CACHE_HOME', value: '/tmp/cache' },
  ]
}

function resultsVolume({ name, results }: KubernetesPlan) {
  if (results === null) return { emptyDir: {} }
  return { persistentVolumeClaim: { claimName: 'claim' in results ? results.claim : `${name}-results` } }
}
