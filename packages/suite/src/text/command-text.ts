import { redactCommandLine, shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { type ResolvedIo, secretsOf } from '../io.js'

/** The command that repeats this, without its secrets; `null` where the caller gave none. */
export function commandText(io: ResolvedIo): string | null {
  return io.words.length === 0 ? null : shellLine(redactCommandLine([...io.words], { secrets: secretsOf(io) }))
}
