import { checkedLabel } from './kubernetes-names.js'
import { checkedKubernetesPlan, jobOfSet, type KubernetesPlan } from './kubernetes-plan.js'
import { podTemplate, rendezvousPort } from './pod-template.js'

/** An object of the Kubernetes API, as its manifest has it. */
export type KubernetesManifest = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/**
 * What runs a load from several pods, in the order in which it is applied: the files, the claim, a headless Service by which the pods find
 * shard 0, and an Indexed Job; or a JobSet, which makes its Service itself. All of it is in one namespace, and nothing has rights in the
 * cluster. The Secret with the token is not part of it.
 *
 * @throws BenchError `invalid_argument` for a name or an amount that Kubernetes would not take.
 */
export function kubernetesManifests(given: KubernetesPlan): KubernetesManifest[] {
  const plan = checkedKubernetesPlan(given)
  const { name, namespace, files = {}, results, shards, jobSet = false } = plan
  const own = { 'app.kubernetes.io/name': 'sagellm-benchmark', 'app.kubernetes.io/instance': name }
  const labels = { ...Object.fromEntries((plan.labels ?? []).map((text) => checkedLabel('--job-label', text))), ...own }
  const metadata = (of: string) => ({ name: of, ...(namespace === undefined ? {} : { namespace }), labels })
  const job = jobSpec(plan, labels)
  return [
    ...(Object.keys(files).length === 0
      ? []
      : [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name), data: files }]),
    ...(results === null || 'claim' in results
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: metadata(`${name}-results`),
            spec: {
              // The pods are alike, so that all of them mount it, from several nodes; only shard 0 writes.
              accessModes: [shards > 1 ? 'ReadWriteMany' : 'ReadWriteOnce'],
              resources: { requests: { storage: results.size } },
            },
          },
        ]),
    ...(jobSet
      ? [{ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', metadata: metadata(name), spec: setSpec(name, job) }]
      : [
          { apiVersion: 'v1', kind: 'Service', metadata: metadata(name), spec: serviceSpec(own) },
          { apiVersion: 'batch/v1', kind: 'Job', metadata: metadata(name), spec: job },
        ]),
  ]
}

function serviceSpec(selector: Readonly<Record<string, string>>) {
  return {
    clusterIP: 'None',
    selector,
    // Shards look for shard 0 before it is ready, and no probe would tell when that is.
    publishNotReadyAddresses: true,
    ports: [{ name: 'rendezvous', port: rendezvousPort }],
  }
}

/** A shard that is lost stays lost, and the others go on: an index is not tried again, and does not fail the others (Kubernetes 1.29). */
function jobSpec(plan: KubernetesPlan, labels: Readonly<Record<string, string>>) {
  const { shards } = plan
  return {
    ...{ completions: shards, parallelism: shards, completionMode: 'Indexed', backoffLimitPerIndex: 0 },
    template: podTemplate(plan, labels),
  }
}

function setSpec(name: string, job: ReturnType<typeof jobSpec>) {
  return {
    network: { enableDNSHostnames: true, subdomain: name, publishNotReadyAddresses: true },
    failurePolicy: { maxRestarts: 0 },
    replicatedJobs: [{ name: jobOfSet, replicas: 1, template: { spec: job } }],
  }
}
