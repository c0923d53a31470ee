import { BenchError } from '@sagellm-benchmark/protocol-types'
import { holdSecrets, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { z } from 'zod'

/** Where a data set of the Hugging Face Hub is, and who may write it. */
export type HubOptions = {
  /** `ORGANISATION/NAME` of the data set. */
  readonly dataset: string
  /** A mirror in the place of the Hub. @default https://huggingface.co */
  readonly endpoint?: string | undefined
  /** Sent, never written. @default none: only what is public can be read */
  readonly token?: string | null
  readonly signal?: AbortSignal
  /** @default the global fetch */
  readonly fetch?: typeof fetch
}

export type HubFile = { readonly name: string; readonly text: string }

/** What is done with a data set. The three calls of the Hub's own interface that publishing needs. */
export interface HubDataset {
  /** Where people see it. */
  readonly page: string
  /** The newest commit; `null` where there is no such data set. */
  head(): Promise<string | null>
  /** A file as it is published; `null` where it is not there. Anything else that goes wrong is an error: nothing may be overwritten unread. */
  read(name: string): Promise<unknown>
  /** Makes the data set where it is not there yet. */
  create(options: { readonly isPrivate: boolean }): Promise<void>
  /** Writes all files in one commit on top of `parent`: refused by the Hub where somebody else wrote meanwhile. */
  commit(
    files: readonly HubFile[],
    options: { readonly summary: string; readonly parent: string | null },
  ): Promise<void>
}

const datasetName = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/
const Head = z.object({ sha: z.string().nullable().default(null) })
const MOST_BYTES = 32 << 20

/** @throws BenchError `invalid_argument` for a name or an address that cannot be one. */
export function hubDataset(options: HubOptions): HubDataset {
  const { dataset, token = null, signal, fetch: send = fetch } = options
  if (!datasetName.test(dataset))
    throw new BenchError('invalid_argument', `--dataset cannot be ${JSON.stringify(dataset)}`, {
      hint: 'write ORGANISATION/NAME',
    })
  holdSecrets([token])
  const endpoint = addressOf(options.endpoint)
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...init.headers }
    try {
      return await send(`${endpoint}${path}`, { ...init, headers, ...(signal ? { signal } : {}) })
    } catch (cause) {
      if (signal?.aborted) throw new BenchError('cancelled', 'interrupted', { cause })
      throw new BenchError('unavailable', `${endpoint} cannot be reached: ${reasonOf(cause)}`, {
        hint: 'check the network, or set HF_ENDPOINT to a mirror such as https://hf-mirror.com',
        cause,
      })
    }
  }
  const asJson = { 'content-type': 'application/json' }
  return {
    page: `${endpoint}/datasets/${dataset}`,
    async head() {
      const response = await call(`/api/datasets/${dataset}`)
      // The Hub answers 401 for what is not there, so that private names stay secret.
      if (response.status === 404 || (response.status === 401 && token === null)) return null
      const text = await bodyOf(response, `the data set ${dataset}`)
      try {
        return Head.parse(JSON.parse(text)).sha
      } catch (cause) {
        throw new BenchError('corrupt_data', `${endpoint} does not answer as the Hub does about ${dataset}`, {
          hint: 'nothing was changed; check HF_ENDPOINT',
          cause,
        })
      }
    },
    async read(name) {
      const response = await call(`/datasets/${dataset}/resolve/main/${name}`)
      if (response.status === 404) return null
      const text = await bodyOf(response, `${name} of ${dataset}`)
      try {
        return JSON.parse(text) as unknown
      } catch (cause) {
        throw new BenchError('corrupt_data', `${name} of ${dataset} is not JSON`, {
          hint: 'nothing was changed',
          cause,
        })
      }
    },
    async create({ isPrivate }) {
      const [organization, name] = dataset.split('/')
      const body = JSON.stringify({ type: 'dataset', name, organization, private: isPrivate })
      const response = await call('/api/repos/create', { method: 'POST', headers: asJson, body })
      if (response.status !== 409) await bodyOf(response, `the data set ${dataset}`)
    },
    async commit(files, { summary, parent }) {
      const lines = [
        { key: 'header', value: { summary, description: '', ...(parent === null ? {} : { parentCommit: parent }) } },
        ...files.map(({ name, text }) => ({
          key: 'file',
          value: { path: name, encoding: 'base64', content: Buffer.from(text).toString('base64') },
        })),
      ]
      const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      const headers = { 'content-type': 'application/x-ndjson' }
      const response = await call(`/api/datasets/${dataset}/commit/main`, { method: 'POST', headers, body })
      if (response.status === 412 || response.status === 409)
        throw new BenchError('unavailable', `somebody else wrote into ${dataset} meanwhile: nothing was changed`, {
          hint: 'run the same command again: it begins with what is published then',
        })
      await bodyOf(response, `the data set ${dataset}`)
    },
  }
}

function addressOf(endpoint: string | undefined): string {
  const address = (endpoint || 'https://huggingface.co').replace(/\/+$/, '')
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  throw new BenchError('invalid_argument', `HF_ENDPOINT cannot be ${JSON.stringify(address)}`, {
    hint: 'give an http or https address such as https://hf-mirror.com',
  })
}

async function bodyOf(response: Response, what: string): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > MOST_BYTES) throw new BenchError('corrupt_data', `the answer about ${what} does not end`)
    pieces.push(piece)
  }
  const text = Buffer.concat(pieces).toString('utf8')
  if (response.ok) return text
  const said = withoutSecrets(text.replace(/\s+/g, ' ').slice(0, 200))
  throw new BenchError('unavailable', `the Hub refused ${what}: ${response.status} ${said}`, {
    hint: hintOf(response.status),
  })
}

function hintOf(status: number): string {
  if (status === 401) return 'set HF_TOKEN to a token that may write there (huggingface.co/settings/tokens)'
  if (status === 403) return 'the token may not write there: ask its organisation, or give another --dataset'
  return 'nothing was changed; try again later'
}

function reasonOf(cause: unknown): string {
  const inner = (cause as { cause?: unknown }).cause
  return ((inner as Error | undefined)?.message ?? (cause as Error).message ?? String(cause)).split('\n')[0] as string
}
