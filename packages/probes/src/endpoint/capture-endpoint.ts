import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { EndpointSnapshot, EvidenceGap, SurfaceCapture } from '@sagellm-benchmark/protocol-types/evidence'
import { probes as allProbes } from '../probes/index.js'
import type { Probe, SurfaceProbe } from '../probes/define-probe.js'
import { parseMetricPage } from '../prometheus/parse-metric-page.js'
import { createSecretRedactor, redactJson, redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { endpointUrls } from './endpoint-urls.js'
import { type CappedAnswer, type FetchLike, fetchCapped } from './fetch-capped.js'

export type EndpointAccess = {
  readonly label: string
  /** As the client uses it, with or without `/v1`. */
  readonly url: string
  /** Sent with every question, e.g. Authorization. Never stored. @default {} */
  readonly headers?: Readonly<Record<string, string>>
  /** Values that must not be stored wherever the target repeats them, e.g. the API key. @default [] */
  readonly secrets?: readonly string[]
  /** @default the platform's fetch */
  readonly fetch?: FetchLike
  /** @default the system clock */
  readonly clock?: Clock
  /** For each whole answer. @default 5000 */
  readonly timeoutMs?: number
  /** Of each answer; a larger one is a gap, not a part of a page. @default 8 MiB */
  readonly maxBytes?: number
}

export type CaptureOptions = EndpointAccess & {
  readonly moment: EndpointSnapshot['moment']
  /** @default every surface there is */
  readonly probes?: readonly Probe[]
}

/**
 * Asks every surface of a target once, all at the same time. What goes wrong with one of them is a named gap in its
 * capture; only a URL that is none throws.
 *
 * @throws BenchError `invalid_argument` for a URL that is not http or https.
 * @example const before = await captureEndpoint({ label: 'after', url: 'http://127.0.0.1:8902/v1', moment: 'before' })
 */
export async function captureEndpoint(options: CaptureOptions): Promise<EndpointSnapshot> {
  const { label, url, moment, clock = systemClock(), probes = allProbes } = options
  const takenAtUnixMs = clock.unixMs()
  const surfaces = probes.filter((probe) => probe.kind === 'surface')
  return {
    schemaVersion: 1,
    label,
    url: redactSecrets(url),
    moment,
    takenAtUnixMs,
    surfaces: await Promise.all(surfaces.map((probe) => captureSurface(probe, options))),
  }
}

/** One question to one surface. */
export async function captureSurface(probe: SurfaceProbe, options: EndpointAccess): Promise<SurfaceCapture> {
  const { clock = systemClock(), timeoutMs = 5000, maxBytes = 8 * 1024 * 1024, secrets = [] } = options
  const fetch: FetchLike = options.fetch ?? ((url, init) => globalThis.fetch(url, init))
  const { root, headers } = endpointUrls(options.url)
  const startedAt = clock.now()
  const requestedAtUnixMs = clock.unixMs()
  const answer = await fetchCapped(root + probe.path, {
    fetch,
    clock,
    headers: { ...headers, ...options.headers },
    timeoutMs,
    maxBytes,
  })
  const absent = (answer.status !== null && notThere.has(answer.status)) || exportsNone(probe, answer)
  const body =
    answer.body !== null && probe.content === 'json'
      ? canonicalJson(answer.body, secrets)
      : withoutSecrets(answer.body, secrets)
  const problem = absent ? null : problemOf(probe, answer, body)
  const gap: EvidenceGap | null = problem && { ...problem, source: probe.name }
  return {
    surface: probe.name,
    url: redactSecrets(root + probe.path),
    requestedAtUnixMs,
    durationMs: clock.now() - startedAt,
    status: answer.status,
    contentType: answer.contentType,
    bytes: answer.bytes,
    body: absent || gap ? null : body,
    gap,
    absent,
  }
}

const notThere = new Set([404, 405, 410, 501])

/** sageLLM's engine answers `/metrics` with nothing at all: it exports none. */
function exportsNone({ content }: SurfaceProbe, { status, body }: CappedAnswer): boolean {
  return content === 'metrics' && status === 200 && body?.trim() === ''
}

type Problem = Omit<EvidenceGap, 'source'>

function problemOf(probe: SurfaceProbe, answer: CappedAnswer, body: string | null): Problem | null {
  const { status, problem } = answer
  if (problem) return problem
  if (status === null || status < 200 || status >= 300) {
    return { code: 'surface_refused', message: `${probe.path} answered with status ${status}` }
  }
  const unusable = probe.content === 'metrics' ? parseMetricPage(body ?? '') === null : body === null
  if (!unusable) return null
  const wanted = probe.content === 'metrics' ? 'metrics' : 'JSON'
  const message = `${probe.path} answered with ${kindOf(answer.body ?? '')} instead of ${wanted}`
  return { code: 'surface_wrong_content', message }
}

/** Pretty-printed and without secrets, so that one line holds one value; `null` for what is no JSON object or array. */
function canonicalJson(text: string, secrets: readonly string[]): string | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? JSON.stringify(redactJson(value, { secrets }), null, 2) : null
  } catch {
    // Not JSON, or nested beyond any use.
    return null
  }
}

/** Only the values that are known: rules that guess would eat into a page whose labels are called token or key. */
function withoutSecrets(text: string | null, secrets: readonly string[]): string | null {
  return text && createSecretRedactor(secrets).clean(text)
}

function kindOf(text: string): string {
  if (text.trim() === '') return 'nothing'
  return text.trimStart().startsWith('<') ? 'HTML' : 'other text'
}
