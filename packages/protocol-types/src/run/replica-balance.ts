import { z } from 'zod'

/** How requests are spread over several base URLs; the turns of a session always follow its first one. */
export const ReplicaBalance = z
  .enum(['round_robin', 'least_in_flight'])
  .describe('round_robin: by turns; least_in_flight: the one with the fewest requests under way')
export type ReplicaBalance = z.infer<typeof ReplicaBalance>
