import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Session } from '@sagellm-benchmark/protocol-types/sessions'

/** Which part of a record is wanted, by when sessions begin. */
export type SessionWindow = {
  /** Seconds that are left out at its beginning, from the first session on. */
  readonly startSeconds: number
  /** Seconds that are wanted from there on; `null` = all. */
  readonly durationSeconds: number | null
}

type Told = {
  /** Names the file in messages. */
  readonly path: string
  /** Called for each session that begins outside of it. */
  readonly notWanted: () => void
}

/**
 * The sessions that begin within a window of the record, whole ones: a turn that comes after the window belongs to its session.
 *
 * @throws BenchError `invalid_argument` where a session has no begin, so that nobody can say whether it is wanted.
 */
export async function* withinWindow(
  sessions: AsyncIterable<Session>,
  { startSeconds, durationSeconds }: SessionWindow,
  { path, notWanted }: Told,
): AsyncGenerator<Session, void, undefined> {
  if (startSeconds === 0 && durationSeconds === null) return yield* sessions
  let first: number | null = null
  for await (const session of sessions) {
    const { startMs, sessionId } = session
    if (startMs === null)
      throw invalidArgument(
        'the window',
        path,
        `its session ${sessionId} has no recorded begin: leave --trace-start and --trace-duration out, and take --sessions`,
      )
    first ??= startMs
    const seconds = (startMs - first) / 1000
    const wanted = seconds >= startSeconds && (durationSeconds === null || seconds < startSeconds + durationSeconds)
    if (wanted) yield session
    else notWanted()
  }
}
