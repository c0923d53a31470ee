import { type CommandGroup, defineCommand } from '../../command/define-command.js'
import { ScaleKubernetesOptions, ScaleSshOptions } from './scale-options.js'

const ssh = defineCommand({
  name: 'ssh',
  brief: 'Start the shards of one load on several machines over OpenSSH, and end them all together',
  details: [
    'Asks all hosts for their version first, and starts nothing where one cannot be reached. Shard 0 runs here, and the result is here, unless',
    '--coordinator first. Hosts need Node, nothing else. Secret, words and variables go through the input of ssh; what hosts print has their name before it.',
    'The exit code is the worst of all shards. Ctrl-C once lets all requests in flight finish; twice cuts them off.',
    '',
    'Examples:',
    '  sagellm-benchmark scale ssh node-2 node-3 -- run --backend-url http://gpu-1:8000/v1 --request-rate 300 --num-prompts 9000',
    '  sagellm-benchmark scale ssh node-1 node-2 --coordinator first -- run --backend-url http://gpu-1:8000/v1 --concurrency 64 --duration 60',
  ].join('\n'),
  options: ScaleSshOptions,
  positional: 'hosts',
  behindDashes: 'line',
  load: async () => (await import('./ssh/scale-ssh-command.js')).scaleSshCommand,
})

const kubernetes = defineCommand({
  name: 'kubernetes',
  brief: 'Print, or run in a cluster, an Indexed Job or a JobSet whose pods share one load',
  details: [
    'A headless Service, a claim for the results, a ConfigMap with the file of --config, and the Job: in one namespace, not as root, on a',
    'read-only root, without rights in the cluster. The Secret with the token is made once: see docs/shards.md.',
    '--render prints the manifests and sends nothing. --apply creates them in the cluster of the kubeconfig, shows what the pods print, and removes them',
    'again, also on Ctrl-C; the claim with the results stays. It needs the package @kubernetes/client-node. The exit code is the worst of all shards.',
    '',
    'Examples:',
    '  sagellm-benchmark scale kubernetes --render --image registry.example/sagellm-benchmark:1 --shards 4 -- run --backend-url http://vllm:8000/v1 --request-rate 400 --duration 300',
    '  sagellm-benchmark scale kubernetes --apply --namespace bench --image registry.example/sagellm-benchmark:1 --shards 4 -- run --backend-url http://vllm:8000/v1 --request-rate 400 --duration 300',
  ].join('\n'),
  options: ScaleKubernetesOptions,
  rules: [
    { flags: ['kubeContext', 'podWait', 'removeClaim'], when: ({ apply }) => apply, only: 'with --apply' },
    {
      flags: ['removeClaim'],
      when: ({ claim, storage }) => claim === undefined && storage !== 'none',
      only: 'for a claim that is made here',
    },
  ],
  behindDashes: 'line',
  load: async () => (await import('./kubernetes/scale-kubernetes-command.js')).scaleKubernetesCommand,
})

export const scale: CommandGroup = {
  name: 'scale',
  brief: 'One load from several machines: over ssh, or by a Job of Kubernetes',
  commands: [ssh, kubernetes],
}
