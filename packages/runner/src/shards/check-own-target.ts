import { BenchError, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'

type Endpoint = Extract<RunPlan['target'], { readonly kind: 'endpoint' }>

/** What decides who gets a request and the key in it, with the words for it. */
const decisive: readonly (readonly [field: keyof Endpoint, words: string])[] = [
  ['url', 'the base URL'],
  ['replicas', 'the list of further base URLs'],
  ['unixSocket', 'the unix socket'],
  ['insecure', 'whether certificates go unchecked'],
  ['caFile', 'the certificate authority'],
  ['certFile', 'the client certificate'],
  ['keyFile', 'the private key'],
]

/**
 * Holds the target that shard 0 names against the one of this shard's own command: whoever has the secret of the shards could otherwise
 * have the keys of each of them sent to a server of theirs.
 *
 * @param own - as the flags of this shard say.
 * @param opened - as shard 0 says.
 * @throws BenchError `invalid_argument` where they differ in who is reached, or in how that is made sure.
 */
export function checkOwnTarget(own: RunPlan['target'], opened: RunPlan['target']): void {
  if (own.kind !== 'endpoint' || opened.kind !== 'endpoint') throw refused('the kind', own.kind, opened.kind)
  for (const [field, words] of decisive)
    if (JSON.stringify(own[field]) !== JSON.stringify(opened[field])) throw refused(words, own[field], opened[field])
}

function refused(words: string, here: unknown, there: unknown): BenchError {
  const shown = (value: unknown) => redactSecrets(typeof value === 'string' ? value : JSON.stringify(value))
  return new BenchError(
    'invalid_argument',
    `shard 0 names another target than the command of this shard: ${words} is ${shown(there)} there and ${shown(here)} here`,
    { hint: 'nothing was sent; give all shards the same flags, and a new secret if somebody else may know this one' },
  )
}
