import type { EndpointApi } from '@sagellm-benchmark/protocol-types/engine'
import { NativeEvents } from '../native/native-events.js'
import type { StreamAnswerOptions } from './stream-answer.js'

/** How the streams of an API are read. */
export function eventsOf(api: EndpointApi): Pick<StreamAnswerOptions, 'openEvents'> {
  return api === 'native' ? { openEvents: (account) => new NativeEvents(account) } : {}
}
