import { BenchError } from '@sagellm-benchmark/protocol-types'
import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { kubernetesManifests, manifestText } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
import type { ScaleKubernetesOptions } from '../scale-options.js'
import { applyToCluster } from './apply-to-cluster.js'
import { kubernetesPlanOf } from './kubernetes-plan-of.js'

/** Prints the manifests of a load that pods share, or sends them to a cluster and follows it. */
export async function scaleKubernetesCommand(options: ScaleKubernetesOptions, io: CommandIo): Promise<ExitCode> {
  if (options.render === options.apply)
    throw new BenchError('invalid_argument', 'scale kubernetes needs one of --render and --apply', {
      hint: '--render prints the manifests, and --apply creates them in a cluster and follows the load',
    })
  const plan = await kubernetesPlanOf(options, io)
  const text = manifestText(kubernetesManifests(plan))
  // It would be printed without the secret, and the pods would take what stands in its place.
  if (withoutSecrets(text) !== text)
    throw new BenchError(
      'invalid_argument',
      'a secret of this command line, or of its environment, would be in the manifests',
      {
        hint: 'they are read by many: put it into a Secret, --env-secret NAME, and leave it out behind --',
      },
    )
  if (options.apply) return applyToCluster({ plan, ...options }, io)
  io.stdout.write(text)
  return 0
}
