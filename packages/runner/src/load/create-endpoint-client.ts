import { createOpenAiClient, type OpenAiClient } from '@sagellm-benchmark/clients'
import {
  type EndpointClientOptions,
  endpointClientOptions,
  type EndpointClientPlan,
} from '../targets/endpoint-client-options.js'

/**
 * The client that a plan with an endpoint asks for.
 *
 * @throws BenchError `invalid_argument` for another kind of target, or a certificate file that cannot be read.
 * @example const client = createEndpointClient(plan, { apiKey: process.env.OPENAI_API_KEY })
 */
export function createEndpointClient(plan: EndpointClientPlan, options: EndpointClientOptions = {}): OpenAiClient {
  return createOpenAiClient(endpointClientOptions(plan, options))
}
