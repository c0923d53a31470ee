import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import { holdSecrets, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { HubAddress } from './hub-address.js'

export type HubReach = {
  /** For a mirror and a token. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** @default the global fetch */
  readonly fetch?: typeof fetch
}

/** What a hub says of a file; `null` where it does not. */
export type HubAnswer = {
  readonly response: Response
  readonly bytes: number | null
  /** Of the content: `sha256` as hex, or the name of git's object, a sha1 over a head and the content. */
  readonly checksum: { readonly kind: 'sha256' | 'git'; readonly hex: string } | null
  /** As it stands in the header. */
  readonly etag: string | null
  readonly commit: string | null
  /** Bytes at the beginning of the file that the answer leaves out, as it was asked to. */
  readonly from: number
}

const MOST_REDIRECTS = 5

/**
 * Asks a hub for a file and follows where it sends. The token goes to the hub's own address alone, and never in the clear to another machine.
 *
 * @param from - bytes at its beginning that are there already; a hub that cannot leave them out sends the whole file. @default 0
 * @throws BenchError `invalid_argument` for a mirror that is no address, `unavailable` where nothing answers or the hub refuses,
 *   `not_found` where it has no such file, `corrupt_data` for an answer that is not the file.
 */
export async function requestHubFile(
  address: HubAddress,
  reach: HubReach,
  { from = 0 }: { readonly from?: number } = {},
): Promise<HubAnswer> {
  const { env, signal, fetch: send = fetch } = reach
  const { hub } = address
  const endpoint = endpointOf(address, env)
  const token = env[hub.tokenVariable] || null
  holdSecrets([token])
  if (token !== null && endpoint.startsWith('http:') && !isLoopback(endpoint))
    throw invalidArgument(
      hub.endpointVariable,
      endpoint,
      `it is not encrypted and ${hub.tokenVariable} is set: take an https address`,
    )

  const origin = new URL(endpoint).origin
  let url = new URL(`${endpoint}${hub.fileAt(address)}`)
  let first: Response | null = null
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const authorization = token !== null && url.origin === origin ? { authorization: `Bearer ${token}` } : {}
    const range = from > 0 ? { range: `bytes=${from}-` } : {}
    const headers = { 'accept-encoding': 'identity', ...range, ...authorization }
    const response = await reached(url, () => send(url, { headers, redirect: 'manual', signal }), address, signal)
    first ??= response
    if (response.status === 416 && from > 0) {
      await response.body?.cancel()
      return requestHubFile(address, reach)
    }
    if (response.status < 300 || response.status >= 400) return answered(address, response, { first, from })
    await response.body?.cancel()
    url = redirected(address, url, response.headers.get('location'))
  }
  throw notTheFile(address, `it redirects more than ${MOST_REDIRECTS} times`)
}

/** The address without a slash at its end. */
export function endpointOf({ hub }: HubAddress, env: HubReach['env']): string {
  const endpoint = (env[hub.endpointVariable] || hub.endpoint).replace(/\/+$/, '')
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return endpoint
  throw invalidArgument(
    hub.endpointVariable,
    withoutSecrets(endpoint),
    'give an http or https address such as https://hf-mirror.com',
  )
}

async function reached<Answer>(
  url: URL,
  ask: () => Promise<Answer>,
  { hub }: HubAddress,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return await ask()
  } catch (cause) {
    if (signal.aborted) throw new BenchError('cancelled', 'interrupted', { cause })
    const inner = (cause as { cause?: Error }).cause ?? (cause as Error)
    throw new BenchError('unavailable', `${url.origin} cannot be reached: ${withoutSecrets(inner.message)}`, {
      hint: `check the network, or set ${hub.endpointVariable} to a mirror`,
      cause,
    })
  }
}

function redirected(address: HubAddress, from: URL, location: string | null): URL {
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (to === null) throw notTheFile(address, 'it redirects to no address')
  const allowed = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')
  if (allowed) return to
  throw notTheFile(address, `it redirects from ${from.protocol}// to ${to.protocol}//`)
}

type Asked = {
  /** The answer of the hub itself, which may redirect to a store. */
  readonly first: Response
  readonly from: number
}

async function answered(address: HubAddress, response: Response, { first, from }: Asked): Promise<HubAnswer> {
  const { hub, dataset, path } = address
  const { status, headers } = response
  const rest = status === 206 && from > 0 ? restOf(headers.get('content-range')) : null
  if (status !== 200 && rest?.from !== from) {
    await response.body?.cancel()
    if (status === 404)
      throw new BenchError('not_found', `${dataset} has no file ${path}, says the hub`, {
        hint: 'check owner, name, revision and path',
      })
    const refused = status === 401 || status === 403
    throw new BenchError('unavailable', `the hub answers ${status} about ${path} of ${dataset}`, {
      hint: refused ? `set ${hub.tokenVariable} to a token that may read it` : 'try again later',
    })
  }
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '') && !/\.html?$/.test(path)) {
    await response.body?.cancel()
    throw notTheFile(address, 'it answers with a web page')
  }
  const said = (name: string) => first.headers.get(name) ?? headers.get(name)
  const stated = numberOf(said('x-linked-size'))
  const own = headers.get('content-encoding') === null ? numberOf(headers.get('content-length')) : null
  const length = rest === null ? own : rest.bytes
  if (stated !== null && length !== null && stated !== length) {
    await response.body?.cancel()
    throw notTheFile(address, `it says ${stated} bytes and sends ${length}`)
  }
  return {
    response,
    bytes: stated ?? length,
    checksum: checksumOf(said('x-linked-etag') ?? (address.scheme === 'hf' ? said('etag') : null)),
    etag: said('x-linked-etag') ?? said('etag'),
    commit: said('x-repo-commit'),
    from: rest === null ? 0 : from,
  }
}

/** Where a part of a file begins, and how long the whole is. */
function restOf(range: string | null): { readonly from: number; readonly bytes: number | null } | null {
  const [, begin, all = ''] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range?.trim() ?? '') ?? []
  return begin === undefined ? null : { from: Number(begin), bytes: numberOf(all) }
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function checksumOf(etag: string | null): HubAnswer['checksum'] {
  const hex = etag?.replace(/^W\//, '').replaceAll('"', '').toLowerCase() ?? ''
  if (/^[0-9a-f]{64}$/.test(hex)) return { kind: 'sha256', hex }
  return /^[0-9a-f]{40}$/.test(hex) ? { kind: 'git', hex } : null
}

/** The error of an answer that is something else than the file. */
export function notTheFile({ hub, dataset, path }: HubAddress, why: string, hint?: string): BenchError {
  return new BenchError('corrupt_data', `the hub does not give ${path} of ${dataset}: ${why}`, {
    hint: hint ?? `nothing was kept; check the address and ${hub.endpointVariable}, or try again`,
  })
}
