import { verify } from '@sagellm-benchmark/suite/convergence'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import { findings } from '../../terminal/verification-lines.js'
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
