import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { Verification } from '@sagellm-benchmark/runner/convergence'
import { verify } from '@sagellm-benchmark/suite/convergence'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import type { VerifyOptions } from './convergence-options.js'

/** Works a convergence folder out again and prints everything in it that does not follow from its raw artifacts. */
export async function verifyCommand({ folder }: VerifyOptions, io: CommandIo): Promise<ExitCode> {
  const verification = await verify(folder, io)
  for (const line of findings(verification)) io.stdout.write(`${oneLine(line)}\n`)
  const { compared, holds } = verification
  io.stdout.write(
    `${compared} values were worked out again: ${holds ? 'the result holds' : 'the result does NOT hold'}\n`,
  )
  return holds ? 0 : 3
}

/** Differences shown one by one; thousands would hide the other lines. */
const SHOWN = 20

function findings({ changed, unreadable, mismatches, olderRecords }: Verification): string[] {
  const rest = mismatches.length - SHOWN
  return [
    ...(changed === null ? ['SHA256SUMS: there is no manifest, so a changed file may go unseen'] : []),
    ...(changed ?? []).map(
      ({ file, problem }) => `${file}: ${problem.replaceAll('_', ' ')} since the manifest was written`,
    ),
    ...unreadable.map(({ file, problem }) => `${file}: ${problem}`),
    ...mismatches
      .slice(0, SHOWN)
      .map(
        ({ file, field, stored, recomputed }) =>
          `${file}: ${field} is ${shown(stored)}, its sources give ${shown(recomputed)}`,
      ),
    ...(rest > 0 ? [`and ${rest} more values that differ`] : []),
    ...(olderRecords && mismatches.length > 0 ? [OLDER] : []),
  ]
}

const OLDER =
  'the records are of an earlier version, which defined the time between tokens otherwise: figures and verdicts with TBT differ for that reason'

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value)
  return text.length > 100 ? `${cutWithoutSecrets(text, 100)}…` : text
}
