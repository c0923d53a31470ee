import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type HubAddress, hubAddress } from './hub-address.js'
import { downloadHubFile, HubFacts } from './hub-download.js'
import { endpointOf, type HubReach } from './hub-request.js'

export type HubFileOptions = HubReach & {
  /** Called with one sentence on where the file is and what its content was checked by; `fetched` is false for one of the cache. @default nothing */
  readonly say?: (text: string, how: { readonly fetched: boolean }) => void
}

/** Downloads of this process that are under way, by the path of the file: who wants the same one waits for it. */
const underWay = new Map<string, Promise<HubFacts>>()
/** Files of the cache whose content this process has read and found right, with their size and time by then. */
const seenRight = new Map<string, string>()

/**
 * The file behind `hf://OWNER/NAME/PATH` or `modelscope://OWNER/NAME/PATH`, from the cache of the user or from the hub. It is written whole or
 * not at all (the beginning of one whose connection broke is kept aside, and the next call goes on from there), held against the length and the checksum that the hub states, and against its own checksum each time it is taken from the cache.
 *
 * @returns the path of the file; an address that names no hub is given back as it is.
 * @throws BenchError as `downloadHubFile`.
 * @example await hubFile('hf://owner/traces/mooncake.jsonl', { env: process.env, signal })
 */
export async function hubFile(text: string, { say, ...reach }: HubFileOptions): Promise<string> {
  const address = hubAddress(text)
  if (address === null) return text
  const { path, facts: factsPath } = placesOf(address, reach.env)
  const known = await cached(path, factsPath)
  const facts = known ?? (await fetched(address, { path, factsPath, reach }))
  const checked =
    facts.checkedBy === null ? 'the hub states no checksum of it' : `its ${facts.checkedBy} is that of the hub`
  const commit = facts.commit === null ? '' : `, commit ${facts.commit.slice(0, 12)}`
  say?.(
    `${text} is ${known === null ? 'fetched to' : 'taken from the cache at'} ${path}: ${facts.bytes} bytes${commit}; ${checked}.`,
    { fetched: known === null },
  )
  return path
}

/** A cache of its own for each mirror, because their content may differ. */
function placesOf(address: HubAddress, env: HubReach['env']): { readonly path: string; readonly facts: string } {
  const { scheme, dataset, revision, path } = address
  const { host: machine, pathname } = new URL(endpointOf(address, env))
  const host = `${machine}${pathname.replace(/\/$/, '')}`.replace(/[^\w.-]/g, '_')
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagellm-benchmark', 'hub')
  const below = join(scheme, host, ...dataset.split('/'), revision, ...path.split('/'))
  return { path: join(cache, 'files', below), facts: join(cache, 'facts', `${below}.json`) }
}

type Fetching = Parameters<typeof downloadHubFile>[1]

async function fetched(address: HubAddress, fetching: Fetching): Promise<HubFacts> {
  const { path } = fetching
  const other = underWay.get(path)
  if (other) return other
  const own = downloadHubFile(address, fetching).finally(() => underWay.delete(path))
  underWay.set(path, own)
  return own
}

/** What is known of a file whose content is still the one that was fetched; else `null`. */
async function cached(path: string, factsPath: string): Promise<HubFacts | null> {
  try {
    const facts = HubFacts.parse(JSON.parse(await readFile(factsPath, 'utf8')))
    const { size, mtimeMs } = await stat(path)
    if (size !== facts.bytes) return null
    const state = `${size} ${mtimeMs} ${facts.sha256}`
    if (seenRight.get(path) === state) return facts
    const hash = createHash('sha256')
    for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
    if (hash.digest('hex') !== facts.sha256) return null
    seenRight.set(path, state)
    return facts
  } catch {
    // Not there, or not as it was written: it is fetched anew.
    return null
  }
}
