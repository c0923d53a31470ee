import { z } from 'zod'
import { lax, unset } from './lax.js'
import { ChatMessage } from './openai/index.js'
import { SamplingParams } from './sampling.js'

/** A generation request (`Request` of the package). A temperature of 0 is greedy; without one the engine takes 1. */
export const ProtocolRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  model: lax.text().default(''),
  prompt: lax.text().default(''),
  messages: unset(lax.list(ChatMessage)),
  maxTokens: lax.int({ above: 0 }),
  stream: lax.bool().default(false),
  samplingParams: unset(SamplingParams),
  temperature: unset(lax.float({ min: 0, max: 2 })),
  topP: unset(lax.float({ above: 0, max: 1 })),
  kvBudgetTokens: unset(lax.int({ above: 0 })),
  metadata: unset(lax.dict()),
  phase: unset(z.enum(['prefill', 'decode'])),
  rank: unset(lax.int({ min: 0 })),
  worldSize: unset(lax.int({ above: 0 })),
  groupId: unset(lax.text()),
  tpRank: unset(lax.int({ min: 0 })),
  ppRank: unset(lax.int({ min: 0 })),
  tpSize: unset(lax.int({ above: 0 })),
  ppSize: unset(lax.int({ above: 0 })),
})
export type ProtocolRequest = z.infer<typeof ProtocolRequest>
