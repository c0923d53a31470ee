import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StubObject, stubPods } from './stub-pods.js'

export type Seen = { readonly method: string; readonly path: string; readonly body: StubObject | null }
/** An answer in the place of the usual one: `hang` is none at all, `reset` a connection that breaks. */
export type Instead = { readonly status: number; readonly body: unknown } | 'hang' | 'reset'
type Rule = { readonly method: string; readonly path: RegExp; readonly instead: Instead; times: number }

/** The token of the user, which no output may show. */
export const clusterToken = 'token-of-the-user-4711'

/**
 * A stand-in for the API server of a cluster with one namespace, `bench`: it keeps objects, makes the pods of a Job or a JobSet, hands out watches in
 * pieces of a few bytes and logs that go on. What the pods do, the test says.
 */
export async function stubKubernetes() {
  const folder = await mkdtemp(join(tmpdir(), 'sagellm-cluster-'))
  const objects = new Map<string, StubObject>()
  const requests: Seen[] = []
  const rules: Rule[] = []
  const pods = stubPods()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, kubeconfigOf(url))

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url: path = '' } = request
    const body = await bodyOf(request)
    requests.push({ method, path, body })
    const rule = rules.find((each) => each.times > 0 && each.method === method && each.path.test(path))
    if (rule !== undefined) {
      rule.times -= 1
      if (rule.instead === 'hang') return
      if (rule.instead === 'reset') return request.socket.destroy()
      return send(response, rule.instead.status, rule.instead.body)
    }
    if (request.headers.authorization !== `Bearer ${clusterToken}`)
      return refuse(response, 401, 'Unauthorized', 'Unauthorized')
    const { pathname, searchParams } = new URL(path, url)
    const inside = /^\/(?:api\/v1|apis\/[\w.-]+\/\w+)\/namespaces\/bench\/(.+)$/.exec(pathname)?.[1]
    if (inside === undefined) return refuse(response, 404, 'NotFound', 'namespaces "other" not found')
    if (inside === 'pods') return pods.list(response, searchParams)
    if (inside === 'events') return send(response, 200, { kind: 'EventList', apiVersion: 'v1', items: events })
    const log = /^pods\/([^/]+)\/log$/.exec(inside)?.[1]
    if (log !== undefined && pods.has(log)) return pods.log(response, { name: log, query: searchParams })
    if (log !== undefined) return refuse(response, 404, 'NotFound', `pods "${log}" not found`)
    if (method === 'POST') return create(response, { path: pathname, body: body as StubObject })
    const found = objects.get(pathname)
    if (found === undefined) return refuse(response, 404, 'NotFound', `${inside.replace('/', ' "')}" not found`)
    if (method === 'DELETE') return remove(response, { path: pathname, found, options: body })
    return send(response, 200, found)
  }

  function create(response: ServerResponse, { path, body }: { path: string; body: StubObject }) {
    const place = `${path}/${body.metadata.name}`
    const name = `${path.split('/').at(-1)} "${body.metadata.name}"`
    if (objects.has(place)) return refuse(response, 409, 'AlreadyExists', `${name} already exists`)
    const made = { ...body, metadata: { ...body.metadata, namespace: 'bench', uid: randomUUID() } }
    objects.set(place, made)
    send(response, 201, made)
    pods.make(made)
  }

  type Removal = { readonly path: string; readonly found: StubObject; readonly options: StubObject | null }
  function remove(response: ServerResponse, { path, found, options }: Removal) {
    const { preconditions, propagationPolicy } = (options ?? {}) as {
      preconditions?: { uid?: string }
      propagationPolicy?: string
    }
    if (preconditions?.uid !== found.metadata.uid)
      return refuse(response, 409, 'Conflict', 'the UID in the precondition does not match the UID in record')
    send(response, 200, found)
    if (propagationPolicy !== 'Foreground') throw new Error('what it owns would stay')
    void pods.removedWith(found).then(() => objects.delete(path))
  }

  const events: unknown[] = []
  return {
    ...{ url, kubeconfig, folder, requests, objects, pods, events },
    /** Objects that were asked for, in their order. */
    created: () => requests.filter(({ method }) => method === 'POST').map(({ body }) => body as StubObject),
    /** Answers requests in another way, so many times. */
    instead(
      method: string,
      path: RegExp,
      { instead, times = Number.POSITIVE_INFINITY }: { instead: Instead; times?: number },
    ) {
      rules.push({ method, path, instead, times })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type StubKubernetes = Awaited<ReturnType<typeof stubKubernetes>>

/** The form in which the API says no (meta/v1 Status). */
export function status(code: number, { reason, message }: { readonly reason: string; readonly message: string }) {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
}

function refuse(response: ServerResponse, code: number, reason: string, message: string) {
  send(response, code, status(code, { reason, message }))
}

function send(response: ServerResponse, code: number, body: unknown) {
  const isText = typeof body === 'string'
  response.writeHead(code, { 'content-type': isText ? 'text/plain' : 'application/json' })
  response.end(isText ? body : JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<StubObject | null> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? null : JSON.parse(text)
}

/** A kubeconfig with two contexts of one user. */
export function kubeconfigOf(server: string): string {
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
    // The client takes plain HTTP only where no certificate is to be checked.
    clusters: [{ name: 'stub', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'tester', user: { token: clusterToken } }],
    contexts: [
      { name: 'here', context: { cluster: 'stub', user: 'tester', namespace: 'bench' } },
      { name: 'elsewhere', context: { cluster: 'stub', user: 'tester', namespace: 'other' } },
    ],
  })
}
