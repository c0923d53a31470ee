/** The heads of a help text in their order, each with its flags; what stands under none comes last, under `Other`. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'What is measured': [
    ...[
      'backend',
      'backendUrl',
      'balance',
      'url',
      'target',
      'targetCommand',
      'coldCommand',
      'targetClient',
      'model',
      'label',
      'endpoint',
    ],
    ...['sagellmUrl', 'vllmUrl', 'startSagellmCmd', 'startVllmCmd', 'live', 'simulate', 'self', 'type', 'device'],
    ...['dialect', 'tokenizer', 'threads', 'maxBatchSize', 'maxSeqLen', 'precision', 'operator', 'hardwareFamily'],
  ],
  Load: [
    ...['concurrency', 'batchSize', 'requestRate', 'burstiness', 'maxConcurrency', 'rampUp', 'numPrompts', 'duration'],
    ...[
      'load',
      'rampUpStrategy',
      'rampUpStartRps',
      'rampUpEndRps',
      'cancelAfterMs',
      'cancelAfterTokens',
      'cancelShare',
    ],
    ...['mode', 'warmup', 'warmupSeconds', 'warmupRounds', 'drain', 'seed', 'iterations'],
  ],
  'Starts and bursts': [...['processes', 'steadySeconds', 'burst', 'recoverySeconds']],
  Points: [...['vary', 'grid', 'ratesBetween', 'anchors', 'orderSeed', 'gpus']],
  Search: [...['slo', 'by', 'between', 'start', 'confidence', 'budget']],
  'Prompts and answers': [
    ...['workload', 'workloadFile', 'scenario', 'profile', 'supplement', 'dataset', 'datasetPath', 'prompt'],
    ...['datasetRepeat', 'datasetOutputs', 'prefixHitRate', 'prefixes', 'suffixTokens'],
    ...['promptTokens', 'outputTokens', 'maxOutputTokens', 'maxTokens', 'sharedPrefixTokens', 'language'],
    ...['scenarioFile', 'promptLengths', 'outputLengths', 'rangeRatio', 'promptTokensStddev', 'outputTokensStddev'],
    ...['mix', 'loraModules', 'loraAssignment'],
    ...['temperature', 'topP', 'topK', 'ignoreEos', 'stream', 'extraBody'],
  ],
  Traces: [
    ...['trace', 'traceFormat', 'traceStart', 'traceDuration', 'traceRate', 'traceBlockSize', 'timeScale'],
    ...['loops', 'cacheTokens', 'minPromptTokens', 'maxPromptTokens'],
  ],
  'Conversations and agents': [
    ...['turns', 'growthTokens', 'turnThink', 'subagents', 'subagentTurns', 'toolTime', 'sessionFile', 'sessionFormat'],
    ...['answers', 'sessions', 'concurrentSessions', 'sessionRate', 'sessionHeader'],
  ],
  'Rounds and verdicts': [
    ...['rounds', 'repeat', 'restarts', 'untilPrecise', 'preciseMetric', 'maxMinutes', 'margin', 'goodput', 'contract'],
    ...['threshold', 'onUndecided', 'failOn', 'window', 'maxReady', 'maxRecovery'],
    ...['failWithin', 'falseDiscoveryRate', 'last', 'metric'],
    ...['maxErrorRate', 'stopAfterErrors', 'require', 'claim', 'year'],
  ],
  'Several machines': [
    ...['shard', 'rendezvous', 'shardRecords', 'shardWait', 'hosts', 'coordinator', 'program', 'passEnv', 'sshConfig'],
    ...['render', 'apply', 'kubeContext', 'podWait', 'removeClaim', 'jobset', 'name', 'namespace', 'image', 'shards'],
    ...['cpu', 'memory', 'storage', 'claim'],
    ...['tokenSecret', 'envSecret', 'jobLabel'],
  ],
  Evidence: ['logFile', 'markerFile', 'sharedStreamMarkers', 'pagedPathMarkers', 'blockTableMarkers', 'sampleInterval'],
  Connection: [
    ...['apiKey', 'apiKeyEnv', 'apiKeyFile', 'apiKeyCommand', 'apiKeyLifetime', 'targetApiKeyEnv', 'targetApiKeyFile'],
    ...['targetApiKeyCommand', 'header', 'insecure', 'caFile', 'certFile', 'keyFile', 'transport', 'keepAlive'],
    ...['connectionsAhead', 'loadThreads', 'maxAnswerMemory', 'serverWait', 'readyCheck', 'modelUnlisted'],
    ...['requestTimeout', 'firstTokenTimeout', 'interTokenTimeout', 'retries', 'usagePerChunk', 'traceparent'],
    ...['tokenCache', 'calibration', 'unixSocket'],
  ],
  Results: [
    ...['output', 'outputDir', 'outputJson', 'outputMarkdown', 'layout', 'export', 'html', 'liveView', 'saveText'],
    ...['saveDetailed', 'metadata', 'metricPercentiles', 'plot', 'plotFormat', 'plotDir', 'dpi', 'theme', 'format'],
    ...['input', 'git', 'file', 'result', 'results', 'title', 'sortBy', 'promptCleanup'],
    ...['folder', 'sign', 'key', 'samePrompts'],
  ],
  'Plan and progress': [...['config', 'override', 'printConfig', 'plan', 'dryRun', 'resume', 'quiet', 'verbose']],
}

const last = 'Other'

/** The flags of a command under their heads, in the order of the heads; within one in that of the command. */
export function grouped(
  keys: readonly string[],
): readonly { readonly head: string; readonly keys: readonly string[] }[] {
  const heads = new Map([...Object.keys(groups), last].map((head) => [head, [] as string[]]))
  for (const key of keys) heads.get(headOf(key))?.push(key)
  return [...heads].flatMap(([head, own]) => (own.length === 0 ? [] : [{ head, keys: own }]))
}

function headOf(key: string): string {
  return Object.keys(groups).find((head) => groups[head]?.includes(key)) ?? last
}
