import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { conversation } from './conversation.js'
import { sessionFile } from './session-file.js'
import type { SessionSource } from './session-source.js'

/** Every source of sessions there is. */
export const sessionSources: readonly SessionSource[] = [conversation, sessionFile]

/**
 * @param own - sources beside those of the project; one of the same name takes the place of the project's.
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 */
export function sessionSourceOf(name: string, own: readonly SessionSource[] = []): SessionSource {
  return entryNamed([...own, ...sessionSources], { kind: 'session source', name })
}
