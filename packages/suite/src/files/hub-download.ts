import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { z } from 'zod'
import type { HubAddress } from './hub-address.js'
import { claimPart, dropPart, type HubPart, markOf, markPart } from './hub-part.js'
import { type HubAnswer, type HubReach, notTheFile, requestHubFile } from './hub-request.js'

/** Bytes of a file whose length the hub does not say. */
const MOST_BYTES = 16 * 2 ** 30

/** What is kept of a file beside its content. */
export const HubFacts = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  checkedBy: z.string().nullable(),
  commit: z.string().nullable(),
})
export type HubFacts = z.infer<typeof HubFacts>

type Download = { readonly path: string; readonly factsPath: string; readonly reach: HubReach }

/**
 * Fetches a file of a hub. What has come of it when the connection breaks, or the user ends the command, stays beside it, where the hub
 * says what tells this content from another; the next download asks for the rest. The checksum is that of the whole in any case.
 *
 * @throws BenchError as `requestHubFile`; `corrupt_data` where length or checksum are others than stated, and then nothing is kept.
 */
export async function downloadHubFile(address: HubAddress, { path, factsPath, reach }: Download): Promise<HubFacts> {
  let part: HubPart | null = null
  let answer: HubAnswer | null = null
  let keep = false
  try {
    part = await claimPart(path)
    answer = await askFor(address, part, reach)
    await markPart(part, answer)
    const facts = await written(address, answer, { part: part.path, signal: reach.signal })
    await rename(part.path, path)
    await mkdir(dirname(factsPath), { recursive: true })
    await writeFile(factsPath, JSON.stringify(facts))
    return facts
  } catch (cause) {
    keep = cause instanceof BrokenOff && cause.bytes > 0 && answer !== null && markOf(answer) !== null
    // A hub that cannot be reached says nothing against what was fetched before.
    if (answer === null && part !== null && part.bytes > 0) keep = isUnreached(cause)
    await answer?.response.body?.cancel().catch(() => {})
    if (cause instanceof BrokenOff) throw cause.asError(address, keep)
    throw cause instanceof BenchError ? cause : fileError('write', path, cause)
  } finally {
    if (part !== null && !keep) await dropPart(part)
  }
}

/** The rest of what is there, where the hub still has the same content; else the whole. */
async function askFor(address: HubAddress, part: HubPart, reach: HubReach): Promise<HubAnswer> {
  const answer = await requestHubFile(address, reach, { from: part.bytes })
  if (answer.from === 0 || markOf(answer) === part.mark) return answer
  await answer.response.body?.cancel()
  return requestHubFile(address, reach)
}

function isUnreached(cause: unknown): boolean {
  return cause instanceof BenchError && (cause.code === 'unavailable' || cause.code === 'cancelled')
}

/** The answer ended before the file did. */
class BrokenOff extends Error {
  readonly bytes: number
  readonly byUser: boolean

  constructor(why: string, bytes: number, { byUser = false, cause }: { byUser?: boolean; cause?: unknown } = {}) {
    super(why, { cause })
    this.bytes = bytes
    this.byUser = byUser
  }

  asError(address: HubAddress, kept: boolean): BenchError {
    const hint = kept ? `${this.bytes} bytes are kept: the same command goes on from there` : undefined
    if (this.byUser) return new BenchError('cancelled', 'interrupted', { cause: this, ...(hint ? { hint } : {}) })
    return notTheFile(address, this.message, hint)
  }
}

type Writing = { readonly part: string; readonly signal: AbortSignal }

async function written(address: HubAddress, answer: HubAnswer, { part, signal }: Writing): Promise<HubFacts> {
  const { response, bytes: stated, checksum, commit, from } = answer
  const sha256 = createHash('sha256')
  // Git names an object by a head with its length, which has to be known before the content.
  const git = checksum?.kind === 'git' && stated !== null ? createHash('sha1').update(`blob ${stated}\0`) : null
  if (from > 0)
    for await (const piece of createReadStream(part)) {
      sha256.update(piece as Uint8Array)
      git?.update(piece as Uint8Array)
    }
  const handle = await open(part, from > 0 ? 'a' : 'w')
  let bytes = from
  try {
    for await (const piece of piecesOf(response, { signal, bytes: () => bytes })) {
      bytes += piece.length
      if (bytes > (stated ?? MOST_BYTES)) throw notTheFile(address, `it sends more than ${stated ?? MOST_BYTES} bytes`)
      sha256.update(piece)
      git?.update(piece)
      await handle.writeFile(piece)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (stated !== null && bytes !== stated)
    throw new BrokenOff(`its answer ended after ${bytes} of ${stated} bytes`, bytes)
  const found = sha256.digest('hex')
  const compared = checksum?.kind === 'sha256' ? found : (git?.digest('hex') ?? null)
  if (checksum !== null && compared !== null && compared !== checksum.hex)
    throw notTheFile(address, `its checksum is ${compared}, and the hub states ${checksum.hex}`)
  const checkedBy = checksum === null || compared === null ? null : checksum.kind === 'git' ? 'git sha1' : 'sha256'
  return { bytes, sha256: found, checkedBy, commit }
}

type Received = { readonly signal: AbortSignal; readonly bytes: () => number }

/** The pieces of an answer; a connection that breaks is named with what had come by then. */
async function* piecesOf({ body }: Response, { signal, bytes }: Received): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  for (;;) {
    let next: { readonly done: boolean; readonly value?: Uint8Array | undefined } | undefined
    try {
      next = await reader?.read()
    } catch (cause) {
      if (signal.aborted) throw new BrokenOff('interrupted', bytes(), { byUser: true, cause })
      throw new BrokenOff(`the connection ended after ${bytes()} bytes`, bytes(), { cause })
    }
    if (next?.value === undefined || next.done) return
    yield next.value
  }
}
