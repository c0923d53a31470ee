import { z } from 'zod'

/** What a journal is, as far as it goes: by this an edited one is told. */
export const KeptJournal = z.object({
  records: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256'),
})
export type KeptJournal = z.infer<typeof KeptJournal>
