import { productFigures } from './product-figures.mjs'
import { wireFigures } from './wire-figures.mjs'

/**
 * One closed-loop run through the wire logger.
 *
 * @param under - `{ server, wire, run }` of `engineUnderTest`.
 * @returns `{ exitCode, output, command, product, wire, own }`; `own` is the engine's own TBT, `null` where it has no counters.
 */
export async function measureRun({ server, wire, run }, { engine, streams, path = '/v1' }) {
  const { load } = engine
  await wire.take()
  const before = await engine.decodeTotals?.(server)
  const shape = ['--concurrency', String(streams), '--num-prompts', String(load.requests), '--warmup', '0']
  const lengths = ['--prompt-tokens', String(load.promptTokens), '--output-tokens', String(load.outputTokens)]
  // A trial would be in the engine's counters too.
  const trial = before ? ['--no-ready-check'] : []
  const flags = [...shape, ...lengths, ...trial]
  const address = ['--backend-url', `${wire.url}${path}`, ...(engine.flags?.(server) ?? [])]
  const { exitCode, output, folder } = await run(['run', ...address, ...flags, '-q'])
  const after = await engine.decodeTotals?.(server)
  const exchanges = await wire.take()

  return {
    ...{ exitCode, output, folder, command: ['run', ...flags].join(' ') },
    product: productFigures(folder),
    wire: wireFigures(exchanges, load.requests),
    own: before ? { tbtMs: engineTbt(before, after, load.requests) } : null,
  }
}

/** Some count the first token of each request among the tokens, though their time starts with it. */
function engineTbt(before, after, requests) {
  const first = after.firstTokenCounted ? requests : 0
  return (after.ms - before.ms) / (after.tokens - before.tokens - first)
}
