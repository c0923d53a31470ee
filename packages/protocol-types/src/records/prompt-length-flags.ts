import { type FlagName, flagsWhere } from '../flags/flag.js'
import type { PlannedRequest } from '../run/planned-request.js'

type CountedPrompt = Pick<PlannedRequest, 'requestedPromptTokens' | 'intendedPromptTokens' | 'promptLengthBasis'>

/** Tokens by which a length may be off, as a share and at least. */
const tolerance = { share: 0.02, tokens: 2 }

/**
 * What is wrong with the length of a prompt, held against what the server says that it read.
 *
 * - `prompt_length_missed`: it is off the wish by more than 2 % and more than 2 tokens.
 * - `prompt_truncated`: the server read fewer tokens than were sent. Where lengths are estimates only fewer than half of
 *   them say so, because an estimate may be off by a third.
 * - `prompt_count_disagrees`: the server read more than was counted, where whole prompts are counted; where the text alone is, and a
 *   template comes on top, it read what was wished for although the count is off the wish by half or more.
 *
 * @param read - prompt tokens by the server's usage; `null` where it gave none: then what was built is held against the wish.
 * @example promptLengthFlags({ requestedPromptTokens: 2000, intendedPromptTokens: 2000, promptLengthBasis: 'target_prompt' }, 512)
 */
export function promptLengthFlags(planned: CountedPrompt, read: number | null): FlagName[] {
  const { requestedPromptTokens: wish = null, intendedPromptTokens: built, promptLengthBasis: basis } = planned
  const reached = read ?? built
  const missed = wish !== null && reached !== null && isOff(reached - wish, wish)
  const sent = basis === 'estimate' ? (wish ?? 0) / 2 : (built ?? 0)
  const truncated = read !== null && read < sent && isOff(sent - read, sent)
  return flagsWhere({
    prompt_length_missed: missed,
    prompt_truncated: truncated,
    prompt_count_disagrees: countDisagrees(planned, read),
  })
}

function countDisagrees(
  { requestedPromptTokens: wish = null, intendedPromptTokens: built, promptLengthBasis: basis }: CountedPrompt,
  read: number | null,
): boolean {
  if (read === null || built === null || basis === 'estimate') return false
  if (basis === 'target_prompt') return read > built && isOff(read - built, built)
  return wish !== null && !isOff(read - wish, wish) && Math.abs(built - wish) >= wish / 2
}

function isOff(difference: number, length: number): boolean {
  return Math.abs(difference) > Math.max(tolerance.tokens, tolerance.share * length)
}
