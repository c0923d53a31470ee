import { z } from 'zod'
import { lax, unset } from '../lax.js'

export const CollectiveOp = z.enum([
  'all_reduce',
  'all_gather',
  'reduce_scatter',
  'broadcast',
  'reduce',
  'all_to_all',
  'barrier',
  'send',
  'recv',
])
export type CollectiveOp = z.infer<typeof CollectiveOp>

export const CommBackendType = z.enum(['nccl', 'hccl', 'gloo', 'mpi', 'custom'])
export type CommBackendType = z.infer<typeof CommBackendType>

export const CommStatus = z.enum(['pending', 'in_progress', 'completed', 'failed', 'timeout', 'cancelled'])
export type CommStatus = z.infer<typeof CommStatus>

export const ReduceOp = z.enum(['sum', 'max', 'min', 'prod', 'band', 'bor', 'bxor', 'avg'])
export type ReduceOp = z.infer<typeof ReduceOp>

export const TopologyType = z.enum(['ring', 'tree', 'mesh', 'hybrid', 'fully_connected'])
export type TopologyType = z.infer<typeof TopologyType>

export const CollectiveRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  groupId: lax.text(),
  op: CollectiveOp,
  reduceOp: ReduceOp.default('sum'),
  rootRank: unset(lax.int({ min: 0 })),
  asyncOp: lax.bool().default(false),
  timeoutMs: unset(lax.float({ above: 0 })),
  metadata: lax.dict().default({}),
})
export type CollectiveRequest = z.infer<typeof CollectiveRequest>

export const CollectiveResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  op: CollectiveOp,
  status: CommStatus,
  elapsedMs: lax.float({ min: 0 }).default(0),
  bytesTransferred: lax.int({ min: 0 }).default(0),
  errorMessage: unset(lax.text()),
  metadata: lax.dict().default({}),
})
export type CollectiveResponse = z.infer<typeof CollectiveResponse>

export const CommGroupInfo = z.object({
  groupId: lax.text(),
  backend: CommBackendType,
  worldSize: lax.int({ above: 0 }),
  ranks: lax.list(lax.int()),
  rootRank: lax.int({ min: 0 }).default(0),
  timeoutMs: lax.float({ above: 0 }).default(30000),
  metadata: lax.dict().default({}),
})
export type CommGroupInfo = z.infer<typeof CommGroupInfo>

export const CommOperationMetrics = z.object({
  op: CollectiveOp,
  groupId: lax.text(),
  elapsedMs: lax.float({ min: 0 }),
  bytesTransferred: lax.int({ min: 0 }),
  bandwidthGbps: lax.float({ min: 0 }).default(0),
  busBandwidthGbps: lax.float({ min: 0 }).default(0),
  algoBandwidthGbps: lax.float({ min: 0 }).default(0),
})
export type CommOperationMetrics = z.infer<typeof CommOperationMetrics>

export const CommTopologyDescriptor = z.object({
  topologyType: TopologyType,
  numNodes: lax.int({ above: 0 }),
  gpusPerNode: lax.int({ above: 0 }).default(1),
  intraNodeBandwidthGbps: lax.float({ min: 0 }).default(0),
  interNodeBandwidthGbps: lax.float({ min: 0 }).default(0),
  backend: CommBackendType,
  metadata: lax.dict().default({}),
})
export type CommTopologyDescriptor = z.infer<typeof CommTopologyDescriptor>

export const P2PRecvRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  groupId: lax.text(),
  srcRank: lax.int({ min: 0 }),
  dstRank: lax.int({ min: 0 }),
  tag: lax.int({ min: 0 }).default(0),
  expectedNbytes: lax.int({ above: 0 }),
  asyncOp: lax.bool().default(false),
  timeoutMs: unset(lax.float({ above: 0 })),
  metadata: lax.dict().default({}),
})
export type P2PRecvRequest = z.infer<typeof P2PRecvRequest>

export const P2PRecvResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  status: CommStatus,
  elapsedMs: lax.float({ min: 0 }).default(0),
  bytesReceived: lax.int({ min: 0 }).default(0),
  errorMessage: unset(lax.text()),
})
export type P2PRecvResponse = z.infer<typeof P2PRecvResponse>

export const P2PSendRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  groupId: lax.text(),
  srcRank: lax.int({ min: 0 }),
  dstRank: lax.int({ min: 0 }),
  tag: lax.int({ min: 0 }).default(0),
  nbytes: lax.int({ above: 0 }),
  asyncOp: lax.bool().default(false),
  timeoutMs: unset(lax.float({ above: 0 })),
  metadata: lax.dict().default({}),
})
export type P2PSendRequest = z.infer<typeof P2PSendRequest>

export const P2PSendResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  status: CommStatus,
  elapsedMs: lax.float({ min: 0 }).default(0),
  bytesSent: lax.int({ min: 0 }).default(0),
  errorMessage: unset(lax.text()),
})
export type P2PSendResponse = z.infer<typeof P2PSendResponse>
