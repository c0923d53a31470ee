import { z } from 'zod'
import { lax, unset } from './lax.js'

/** Error codes (`ErrorCode` of the package): a closed list. */
export const ProtocolErrorCode = z.enum([
  'invalid_argument',
  'resource_exhausted',
  'unavailable',
  'deadline_exceeded',
  'not_implemented',
  'kv_transfer_failed',
  'comm_timeout',
  'comm_group_invalid',
  'distributed_runtime_error',
  'operator_not_found',
  'invalid_operator_mapping',
  'operator_registration_failed',
  'comm_backend_not_supported',
  'comm_rank_mismatch',
  'comm_group_not_found',
  'comm_collective_failed',
  'comm_p2p_failed',
  'kv_prefetch_failed',
  'kv_qos_constraint_violated',
  'kv_priority_queue_full',
  'compression_not_supported',
  'quantization_calibration_failed',
  'speculative_decoding_failed',
])
export type ProtocolErrorCode = z.infer<typeof ProtocolErrorCode>

/** An error as the Protocol carries it (`Error` of the package). */
export const ProtocolError = z.object({
  code: ProtocolErrorCode,
  message: lax.text(),
  retryable: unset(lax.bool()),
})
export type ProtocolError = z.infer<typeof ProtocolError>
