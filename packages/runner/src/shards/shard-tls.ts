import { scryptSync } from 'node:crypto'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/** Variable with the token that all shards of a run share: a flag would stand in the list of processes. */
export const SHARD_TOKEN_VARIABLE = 'SAGELLM_BENCHMARK_SHARD_TOKEN'

/** What both ends name the key by. */
export const PSK_IDENTITY = 'sagellm-benchmark shard'

/**
 * TLS with a pre-shared key (RFC 4279, RFC 5489): the key shows each end that the other has the token, so that no certificate has to
 * be made, handed round or checked. The key exchange is ephemeral: a token that becomes known later opens no recorded traffic.
 */
export const shardTls = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES256-CBC-SHA384',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
} as const

const SHORTEST_TOKEN = 16

/**
 * The key of a token.
 *
 * @throws BenchError `invalid_argument` without a token, and for one that can be guessed.
 */
export function shardKey(token: string | undefined): Buffer {
  const make = `make one, and set it on every machine: export ${SHARD_TOKEN_VARIABLE}=$(openssl rand -hex 16)`
  if (token === undefined || token === '')
    throw new BenchError('invalid_argument', `shards need a common secret in ${SHARD_TOKEN_VARIABLE}`, { hint: make })
  if (token.length < SHORTEST_TOKEN) {
    const problem = `the secret in ${SHARD_TOKEN_VARIABLE} is shorter than ${SHORTEST_TOKEN} characters`
    throw new BenchError('invalid_argument', problem, { hint: make })
  }
  // Slow on purpose: who sees a handshake must not be able to try a million tokens a second.
  return scryptSync(token, PSK_IDENTITY, 32)
}
