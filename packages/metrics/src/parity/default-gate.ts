import { ParityGate } from '@sagellm-benchmark/protocol-types/canonical'

const lengths = { short: { promptTokens: 128, outputTokens: 128 }, long: { promptTokens: 2048, outputTokens: 512 } }

/** The gate for decoding on CUDA: a short and a long scenario at batch sizes 1, 2 and 4, by the usual thresholds. */
export const defaultParityGate: ParityGate = ParityGate.parse({
  gateId: 'cuda_decode_parity_v1',
  scenarios: Object.entries(lengths).flatMap(([scenario, tokens]) =>
    [1, 2, 4].map((batchSize) => ({ name: `${scenario}_b${batchSize}`, ...tokens, batchSize })),
  ),
})
