import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { cutOff } from '@sagellm-benchmark/protocol-types/records'

/** Above this many chunks for each token asked for, a stream is not going to end. */
const CHUNKS_PER_TOKEN = 4
const CHUNK_ALLOWANCE = 1024

type Limits = {
  /** Tokens asked for, all choices together. */
  readonly wantedTokens: number
  /** Pieces of text after which the request is cancelled; `null`: it is not. */
  readonly cancelAfter?: number | null
}

/** Chunks beyond which `pastLimit` is to be asked: one comparison a token, for two limits. */
export function chunkLimit({ wantedTokens, cancelAfter = null }: Limits): number {
  const most = CHUNKS_PER_TOKEN * wantedTokens + CHUNK_ALLOWANCE
  return cancelAfter === null ? most : Math.min(most, cancelAfter - 1)
}

/** How an answer ends that has so many chunks: cancelled as planned, or given up. `null`: neither yet. */
export function pastLimit(
  { wantedTokens, cancelAfter = null }: Limits,
  { count, contentCount }: { readonly count: number; readonly contentCount: number },
): { readonly errorClass: RequestErrorClass; readonly message: string } | null {
  if (cancelAfter !== null && contentCount >= cancelAfter) return cutOff('cancelled_by_client')
  if (count <= CHUNKS_PER_TOKEN * wantedTokens + CHUNK_ALLOWANCE) return null
  return { errorClass: 'response_too_large', message: `${count} chunks for ${wantedTokens} tokens asked for` }
}
