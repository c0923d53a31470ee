import type { EndpointApi } from '@sagellm-benchmark/protocol-types/engine'
import { NativeEvents } from '../native/native-events.js'
import type { StreamAnswerOptions } from './stream-answer.js'

/** How the streams of an API are read; `undefined`: as those of the OpenAI API. */
export function eventsOf(api: EndpointApi): StreamAnswerOptions['openEvents'] {
  return api === 'native' ? (account) => new NativeEvents(account) : undefined
}
