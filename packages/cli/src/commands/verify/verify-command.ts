import { checkSignature, signFolder, verifyFolder } from '@sagellm-benchmark/suite/verify'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import { findings, shownValue } from '../../terminal/verification-lines.js'
import type { VerifyOptions } from './verify-options.js'

/** Works a folder out again, prints everything in it that does not follow from its records, and checks or makes its signature. */
export async function verifyCommand({ folder, key, sign }: VerifyOptions, io: CommandIo): Promise<ExitCode> {
  const verification = await verifyFolder(folder, io)
  const signature = key === undefined ? null : await checkSignature(folder, { key, cwd: io.cwd })
  const holds = verification.holds && (signature === null || signature === 'valid')
  const lines = [
    ...findings(verification),
    ...verification.lacking.map(
      ({ file, madeBy, fields }) =>
        `${file}: made by version ${madeBy}, so that ${fields.length} fields of this version that it lacks are not held against it: ${shownValue(fields)}`,
    ),
    ...(signature === null ? [] : [`SHA256SUMS: ${signatureText[signature]}`]),
    verification.command === null
      ? 'the figures of this folder are not worked out again: only the manifest was checked'
      : `${verification.compared} values were worked out again from the records of ${verification.command}`,
    holds ? 'the result holds' : 'the result does NOT hold',
  ]
  for (const line of lines) io.stdout.write(`${oneLine(line)}\n`)
  if (!holds) return 3
  if (sign !== undefined) io.stdout.write(`signed: ${await signFolder(folder, { key: sign, cwd: io.cwd })}\n`)
  return 0
}

const signatureText = {
  valid: 'signed with this key',
  invalid: 'the signature is NOT of this key and this manifest',
  unsigned: 'NOT signed',
} as const
