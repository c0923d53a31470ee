import type { StartupFinding } from '@sagellm-benchmark/protocol-types/readiness'

/** What an engine says of its own start, in seconds; `null` where it does not. */
export type StartPhases = Pick<
  StartupFinding,
  'weightLoadS' | 'torchCompileS' | 'graphCaptureS' | 'engineProfileWarmupS'
>

/** The words of vLLM, and of engines that keep them (vLLM-Ascend, vLLM-HUST), through its versions. */
const words: Readonly<Record<keyof StartPhases, RegExp>> = {
  weightLoadS: /\bLoading (?:model )?weights took (\d+(?:\.\d+)?) ?s/g,
  torchCompileS: /\btorch\.compile (?:takes|took) (\d+(?:\.\d+)?) ?s/g,
  graphCaptureS: /\bGraph capturing finished in (\d+(?:\.\d+)?) ?s/g,
  engineProfileWarmupS: /\binit engine \(profile, create kv cache, warmup(?: model)?\) took (\d+(?:\.\d+)?) ?s/g,
}

/**
 * The parts of a start that the log of an engine names. Several processes of one engine each name theirs at the same time: the longest counts,
 * because the others wait for it.
 *
 * @param log - what the server printed.
 * @example startPhases('... Loading weights took 3.22 seconds').weightLoadS // 3.22
 */
export function startPhases(log: string): StartPhases {
  const longest = (word: RegExp) => {
    let most: number | null = null
    for (const [, text] of log.matchAll(word)) {
      const seconds = Number(text)
      if (Number.isFinite(seconds) && seconds > (most ?? -1)) most = seconds
    }
    return most
  }
  return {
    weightLoadS: longest(words.weightLoadS),
    torchCompileS: longest(words.torchCompileS),
    graphCaptureS: longest(words.graphCaptureS),
    engineProfileWarmupS: longest(words.engineProfileWarmupS),
  }
}
