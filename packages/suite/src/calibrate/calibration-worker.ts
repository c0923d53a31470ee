/** The server of a calibration as a process of its own: started by `startCalibrationServer`, and ends with it. */
async function serve(tokensPerSecond: number, maxStreams: number): Promise<void> {
  const { createReferenceEngine, inspectTruth, startEngineServer } = await import('@sagellm-benchmark/reference-engine')
  const engine = createReferenceEngine({
    // A steady step, however many streams are in it, and no character that needs two tokens.
    decodeStepMs: 1000 / tokensPerSecond,
    decodePerSequenceMs: 0,
    noiseCv: 0,
    prefillBaseMs: 0,
    prefillTokensPerSecond: 10_000_000,
    multibyteShare: 0,
    maxBatchSize: maxStreams,
    kvBlocks: maxStreams * 1000,
  })
  const server = await startEngineServer({ engine, port: 0, dialect: 'sagellm', inspect: inspectTruth(engine) })
  process.send?.({ url: `${server.url}/v1` })
}

process.on('disconnect', () => process.exit(0))
void serve(Number(process.argv[2]), Number(process.argv[3]))
