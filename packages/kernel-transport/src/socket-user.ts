import type { RawConnection } from '@sagellm-benchmark/clients/transport'

/** Who is told what happens to a socket. */
export type SocketUser = Pick<
  RawConnection,
  'onConnected' | 'onStampedRead' | 'onPeerEnded' | 'onBroken' | 'onClosed' | 'flag'
>
