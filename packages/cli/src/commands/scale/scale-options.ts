import { z } from 'zod'
import { shardOptions } from '../../options/shard-options.js'
import { version } from '../../version.js'

const line = z.array(z.string()).min(1).describe('command line that all shards have')

/** Flags of `scale ssh`. */
export const ScaleSshOptions = z.object({
  hosts: z
    .array(z.string().min(1))
    .min(1)
    .describe('machine as ssh takes it: node-2, user@node-2, ssh://node-2:2222, an alias of ~/.ssh/config'),
  coordinator: z
    .enum(['here', 'first'])
    .default('here')
    .describe('where shard 0 runs and the results are: on this machine, or on the first host'),
  rendezvous: shardOptions.rendezvous.describe(
    'HOST:PORT by which the hosts reach shard 0 [default the name of its machine, port 7707]',
  ),
  program: z
    .string()
    .min(1)
    .default(`npx --yes sagellm-benchmark@${version}`)
    .describe('how this program is called on the hosts'),
  passEnv: z
    .array(z.string())
    .default([])
    .describe('environment variable of here, such as OPENAI_API_KEY, that the hosts get through the input of ssh'),
  sshConfig: z.string().optional().describe('configuration file for ssh in the place of ~/.ssh/config'),
  line,
})
export type ScaleSshOptions = z.infer<typeof ScaleSshOptions>

/** Flags of `scale kubernetes`. */
export const ScaleKubernetesOptions = z.object({
  render: z.boolean().default(false).describe('print the manifests, for kubectl apply -f -'),
  apply: z
    .boolean()
    .default(false)
    .describe('create the objects in a cluster, show what the pods print, and remove all but the results at the end'),
  kubeContext: z
    .string()
    .min(1)
    .optional()
    .describe('context of the kubeconfig, for --apply [default its current one]'),
  podWait: z
    .number()
    .positive()
    .default(300)
    .describe('seconds that the pods of --apply may take until all of them run'),
  removeClaim: z
    .boolean()
    .default(false)
    .describe('remove the claim that --apply made, with the results, at the end too'),
  jobset: z
    .boolean()
    .default(false)
    .describe('a JobSet (jobset.x-k8s.io/v1alpha2) in the place of a Job and a Service'),
  name: z.string().default('sagellm-benchmark').describe('name of the Job, its Service and all else'),
  namespace: z.string().optional().describe('default that of the context in which the manifests are applied'),
  image: z.string().min(1).describe('image of this program; tools/image/Dockerfile makes it'),
  shards: z.int().min(1).max(1000).describe('pods that share the load'),
  cpu: z.string().default('2').describe('processors of each pod, requested and at most'),
  memory: z.string().default('2Gi').describe('memory of each pod, requested and at most'),
  storage: z
    .string()
    .optional()
    .describe('size of the claim that is made for the results; none: they end with the pods [default 1Gi]'),
  claim: z.string().optional().describe('name of a claim that is there already, for the results'),
  tokenSecret: z
    .string()
    .optional()
    .describe('Secret whose key token is the common secret of the shards [default the name and -token]'),
  envSecret: z
    .array(z.string())
    .default([])
    .describe('Secret whose keys become environment variables of the pods, such as OPENAI_API_KEY'),
  jobLabel: z
    .array(z.string())
    .default([])
    .describe('KEY=VALUE: label of all objects and pods, such as that of a queue'),
  line,
})
export type ScaleKubernetesOptions = z.infer<typeof ScaleKubernetesOptions>
