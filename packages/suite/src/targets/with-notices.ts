import type { LoadGenerator } from '@sagellm-benchmark/runner'

/** The same generator, which also says what was found before its load. */
export function withNotices(generator: LoadGenerator, notices: readonly string[]): LoadGenerator {
  return {
    get identity() {
      const { identity } = generator
      return { ...identity, notices: [...identity.notices, ...notices] }
    },
    threads: generator.threads,
    drive: (options) => generator.drive(options),
    close: () => generator.close(),
  }
}
