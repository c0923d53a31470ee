import { BenchError } from '../errors/bench-error.js'
import { sessionLine, type Session } from './session.js'
import { turnProblem } from './turn-problem.js'

/**
 * A session from the JSON value of a line of a session file.
 *
 * @param place - file and line, for errors.
 * @throws BenchError `corrupt_data` naming place and field.
 * @example readSession(JSON.parse(line), 'agents.jsonl line 3')
 */
export function readSession(json: unknown, place: string): Session {
  const session = sessionLine.parse(withVersion(json), place)
  const problem = turnProblem(session.turns)
  if (problem === null) return session
  const field = ['turns', ...problem.path].join('.')
  throw new BenchError('corrupt_data', `${place} is not a valid session: field ${field}: ${problem.message}`, {
    hint: 'turns stand in an order in which each comes behind all that it waits for',
  })
}

/** A file written by hand need not say the version of its lines. */
function withVersion(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'schema_version' in json) return json
  return { schema_version: 1, ...json }
}
