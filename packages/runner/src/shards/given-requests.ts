import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { FromWorker, ToWorker } from '@sagellm-benchmark/protocol-types/messages'

/** Holds the records of a shard against the requests that it was given: what it answers twice, or for another shard, would be counted. */
export interface GivenRequests {
  give(message: ToWorker): void
  /** @throws BenchError `corrupt_data` for a record of a request that it was not given, or of one that it has told of. */
  checked(message: FromWorker): FromWorker
}

export function createGivenRequests(): GivenRequests {
  const open = new Set<string>()
  return {
    give(message) {
      if (message.kind === 'requests') for (const { planned } of message.dealt) open.add(planned.requestId)
    },
    checked(message) {
      if (message.kind === 'records')
        for (const { requestId } of message.records)
          if (!open.delete(requestId))
            throw new BenchError(
              'corrupt_data',
              'it sent a record of a request that it was not given, or sent it twice',
            )
      return message
    },
  }
}
