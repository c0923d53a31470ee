import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { z } from 'zod'
import { type HubAddress, hubAddress } from './hub-address.js'
import { endpointOf, type HubAnswer, type HubReach, notTheFile, requestHubFile } from './hub-request.js'

/** Bytes of a file whose length the hub does not say. */
const MOST_BYTES = 16 * 2 ** 30

/** What is kept of a file beside its content. */
const Facts = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  checkedBy: z.string().nullable(),
  commit: z.string().nullable(),
})
type Facts = z.infer<typeof Facts>

export type HubFileOptions = HubReach & {
  /** Called with one sentence on where the file is and what its content was checked by. @default nothing */
  readonly say?: (text: string) => void
}

/**
 * The file behind `hf://OWNER/NAME/PATH` or `modelscope://OWNER/NAME/PATH`, from the cache of the user or from the hub. It is written whole or
 * not at all, held against the length and the checksum that the hub states, and against its own checksum each time it is taken from the cache.
 *
 * @returns the path of the file; an address that names no hub is given back as it is.
 * @throws BenchError as `requestHubFile`; `corrupt_data` where length or checksum are others than stated.
 * @example await hubFile('hf://owner/traces/mooncake.jsonl', { env: process.env, signal })
 */
export async function hubFile(text: string, { say, ...reach }: HubFileOptions): Promise<string> {
  const address = hubAddress(text)
  if (address === null) return text
  const { path, facts: factsPath } = placesOf(address, reach.env)
  const known = await cached(path, factsPath)
  const facts = known ?? (await download(address, { path, factsPath, reach }))
  const checked =
    facts.checkedBy === null ? 'the hub states no checksum of it' : `its ${facts.checkedBy} is that of the hub`
  const commit = facts.commit === null ? '' : `, commit ${facts.commit.slice(0, 12)}`
  say?.(
    `${text} is ${known === null ? 'fetched to' : 'taken from the cache at'} ${path}: ${facts.bytes} bytes${commit}; ${checked}.`,
  )
  return path
}

/** A cache of its own for each mirror, because their content may differ. */
function placesOf(address: HubAddress, env: HubReach['env']): { readonly path: string; readonly facts: string } {
  const { scheme, dataset, revision, path } = address
  const host = new URL(endpointOf(address, env)).host.replace(/[^\w.-]/g, '_')
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagellm-benchmark', 'hub')
  const below = join(scheme, host, ...dataset.split('/'), revision, ...path.split('/'))
  return { path: join(cache, 'files', below), facts: join(cache, 'facts', `${below}.json`) }
}

/** What is known of a file whose content is still the one that was fetched; else `null`. */
async function cached(path: string, factsPath: string): Promise<Facts | null> {
  try {
    const facts = Facts.parse(JSON.parse(await readFile(factsPath, 'utf8')))
    if ((await stat(path)).size !== facts.bytes) return null
    const hash = createHash('sha256')
    for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
    return hash.digest('hex') === facts.sha256 ? facts : null
  } catch {
    // Not there, or not as it was written: it is fetched anew.
    return null
  }
}

type Download = { readonly path: string; readonly factsPath: string; readonly reach: HubReach }

async function download(address: HubAddress, { path, factsPath, reach }: Download): Promise<Facts> {
  const answer = await requestHubFile(address, reach)
  const part = `${path}.${randomUUID()}.part`
  try {
    for (const folder of [path, factsPath]) await mkdir(dirname(folder), { recursive: true })
    const facts = await written(address, answer, { part, signal: reach.signal })
    await rename(part, path)
    await writeFile(factsPath, JSON.stringify(facts))
    return facts
  } catch (cause) {
    await answer.response.body?.cancel().catch(() => {})
    throw cause instanceof BenchError ? cause : fileError('write', path, cause)
  } finally {
    await rm(part, { force: true })
  }
}

type Writing = { readonly part: string; readonly signal: AbortSignal }

async function written(address: HubAddress, answer: HubAnswer, { part, signal }: Writing): Promise<Facts> {
  const { response, bytes: stated, checksum, commit } = answer
  const sha256 = createHash('sha256')
  // Git names an object by a head with its length, which has to be known before the content.
  const git = checksum?.kind === 'git' && stated !== null ? createHash('sha1').update(`blob ${stated}\0`) : null
  const handle = await open(part, 'wx')
  let bytes = 0
  try {
    for await (const piece of piecesOf(address, response, { signal, bytes: () => bytes })) {
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
    throw notTheFile(address, `its answer ended after ${bytes} of ${stated} bytes`)
  const found = sha256.digest('hex')
  const compared = checksum?.kind === 'sha256' ? found : (git?.digest('hex') ?? null)
  if (checksum !== null && compared !== null && compared !== checksum.hex)
    throw notTheFile(address, `its checksum is ${compared}, and the hub states ${checksum.hex}`)
  const checkedBy = checksum === null || compared === null ? null : checksum.kind === 'git' ? 'git sha1' : 'sha256'
  return { bytes, sha256: found, checkedBy, commit }
}

type Received = { readonly signal: AbortSignal; readonly bytes: () => number }

/** The pieces of an answer; a connection that breaks is named with what had come by then. */
async function* piecesOf(
  address: HubAddress,
  { body }: Response,
  { signal, bytes }: Received,
): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  for (;;) {
    let next: { readonly done: boolean; readonly value?: Uint8Array | undefined } | undefined
    try {
      next = await reader?.read()
    } catch (cause) {
      if (signal.aborted) throw new BenchError('cancelled', 'interrupted', { cause })
      throw notTheFile(address, `the connection ended after ${bytes()} bytes`)
    }
    if (next?.value === undefined || next.done) return
    yield next.value
  }
}
