import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'

export type StubObject = {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly uid?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly [field: string]: unknown
  }
  readonly spec?: unknown
  readonly [field: string]: unknown
}

type StubPod = StubObject & {
  readonly metadata: { readonly owner: string; readonly resourceVersion: string }
  readonly status: unknown
}
type Template = {
  readonly completions: number
  readonly template: { readonly metadata: { readonly labels: Record<string, string> } }
}
type Line = { readonly stamp: string; readonly text: string }

/** A few bytes each: an event comes in many pieces, which cut characters too. */
const PIECE = 11

/** The pods of the stand-in cluster, with their logs. */
export function stubPods() {
  const pods = new Map<string, StubPod>()
  const logs = new Map<string, Line[]>()
  const ended = new Set<string>()
  const watches = new Set<ServerResponse>()
  const readers = new Map<string, Set<ServerResponse>>()
  let version = 100
  let onMade = () => {}
  let onRemoved = (): Promise<void> | void => {}
  const nameOf = (index: number) => `bench-${index}`

  const history: { readonly at: number; readonly line: string }[] = []
  const tell = (type: string, object: unknown) => {
    if (type !== 'ERROR') history.push({ at: version, line: `${JSON.stringify({ type, object })}\n` })
    for (const watch of watches) inPieces(watch, `${JSON.stringify({ type, object })}\n`)
  }
  const put = (index: number, given: unknown) => {
    const name = nameOf(index)
    const old = pods.get(name) as StubPod
    version += 1
    const pod = { ...old, metadata: { ...old.metadata, resourceVersion: String(version) }, status: given }
    pods.set(name, pod)
    tell('MODIFIED', pod)
  }
  const container = (state: unknown) => ({ name: 'sagellm-benchmark', image: 'i', ready: false, state })
  const closeReaders = (name: string, act: (reader: ServerResponse) => void) => {
    for (const reader of readers.get(name) ?? []) act(reader)
    readers.delete(name)
  }

  return {
    /** What happens when the pods of a Job are made: they wait, until the test says more. */
    whenMade: (act: () => void) => void (onMade = act),
    /** What happens to pods whose Job is removed, before they are gone. */
    whenRemoved: (act: () => Promise<void> | void) => void (onRemoved = act),
    status: put,
    wait: (index: number, reason: string, message?: string) =>
      put(index, { phase: 'Pending', containerStatuses: [container({ waiting: { reason, message } })] }),
    run: (index: number) => put(index, { phase: 'Running', containerStatuses: [container({ running: {} })] }),
    /** A line of the log of a pod, with the stamp of its runtime. */
    print(index: number, text: string, stamp = new Date().toISOString().replace('Z', '000001Z')) {
      const name = nameOf(index)
      logs.set(name, [...(logs.get(name) ?? []), { stamp, text }])
      for (const reader of readers.get(name) ?? []) inPieces(reader, `${stamp} ${text}\n`)
    },
    end(index: number, code: number, reason = code === 0 ? 'Completed' : 'Error') {
      const name = nameOf(index)
      ended.add(name)
      closeReaders(name, (reader) => reader.end())
      const phase = code === 0 ? 'Succeeded' : 'Failed'
      put(index, { phase, containerStatuses: [container({ terminated: { exitCode: code, reason } })] })
    },
    /** Breaks the connections of the log of a pod. */
    breakLog: (index: number) => closeReaders(nameOf(index), (reader) => reader.socket?.destroy()),
    /** Ends all watches as a server does in the usual way, or with an error of its own, or by a broken connection. */
    endWatches(how: 'closed' | 'gone' | 'broken') {
      if (how === 'gone')
        tell('ERROR', {
          kind: 'Status',
          status: 'Failure',
          reason: 'Expired',
          code: 410,
          message: 'too old resource version',
        })
      for (const watch of watches) {
        if (how === 'broken') watch.socket?.destroy()
        else watch.end()
      }
      watches.clear()
    },
    /** Something that is no event. */
    spoilWatches() {
      for (const watch of watches) inPieces(watch, '{"type":"MODI\u0000\n')
    },
    readers: (index: number) => readers.get(nameOf(index))?.size ?? 0,
    watches: () => watches.size,
    has: (name: string) => pods.has(name),

    make({ kind, metadata, spec }: StubObject) {
      if (kind !== 'Job' && kind !== 'JobSet') return
      const set = spec as Template & {
        readonly replicatedJobs: readonly [{ readonly template: { readonly spec: Template } }]
      }
      const { completions, template } = kind === 'Job' ? set : set.replicatedJobs[0].template.spec
      for (let index = 0; index < completions; index += 1) {
        const pod = {
          kind: 'Pod',
          metadata: {
            ...{ name: nameOf(index), uid: randomUUID(), labels: template.metadata.labels },
            ...{ resourceVersion: String((version += 1)), owner: metadata.uid as string },
            annotations: { 'batch.kubernetes.io/job-completion-index': String(index) },
          },
          spec: { nodeName: `node-${index}` },
          status: { phase: 'Pending' },
        }
        pods.set(pod.metadata.name, pod)
        tell('ADDED', pod)
      }
      onMade()
    },
    async removedWith({ metadata }: StubObject) {
      const own = [...pods.values()].filter((pod) => pod.metadata.owner === metadata.uid)
      if (own.length === 0) return
      await onRemoved()
      for (const { metadata } of own) {
        closeReaders(metadata.name, (reader) => reader.end())
        const pod = pods.get(metadata.name)
        version += 1
        pods.delete(metadata.name)
        tell('DELETED', pod)
      }
    },

    list(response: ServerResponse, query: URLSearchParams) {
      const [key = '', value] = (query.get('labelSelector') ?? '').split('=')
      const chosen = [...pods.values()].filter(({ metadata }) => metadata.labels?.[key] === value)
      if (query.get('watch') !== 'true') {
        const body = {
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: String(version) },
          items: chosen,
        }
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      watches.add(response)
      response.on('close', () => watches.delete(response))
      const from = Number(query.get('resourceVersion'))
      inPieces(
        response,
        `${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: String(from) } } })}\n`,
      )
      // What came since the list: the stand-in has the pods of one selector only.
      for (const { at, line } of history) if (at > from) inPieces(response, line)
    },
    log(response: ServerResponse, { name, query }: { readonly name: string; readonly query: URLSearchParams }) {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.flushHeaders()
      // A second is as fine as the API reads it.
      const since = query.get('sinceTime')?.slice(0, 19) ?? ''
      const tail = Number(query.get('tailLines') ?? 0)
      const lines = (logs.get(name) ?? []).filter(({ stamp }) => stamp.slice(0, 19) >= since)
      for (const { stamp, text } of lines.slice(-tail)) inPieces(response, `${stamp} ${text}\n`)
      if (ended.has(name) || query.get('follow') !== 'true') return void response.end()
      readers.set(name, (readers.get(name) ?? new Set()).add(response))
      response.on('close', () => readers.get(name)?.delete(response))
    },
  }
}

function inPieces(response: ServerResponse, text: string) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += PIECE) response.write(bytes.subarray(at, at + PIECE))
}
