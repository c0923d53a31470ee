import { z } from 'zod'

/** How the measurements that stand together in a file were taken. */
export const Restarted = z
  .boolean()
  .nullable()
  .default(null)
  .describe(
    'the target was started anew each time; false: one running server was measured again; null: once, or not known',
  )
