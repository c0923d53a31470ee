import { z } from 'zod'

/** Flags of `vllm-compare container`; what the container is like is said by environment variables. */
export const ContainerOptions = z.object({
  action: z
    .enum(['start', 'stop', 'status', 'logs', 'pull'])
    .describe('start waits until the endpoint is ready and takes a container that is there; stop keeps its log'),
  hardware: z.enum(['cuda', 'ascend']).default('cuda').describe('which image, and which variables describe it'),
  dryRun: z.boolean().default(false).describe('print the docker command and run nothing'),
})
export type ContainerOptions = z.infer<typeof ContainerOptions>
