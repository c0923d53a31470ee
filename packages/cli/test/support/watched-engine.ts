import type { PromptInput, ServedEngine, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { ReferenceEngine } from '@sagellm-benchmark/reference-engine'

/** A request as the engine got it, and what it said to it. */
export type WatchedRequest = {
  readonly promptIds: readonly number[]
  /** Prompt and answer as far as keys and values of them were computed: of all but the last token. */
  computed: readonly number[]
  /** Requests that had ended, and that had begun, when this one came. */
  readonly ended: readonly WatchedRequest[]
  readonly begun: readonly WatchedRequest[]
}

/**
 * An engine that notes every text as it gets it, so that a test can work out from the texts alone, without any id of the file, what a
 * prefix cache without a limit would have found.
 */
export function watchEngine(engine: ReferenceEngine) {
  const begun: WatchedRequest[] = []
  const ended: WatchedRequest[] = []
  const watched: ServedEngine = {
    ...engine,
    async *generate(request, options) {
      const promptIds = idsOf(request.input, engine.tokenizer)
      const own: WatchedRequest = { promptIds, computed: promptIds, ended: [...ended], begun: [...begun] }
      begun.push(own)
      const answer: number[] = []
      try {
        for await (const step of engine.generate(request, options)) {
          answer.push(...step.tokenIds)
          yield step
        }
      } finally {
        own.computed = [...promptIds, ...answer].slice(0, -1)
        ended.push(own)
      }
    },
  }
  return { watched, requests: begun as readonly WatchedRequest[] }
}

/** Token ids of a prompt for the completions API. */
function idsOf(input: PromptInput, tokenizer: Tokenizer): readonly number[] {
  if (input.kind === 'tokens') return input.tokenIds
  if (input.kind === 'text') return tokenizer.encode(input.text)
  throw new Error('a conversation has a template, which only the engine knows: ask over the completions API')
}

/**
 * Prompt tokens that a cache without a limit finds of a request, in whole blocks and never the last token, by comparing texts: at least
 * those of requests that had ended, and at most those of requests that had begun, because one in flight may be found or not.
 */
export function foundByTexts(
  { promptIds, ended, begun }: WatchedRequest,
  blockSize: number,
): { readonly least: number; readonly most: number } {
  const inBlocks = (others: readonly WatchedRequest[]) => {
    const shared = Math.max(0, ...others.map(({ computed }) => commonLength(promptIds, computed)))
    return Math.floor(Math.min(shared, promptIds.length - 1) / blockSize) * blockSize
  }
  return { least: inBlocks(ended), most: inBlocks(begun) }
}

function commonLength(one: readonly number[], other: readonly number[]): number {
  const differ = one.findIndex((id, at) => id !== other[at])
  return differ < 0 ? one.length : differ
}
