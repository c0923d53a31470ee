import { BenchError } from '@sagellm-benchmark/protocol-types'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { execa } from 'execa'

/**
 * Runs a shell command to its end.
 *
 * @throws BenchError `unavailable` with the last of its words where it fails, `cancelled` on abort.
 */
export async function runShell(
  command: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<void> {
  const ended = await execa('bash', ['-c', command], {
    cwd,
    reject: false,
    stdin: 'ignore',
    all: true,
    cancelSignal: signal,
  })
  if (signal.aborted) throw new BenchError('cancelled', 'the command before a cold start was cut off')
  if (ended.exitCode === 0) return
  const words = redactSecrets((ended.all ?? '').slice(-2000)).trim()
  throw new BenchError(
    'unavailable',
    `the command before a cold start ended with exit code ${ended.exitCode ?? 'none'}${words === '' ? '' : `:\n${words}`}`,
    {
      hint: 'what is measured behind it would be no cold start',
    },
  )
}
