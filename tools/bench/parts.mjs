// The parts of the benchmark: which script measures what, in a process of its own, and how its lines become rounds.

/**
 * @typedef {{ name: string, title: string, needs: string[], onRequest?: boolean,
 *   runs: (quick: boolean, peers?: string) => { script: string, args: string[], runs: number }[] }} Part
 * `needs` are the packages to build; a script that measures once is run several times, each time in a fresh process. A part that is
 * `onRequest` runs only where it is named: it downloads.
 */

/** @type {Part[]} */
export const parts = [
  {
    name: 'clients',
    title: 'Reading token streams',
    needs: ['clients'],
    runs: (quick) => [
      {
        script: 'packages/clients/bench/run.mjs',
        args: quick ? ['--rounds', '1', '--scale', '0.25'] : ['--rounds', '5', '--profile'],
        runs: 1,
      },
    ],
  },
  {
    name: 'connections',
    title: 'New connections',
    needs: ['clients', 'kernel-transport'],
    // Rounds, requests.
    runs: (quick) => [
      { script: 'packages/clients/bench/connections.mjs', args: quick ? ['1', '1000'] : ['7', '5000'], runs: 1 },
    ],
  },
  {
    name: 'schedule',
    title: 'Keeping a schedule',
    needs: ['runner'],
    runs: (quick) => [
      {
        script: 'packages/runner/bench/schedule.mjs',
        // Requests a second, seconds, rounds.
        args: ['100,500,2000,5000', quick ? '2' : '5', '1'],
        runs: quick ? 1 : 3,
      },
    ],
  },
  {
    name: 'counting',
    title: 'Counting prompts beside the load',
    needs: ['suite'],
    // Requests a run, rounds.
    runs: (quick) => [
      { script: 'packages/suite/bench/counting.mjs', args: quick ? ['24', '1'] : ['64', '5'], runs: 1 },
    ],
  },
  {
    name: 'load-thread',
    title: 'Stamping beside a busy program',
    needs: ['suite'],
    runs: (quick) => [
      { script: 'packages/suite/bench/load-thread.mjs', args: quick ? ['24', '1'] : ['64', '5'], runs: 1 },
    ],
  },
  {
    name: 'shards',
    title: 'Shards and load threads',
    needs: ['suite'],
    runs: (quick) => [
      // Streams, rounds.
      { script: 'packages/suite/bench/shards.mjs', args: quick ? ['64', '1'] : ['64,256', '3'], runs: 1 },
      // Shards, requests, rounds.
      {
        script: 'packages/suite/bench/coordinator.mjs',
        args: quick ? ['10', '5000', '1'] : ['10,30,100', '20000,40000', '3'],
        runs: 1,
      },
    ],
  },
  {
    name: 'prompts',
    title: 'Building prompts to a length',
    needs: ['suite', 'backend-cpu'],
    // Prompts, tokens of each.
    runs: (quick) => [
      { script: 'packages/suite/bench/prompts.mjs', args: [quick ? '200' : '1000', '512'], runs: quick ? 1 : 5 },
    ],
  },
  {
    name: 'start-up',
    title: 'The program beside the load',
    needs: ['cli'],
    // Rounds.
    runs: (quick) => [{ script: 'packages/cli/bench/start-up.mjs', args: [quick ? '1' : '7'], runs: 1 }],
  },
  {
    name: 'compare',
    title: 'Comparing in rounds',
    needs: ['cli'],
    // Rounds, runs.
    runs: (quick) => [
      { script: 'packages/cli/bench/compare-overhead.mjs', args: quick ? ['5', '1'] : ['30', '3'], runs: 1 },
    ],
  },
  {
    name: 'metrics',
    title: 'Computing the results',
    needs: ['metrics'],
    runs: (quick) => [
      { script: 'packages/metrics/bench/percentiles.mjs', args: [], runs: quick ? 1 : 3 },
      { script: 'packages/metrics/bench/intervals.mjs', args: [], runs: quick ? 1 : 3 },
      { script: 'packages/metrics/bench/aggregate.mjs', args: [], runs: quick ? 0 : 1 },
    ],
  },
  {
    name: 'replay',
    title: 'Planning the replay of a long trace',
    needs: ['suite'],
    // Rows of the trace.
    runs: (quick) => [
      { script: 'packages/suite/bench/replay.mjs', args: [quick ? '100000' : '1000000'], runs: quick ? 1 : 3 },
    ],
  },
  {
    name: 'report',
    title: 'Reporting a long run',
    needs: ['suite'],
    // A million records are a journal of a gigabyte.
    runs: (quick) =>
      (quick ? [100_000] : [250_000, 500_000, 1_000_000]).map((records) => ({
        script: 'packages/suite/bench/report.mjs',
        args: [String(records)],
        runs: 1,
      })),
  },
  {
    name: 'pages',
    title: 'Pages of long runs',
    needs: ['reporters'],
    runs: (quick) => [
      ...(quick ? [10_000] : [10_000, 100_000, 1_000_000]).map((records) => ({
        script: 'packages/reporters/bench/report-size.bench.mjs',
        args: [String(records)],
        runs: quick ? 1 : 3,
      })),
      // Rounds, requests.
      { script: 'packages/reporters/bench/page-open.bench.mjs', args: ['5', '100000'], runs: quick ? 0 : 1 },
    ],
  },
  {
    name: 'program',
    title: 'The program on a server that knows the truth',
    needs: ['cli'],
    runs: (quick) => [
      {
        script: 'tools/bench/peers/run.mjs',
        args: [
          ...['--peers', 'none', '--scenarios', 'start-up,64x50-aligned,256x50-aligned,waves,started-together'],
          ...['--rounds', quick ? '1' : '7'],
        ],
        runs: 1,
      },
    ],
  },
  {
    name: 'peers',
    title: 'Other clients side by side',
    needs: ['cli'],
    onRequest: true,
    runs: (quick, peers) => [
      {
        script: 'tools/bench/peers/run.mjs',
        args: [...(quick ? ['--quick'] : []), ...(peers ? ['--peers', peers] : [])],
        runs: 1,
      },
    ],
  },
]
