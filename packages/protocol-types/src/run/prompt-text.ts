import { z } from 'zod'

/**
 * What kind of text a prompt is. Speculative decoding, and whatever else lives on likely text, meets `composed` and `recorded` text about
 * as it meets that of users, and random words or token ids as no user sends them.
 */
export const PromptText = z.enum(['composed', 'recorded', 'random'])
export type PromptText = z.infer<typeof PromptText>
