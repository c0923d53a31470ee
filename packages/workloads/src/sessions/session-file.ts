import type { Session, SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import { defineSessionSource, type Sessions } from './session-source.js'
import { SessionFileOptions } from './session-file-options.js'

export const sessionFile = defineSessionSource<SessionFileOptions>({
  name: 'session_file',
  description: 'recorded conversations and agents: their turns, waits, fan-outs and joins as the file has them',
  options: SessionFileOptions,
  files: (options) => [options],
  open: (options, { sessionsOf }) => ({
    answers: options.answers,
    outputs: options.outputs,
    sessions: () => stretched(sessionsOf(options), options.timeScale),
  }),
})

async function* stretched(sessions: Sessions, scale: number): AsyncGenerator<Session> {
  for await (const session of sessions) yield scale === 1 ? session : slower(session, scale)
}

function slower({ startMs, turns, ...session }: Session, scale: number): Session {
  const begin = startMs === null ? null : startMs * scale
  return { ...session, startMs: begin, turns: turns.map((turn) => slowerTurn(turn, scale)) }
}

function slowerTurn(turn: SessionTurn, scale: number): SessionTurn {
  const { waitMs, notBeforeMs } = turn
  return { ...turn, waitMs: waitMs * scale, notBeforeMs: notBeforeMs === null ? null : notBeforeMs * scale }
}
