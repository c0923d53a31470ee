import { type KubernetesPlan, runOnCluster } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
import { oneLine } from '../../../command/report-error.js'
import type { ScaleKubernetesOptions } from '../scale-options.js'
import { worstOf } from '../worst-code.js'

type ApplyOptions = Pick<ScaleKubernetesOptions, 'kubeContext' | 'podWait' | 'removeClaim'> & {
  readonly plan: KubernetesPlan
}

/** Runs a load in the pods of a cluster: what they print stands behind their shard, and the exit code is the worst of them. */
export async function applyToCluster(
  { plan, kubeContext, podWait, removeClaim }: ApplyOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const { codes, left } = await runOnCluster({
    ...{ plan, context: kubeContext, podWaitMs: podWait * 1000, removeClaim },
    ...{ signal: io.signal, stopSignal: io.stopSignal },
    // A cluster hands on both outputs of a pod as one: its warnings are known by how they begin.
    onLine: (shard, line) =>
      line.startsWith('! ')
        ? io.stderr.write(`! [shard ${shard}] ${oneLine(line.slice(2))}\n`)
        : io.stdout.write(`[shard ${shard}] ${oneLine(line)}\n`),
    onNews: (text, isTrouble) => io.stderr.write(`${isTrouble ? '! ' : ''}${oneLine(text)}\n`),
  })
  if (io.signal.aborted) return 130
  const unseen = codes.flatMap((code, shard) => (code === null ? [shard] : []))
  if (unseen.length > 0) io.stderr.write(`! not seen to end: shards ${unseen.slice(0, 10).join(', ')}\n`)
  return worstOf([...codes.map((code) => code ?? 1), ...left.map(() => 1)])
}
