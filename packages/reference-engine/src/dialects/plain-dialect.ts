import type { RequestRules } from './request-rules.js'
import type { StreamShape } from './stream-shape.js'

/** The manners of the plain protocol; a dialect states only where it differs. */
export const plainStream: StreamShape = {
  role: 'own_chunk',
  roleContent: '',
  roleSent: 'first_output',
  heldBack: 'merge',
  finish: 'own_chunk',
  finishExtra: {},
  finishWithUsage: false,
  completionUsageOnFinish: false,
  usageId: 'same',
  usageNullElsewhere: false,
  usagePerChoice: false,
  usageOnEveryChunk: false,
  continuousUsage: false,
  cachedTokens: 'always',
  cachedTokensNeedFlag: false,
  reasoning: 'reasoning_content',
  emptyReasoning: false,
  tokenIds: null,
  timings: false,
  completionId: 'cmpl',
  envelope: {},
}

/** What the plain protocol does with a request. */
export const plainRequests: RequestRules = {
  unknownModel: 'refuse',
  ignoreEos: true,
  minTokens: 'min_tokens',
  zeroMaxTokens: 'refuse',
  overContext: 'refuse',
  outputBeyondContext: 'refuse',
  severalChoices: 'serve',
}
