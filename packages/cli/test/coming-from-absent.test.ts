import { expect, test } from 'vitest'
import { foreignFlags } from '../src/coming-from/foreign-flags.js'
import { allCommands } from '../src/command/all-commands.js'
import { flagName } from '../src/command/flags.js'

const ourWords = allCommands().flatMap(({ path, command }) => [
  path,
  ...Object.keys(command.options.shape).map(flagName),
])

/** Words in which another tool names a feature, and the flags by which it is here. */
const features: readonly (readonly [word: RegExp, flags: RegExp])[] = [
  [/^lora$/, /lora|mix/],
  [/^cancel/, /cancel/],
  [/^(sessions?|turns?|conversation|agentic|trajectory)$/, /session|turn/],
  [/^(prefix|prefixes)$/, /prefix/],
  [/^(seq|dist|stddev|range)$/, /lengths|stddev|range|mix/],
  [/^(scenario)$/, /scenario|plan/],
  [/^(trace|replay|speedup|slowdown|schedule|mooncake)$/, /trace|time-scale|session-file/],
  [/^dataset$/, /dataset|session-file|trace/],
  [/^(think|delay)$/, /think|session-file|cancel/],
  [/^(ramp|burst|series)$/, /ramp|load/],
  [/^warmup$/, /warmup/],
  [/^concurrency$/, /concurrency/],
  [/^(url|balance)$/, /backend-url|balance/],
]
/** What is out of this program's scope, and the words that would show that it no longer is. */
const outOfScope: readonly (readonly [note: RegExp, word: RegExp])[] = [
  [/only text is sent/, /image-|images|audio|video|media/],
  [/rankings and embeddings|of embeddings/, /rank|embed/],
  [/profiler of a server/, /profiler/],
  [/results are files here/, /wandb|mlflow|otel|swanlab/],
  [/plots of several runs/, /^--fig/],
  [/measures speed/, /accuracy/],
]

test('a flag that is said to be not here names the flags of its feature where there are such', () => {
  for (const [, flags] of features) expect(ourWords.filter((name) => flags.test(name))).not.toEqual([])
  for (const [note, word] of outOfScope) {
    expect(foreignFlags.filter((row) => note.test(row.note ?? ''))).not.toEqual([])
    expect([note, ourWords.filter((name) => word.test(name))]).toEqual([note, []])
  }
  const absent = foreignFlags.filter(
    ({ fate, note }) => fate === 'none' && !outOfScope.some(([out]) => out.test(note ?? '')),
  )
  const stale = absent.filter(({ flag, note }) =>
    flag
      .slice(2)
      .split(/[-._]/)
      .flatMap((word) => features.filter(([feature]) => feature.test(word)))
      .some(([, flags]) => !(note ?? '').split(/[\s,;:()]+/).some((word) => word.startsWith('--') && flags.test(word))),
  )
  expect(stale).toEqual([])
  expect(absent.filter(({ note }) => /\bnot here\b|\byet\b|nothing is downloaded/.test(note ?? ''))).toEqual([])
})
