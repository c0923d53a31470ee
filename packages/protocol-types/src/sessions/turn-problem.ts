import type { SessionTurn } from './session-turn.js'

type TurnProblem = { readonly path: readonly (string | number)[]; readonly message: string }
type Turn = Pick<SessionTurn, 'turnId' | 'after' | 'continues' | 'answersOf' | 'input'>

/** Why turns make no session, with the place of the first mistake; `null` where they do. */
export function turnProblem(turns: readonly Turn[]): TurnProblem | null {
  const known = new Set<string>()
  for (const [at, turn] of turns.entries()) {
    const found = problemOf(turn, known)
    if (found) return { path: [at, ...found.path], message: found.message }
    known.add(turn.turnId)
  }
  return null
}

function problemOf(turn: Turn, known: ReadonlySet<string>): TurnProblem | null {
  const { turnId, after, continues, answersOf, input } = turn
  if (known.has(turnId)) return { path: ['turnId'], message: `${turnId} is there twice` }
  const late = after.find((each) => !known.has(each))
  if (late !== undefined)
    return { path: ['after'], message: `${late} does not stand before ${turnId}: a turn waits for earlier ones` }
  const waitedFor = (each: string) => after.includes(each)
  if (continues !== null && !waitedFor(continues))
    return { path: ['continues'], message: `${continues} is not in after of ${turnId}: its answer would not be known` }
  const unknown = answersOf.find((each) => !waitedFor(each))
  if (unknown !== undefined)
    return { path: ['answersOf'], message: `${unknown} is not in after of ${turnId}: its answer would not be known` }
  if (input.kind === 'blocks' && (continues !== null || answersOf.length > 0))
    return { path: ['input'], message: `blocks are the whole prompt of ${turnId}, so it can continue no other turn` }
  return null
}
