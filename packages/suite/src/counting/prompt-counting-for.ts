import type { ResolvedIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'
import { engineVersion } from './engine-version.js'
import { type CountPrompt, createPromptCounting, type PromptCounting } from './prompt-counting.js'
import { openTokenCache, type TokenCache, tokenCacheFolder } from './token-cache.js'
import { tokenizerIdentity } from './tokenizer-identity.js'

/** How the prompts for a target are counted by asking it; `null` where a tokenizer at hand or an estimate does it. */
export async function promptCountingFor(target: OpenTarget, io: ResolvedIo): Promise<PromptCounting | null> {
  const { tokenizer, countPrompt } = target.resources
  if (tokenizer || !countPrompt) return null
  const { clock, signal, warn } = io
  const cache = await cacheFor(target, countPrompt, io)
  return createPromptCounting({ ask: countPrompt, cache, clock, signal, onSlow: warn })
}

/** Counts of earlier runs by the same tokenizer; `null` where none are wanted, or where the tokenizer cannot be identified. */
async function cacheFor(
  { plan, client }: OpenTarget,
  countPrompt: CountPrompt,
  io: ResolvedIo,
): Promise<TokenCache | null> {
  if (!io.tokenCache || plan.kind !== 'endpoint') return null
  const { engine, model } = client.identity
  try {
    const version = await engineVersion(plan, engine, io)
    const identity = await tokenizerIdentity({ url: plan.url, engine, model, version }, countPrompt)
    return await openTokenCache({ identity, folder: tokenCacheFolder(io.env) })
  } catch {
    // Without a cache each text is asked about anew, and a server that does not answer is named there.
    return null
  }
}
