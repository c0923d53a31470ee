import { deepestError, errorCode } from './error-codes.js'

const insecure = 'or --insecure to measure without checking it'

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
    `the certificate is self-signed: give it, or the authority that signed it, with --ca-file, ${insecure}`,
  ],
  [
    /^(UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED|INVALID_CA)$/,
    `the authority that signed the certificate is not known here: give it with --ca-file (with the intermediate ones, where the server does not send them), ${insecure}`,
  ],
  [/^CERT_HAS_EXPIRED$/, `the certificate has expired: have it renewed, check the clock of this machine, ${insecure}`],
  [/^CERT_NOT_YET_VALID$/, `the certificate is not valid yet: check the clocks of both machines, ${insecure}`],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    `the certificate is for another name: reach the server by a name that the certificate holds, ${insecure}`,
  ],
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|ALERT_(BAD|UNKNOWN|UNSUPPORTED)_CERTIFICATE|ALERT_CERTIFICATE|ALERT_UNKNOWN_CA/,
    'the server did not take this client’s certificate: give one that it knows with --cert-file and --key-file',
  ],
  [
    /BAD_DECRYPT|KEY_VALUES_MISMATCH|ERR_OSSL_/,
    'the client’s own certificate or key cannot be used: check --cert-file, --key-file and the password of the key',
  ],
]

/** Plain HTTP, read as TLS. */
const noTls = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|HTTP_REQUEST|RECORD_LAYER_FAILURE/

/** What helps against a failure of TLS: trying again does not. `null` where that is not known. */
export function tlsRemedy(error: unknown): string | null {
  const code = errorCode(error) ?? ''
  const deepest = deepestError(error)
  const text = deepest instanceof Error ? deepest.message : ''
  // Node gives some failures of the handshake as EPROTO, with OpenSSL's words in the message.
  const known = code === 'EPROTO' ? text.toUpperCase().replaceAll(' ', '_') : code
  if (noTls.test(known)) return 'the server does not speak TLS on this port: write http:// instead of https://'
  return remedies.find(([pattern]) => pattern.test(known))?.[1] ?? null
}
