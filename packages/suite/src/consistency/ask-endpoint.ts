import type { EngineClient } from '@sagellm-benchmark/clients'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { CompatibilityCase, StreamConsistency } from '@sagellm-benchmark/protocol-types/canonical'
import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { ask, type EndpointType, errorCodeOf } from './ask.js'
import type { EndpointAnswers } from './compatibility-matrix.js'
import { type Answered, judgeTexts } from './judge-texts.js'

/** Plain words, characters of several bytes (which a stream can cut), and text whose spaces and quotes matter. */
export const consistencyPrompts = {
  plain: 'Name three things that make a long answer useful, one sentence each.',
  multibyte: '用两句话说明什么是前缀缓存，并举一个例子。',
  structured: 'Write {"name": "...", "steps": ["..."]} for boiling an egg, as indented JSON with four steps.',
} as const

export type AskEndpoint = {
  readonly client: EngineClient
  readonly endpointType: EndpointType
  readonly maxTokens: number
  readonly signal: AbortSignal
}

/**
 * Asks every prompt twice as a stream and twice in one piece, one request at a time so that no batch changes an answer, and sends one
 * request that must be refused.
 */
export async function askEndpoint(options: AskEndpoint): Promise<EndpointAnswers> {
  const { endpointType } = options
  const cases: CompatibilityCase[] = []
  const consistency: StreamConsistency[] = []
  for (const [name, prompt] of Object.entries(consistencyPrompts)) {
    const group = `${endpointType}_${name}`
    const send = async (stream: boolean, time: number) => {
      const form = stream ? 'stream' : 'whole'
      const asking = { name: `${group}_${form}_${time}`, endpointType, prompt, maxTokens: options.maxTokens, stream }
      const record = await ask(options.client, asking, options.signal)
      options.signal.throwIfAborted()
      if (time === 1) cases.push(caseOf(record, { name: `${group}_${form}`, endpointType, stream, group }))
      return record
    }
    const first = await send(true, 1)
    if (isAbsent(first)) return { endpointType, offered: false, cases: [], consistency: [] }
    const [whole, again, wholeAgain] = [await send(false, 1), await send(true, 2), await send(false, 2)]
    consistency.push(
      judgeTexts({
        group,
        endpointType,
        streamed: [answered(first), answered(again)],
        whole: [answered(whole), answered(wholeAgain)],
      }),
    )
  }
  cases.push(await refused(options))
  return { endpointType, offered: true, cases, consistency }
}

/** A length that is no number: a server that answers it takes less care of requests than it seems. */
async function refused({ client, endpointType, signal }: AskEndpoint): Promise<CompatibilityCase> {
  const name = `${endpointType}_refuses_a_length_in_words`
  const asking = { name, endpointType, prompt: consistencyPrompts.plain, maxTokens: 4, stream: false }
  const inWords = { max_tokens: 'several', max_completion_tokens: 'several' }
  const record = await ask(client, { ...asking, extraBody: inWords }, signal)
  signal.throwIfAborted()
  const observed = caseOf(record, { name, endpointType, stream: false, group: null })
  return { ...observed, expectedSuccess: false, expectedErrorCode: 'invalid_argument' }
}

type Named = Pick<CompatibilityCase, 'name' | 'endpointType' | 'stream'> & { readonly group: string | null }

function caseOf(record: RequestRecord, { name, endpointType, stream, group }: Named): CompatibilityCase {
  const said = record.outputText ?? record.errorMessage
  return {
    name,
    protocolVersion: null,
    negotiatedVersion: null,
    endpointType,
    stream,
    expectedSuccess: true,
    observedSuccess: record.errorClass === null,
    expectedErrorCode: null,
    observedErrorCode: errorCodeOf(record),
    responseText: said === null ? null : cutWithoutSecrets(said, 200),
    consistencyGroup: group,
  }
}

function answered({ errorClass, errorMessage, outputText }: RequestRecord): Answered {
  return errorClass === null ? { text: outputText ?? '' } : { error: `${errorClass}: ${errorMessage ?? ''}` }
}

function isAbsent({ errorClass, httpStatus }: RequestRecord): boolean {
  return errorClass === 'not_found' || httpStatus === 405 || httpStatus === 501
}
