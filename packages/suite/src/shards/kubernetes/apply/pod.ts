import { z } from 'zod'

const words = z.object({ reason: z.string().optional(), message: z.string().optional() })

const ContainerStatus = z.object({
  name: z.string(),
  state: z
    .object({
      waiting: words.optional(),
      running: z.object({}).optional(),
      terminated: words.extend({ exitCode: z.int() }).optional(),
    })
    .default({}),
})

/** Where Kubernetes writes the number of a pod of an Indexed Job: an annotation, and since 1.28 a label too. */
const INDEX = 'batch.kubernetes.io/job-completion-index'

/** What is read of a pod; a cluster says much more. */
export const Pod = z.object({
  metadata: z.object({
    name: z.string().min(1),
    uid: z.string().min(1),
    annotations: z.object({ [INDEX]: z.string().regex(/^\d{1,9}$/) }),
  }),
  spec: z.object({ nodeName: z.string().optional() }).default({}),
  status: words
    .extend({
      phase: z.string().optional(),
      conditions: z.array(words.extend({ type: z.string(), status: z.string() })).default([]),
      containerStatuses: z.array(ContainerStatus).default([]),
      initContainerStatuses: z.array(ContainerStatus).default([]),
    })
    .default({ conditions: [], containerStatuses: [], initContainerStatuses: [] }),
})
export type Pod = z.infer<typeof Pod>

/** The shard that a pod is. */
export function shardOf(pod: Pod): number {
  return Number(pod.metadata.annotations[INDEX])
}
