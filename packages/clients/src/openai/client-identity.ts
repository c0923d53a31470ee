import type { EndpointApi } from '@sagellm-benchmark/protocol-types/engine'
import type { Dialect } from '../dialects/define-dialect.js'
import type { ModelDiscovery } from '../endpoint/discover-model.js'
import type { Endpoint } from '../endpoint/endpoint.js'
import type { ClientIdentity } from '../engine-client.js'
import { fieldNotices } from './field-notices.js'
import type { FieldChanges } from './request-body.js'

type IdentityOptions = {
  readonly url: string
  readonly insecure?: boolean
  readonly model?: string | null
  readonly api?: EndpointApi
  readonly dialect?: Dialect | string
  readonly fieldChanges?: FieldChanges
}

/** Whether the server's certificate is not checked. */
export function isUnchecked({ insecure = false, url }: Pick<IdentityOptions, 'insecure' | 'url'>): boolean {
  return insecure && /^https:/i.test(url)
}

/** What a client knows of itself, and of its server where it has asked it. @param resolved - `null` before that. */
export function identityOf(
  label: string,
  { transportName, stampSource, passedOver }: Pick<Endpoint, 'transportName' | 'stampSource' | 'passedOver'>,
  options: IdentityOptions,
  resolved: { readonly dialect: Dialect; readonly discovery: ModelDiscovery } | null,
): ClientIdentity {
  const given = typeof options.dialect === 'object' ? options.dialect.name : options.dialect
  const notices: string[] = []
  if (isUnchecked(options)) notices.push('The certificate of the server was not checked: it may be another server')
  if (passedOver !== null)
    notices.push(
      `Stamps are those of the ${transportName} transport, taken by this program, not by the kernel: ${passedOver}`,
    )
  notices.push(...fieldNotices(options.fieldChanges ?? {}))
  if (resolved?.discovery.notice) notices.push(resolved.discovery.notice)
  const asked =
    options.api === 'native' ? 'The native API' : resolved?.dialect.exactLength === null ? resolved.dialect.title : null
  if (asked) notices.push(`${asked} cannot be asked for an exact output length: answers may be shorter`)
  return {
    label,
    engine: resolved?.dialect.name ?? given ?? 'auto',
    model: resolved?.discovery.model ?? options.model ?? 'unknown',
    transport: transportName,
    stampSource,
    simulated: resolved?.discovery.simulated ?? false,
    maxModelLen: resolved?.discovery.maxModelLen ?? null,
    notices,
  }
}
