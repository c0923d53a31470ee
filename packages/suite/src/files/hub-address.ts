import { invalidArgument } from '@sagellm-benchmark/protocol-types'

type Place = { readonly dataset: string; readonly revision: string; readonly path: string }

/** A hub of data sets: where its files are, and which variables of the environment name a mirror and a token. */
type Hub = {
  readonly endpoint: string
  readonly endpointVariable: string
  readonly tokenVariable: string
  /** Of a data set that no other is named of. */
  readonly revision: string
  /** Path and query of a file below the endpoint. */
  fileAt(place: Place): string
}

export type HubAddress = Place & { readonly scheme: string; readonly hub: Hub }

const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/')

const hubs: Readonly<Record<string, Hub>> = {
  hf: {
    endpoint: 'https://huggingface.co',
    endpointVariable: 'HF_ENDPOINT',
    tokenVariable: 'HF_TOKEN',
    revision: 'main',
    fileAt: ({ dataset, revision, path }) =>
      `/datasets/${dataset}/resolve/${encodeURIComponent(revision)}/${encoded(path)}`,
  },
  modelscope: {
    endpoint: 'https://www.modelscope.cn',
    endpointVariable: 'MODELSCOPE_ENDPOINT',
    tokenVariable: 'MODELSCOPE_API_TOKEN',
    revision: 'master',
    fileAt: ({ dataset, revision, path }) =>
      `/api/v1/datasets/${dataset}/repo?Revision=${encodeURIComponent(revision)}&FilePath=${encodeURIComponent(path)}`,
  },
}

const form = /^(hf|modelscope):\/\/(?:datasets\/)?([^/@]+\/[^/@]+)(?:@([^/]+))?\/(.+)$/
const name = /^[A-Za-z0-9][\w.-]{0,95}$/

/**
 * The parts of `hf://OWNER/NAME/PATH` or `modelscope://OWNER/NAME@REVISION/PATH`.
 *
 * @returns `null` for what names no hub, such as the path of a file.
 * @throws BenchError `invalid_argument` for an address whose parts cannot be those of a file.
 */
export function hubAddress(text: string): HubAddress | null {
  if (!/^(hf|modelscope):/.test(text)) return null
  const [, scheme = '', dataset = '', revision, path = ''] = form.exec(text) ?? []
  const hub = hubs[scheme]
  const names = [...dataset.split('/'), ...(revision === undefined ? [] : [revision])]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: such a name is no file's.
  const isPart = (each: string) => each !== '' && each !== '.' && each !== '..' && !/[\\:\u0000-\u001f]/.test(each)
  if (!hub || !names.every((each) => name.test(each)) || !path.split('/').every(isPart))
    throw invalidArgument('the address', text, 'write hf://OWNER/NAME/PATH/OF/FILE, or modelscope:// likewise')
  return { scheme, hub, dataset, revision: revision ?? hub.revision, path }
}
