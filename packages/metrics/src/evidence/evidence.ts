import type { TbtShares } from '../run/tbt-shares.js'

/** What a verdict may rest on: the circumstances of one side of it, whichever command measured it. Every default: nothing against a verdict. */
export type Evidence = {
  /** As sentences call the side: a label, or `the baseline`. */
  readonly name: string
  readonly requests: number
  readonly failed: number
  /** Answers that ended after one piece of text, though the server has answered with more. */
  readonly suspiciouslyShort: number
  /** What is known of a client at its limit, e.g. `9 of 10: CPU share 1.2`, empty where only that it was; `null`: it was not. */
  readonly clientLimit: string | null
  /** Why the load was not the one that was asked for, empty where only that; `null`: it was. */
  readonly loadNotKept: string | null
  /** Healthy engines behind a gateway where their number changed, and the numbers as far as they are known. `null`: it did not change. */
  readonly enginesChanged: { readonly before: number | null; readonly after: number | null } | null
  /** `null`: not known. */
  readonly model: string | null
  readonly precision: string | null
  readonly simulated: boolean | null
  /** A prefix cache answered more than the plan meant it to. */
  readonly cacheContaminated: boolean
  /** Mean tokens of the prompts as they were read. `null`: not known. */
  readonly promptTokens: number | null
  /** Mean tokens of the answers. `not_kept`: the file has no place for it. */
  readonly outputTokens: number | 'unknown' | 'not_kept'
  /** Tokens by which these means may be off because they were rounded. */
  readonly rounding: number
  /** Digests of prompts by request. Equal texts of different lengths are a matter of tokenizers. */
  readonly prompts: ReadonlyMap<string, string>
  readonly promptsTruncated: boolean
  /** `null`: not known. */
  readonly tbt: Pick<TbtShares, 'unusable' | 'heldBack'> | null
  /** How late a stamp can be, ms, where that is more than it should be. `null`: no more than it should. */
  readonly stampErrorMs: number | null
}

/** Evidence that forbids nothing, but for what is known. */
export function evidenceOf(known: Pick<Evidence, 'name'> & Partial<Evidence>): Evidence {
  return {
    requests: 0,
    failed: 0,
    suspiciouslyShort: 0,
    clientLimit: null,
    loadNotKept: null,
    enginesChanged: null,
    model: null,
    precision: null,
    simulated: null,
    cacheContaminated: false,
    promptTokens: null,
    outputTokens: 'not_kept',
    rounding: 0,
    prompts: new Map(),
    promptsTruncated: false,
    tbt: null,
    stampErrorMs: null,
    ...known,
  }
}

/** Both sides of a verdict. */
export type Sides = { readonly baseline: Evidence; readonly candidate: Evidence }
