import { createOpenAiClient, type OpenAiClient } from '@sagellm-benchmark/clients'
import { createReplicaClient, replicaNames, type Replica } from '@sagellm-benchmark/clients/endpoint'
import {
  type EndpointClientOptions,
  endpointClientOptions,
  type EndpointClientPlan,
} from '../targets/endpoint-client-options.js'

/**
 * The client that a plan with an endpoint asks for; of several base URLs one client for all.
 *
 * @throws BenchError `invalid_argument` for another kind of target, or a certificate file that cannot be read.
 * @example const client = createEndpointClient(plan, { apiKey: process.env.OPENAI_API_KEY })
 */
export function createEndpointClient(plan: EndpointClientPlan, options: EndpointClientOptions = {}): OpenAiClient {
  const { target } = plan
  if (target.kind !== 'endpoint' || target.replicas.length === 0)
    return createOpenAiClient(endpointClientOptions(plan, options))
  const urls = [target.url, ...target.replicas]
  const names = replicaNames(urls)
  const replicas = urls.map((url, at): Replica => {
    const client = createOpenAiClient(endpointClientOptions({ ...plan, target: { ...target, url } }, options))
    return { name: names[at] as string, client }
  })
  return createReplicaClient(replicas as [Replica, ...Replica[]], { balance: target.balance })
}
