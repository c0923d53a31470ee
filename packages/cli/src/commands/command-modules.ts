import type { AnyCommand } from '../command/define-command.js'

/** Where every command of the program is, by its name; `--help` shows them in this order. A start loads only the one that it calls. */
export const commandModules: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  run: async () => (await import('./run/index.js')).run,
  merge: async () => (await import('./merge/index.js')).merge,
  sweep: async () => (await import('./sweep/index.js')).sweep,
  readiness: async () => (await import('./readiness/index.js')).readiness,
  capacity: async () => (await import('./capacity/index.js')).capacity,
  perf: async () => (await import('./perf/index.js')).perf,
  'perf-compare': async () => (await import('./perf-compare/index.js')).perfCompare,
  perfgate: async () => (await import('./perfgate/index.js')).perfgate,
  compare: async () => (await import('./compare/index.js')).compare,
  'compare-record': async () => (await import('./compare-record/index.js')).compareRecord,
  'compare-offline': async () => (await import('./compare-offline/index.js')).compareOffline,
  'vllm-compare': async () => (await import('./vllm-compare/index.js')).vllmCompare,
  convergence: async () => (await import('./convergence/index.js')).convergence,
  'nonstream-compare': async () => (await import('./nonstream-compare/index.js')).nonstreamCompare,
  report: async () => (await import('./report/index.js')).report,
  contract: async () => (await import('./contract/index.js')).contract,
  verify: async () => (await import('./verify/index.js')).verify,
  reproduce: async () => (await import('./reproduce/index.js')).reproduce,
  'parity-gate': async () => (await import('./parity-gate/index.js')).parityGate,
  'validate-serving-consistency': async () =>
    (await import('./validate-serving-consistency/index.js')).validateServingConsistency,
  leaderboard: async () => (await import('./leaderboard/index.js')).leaderboard,
  dashboard: async () => (await import('./dashboard/index.js')).dashboard,
  history: async () => (await import('./history/index.js')).history,
  init: async () => (await import('./init/index.js')).init,
  'workload-template': async () => (await import('./workload-template/index.js')).workloadTemplate,
  translate: async () => (await import('./translate/index.js')).translate,
  scale: async () => (await import('./scale/index.js')).scale,
  calibrate: async () => (await import('./calibrate/index.js')).calibrate,
  'serve-cpu': async () => (await import('./serve/index.js')).serveCpu,
  'reference-engine': async () => (await import('./serve/index.js')).referenceEngine,
}

/** The Python original's names of commands that are part of a group here. */
export const otherNames: Readonly<Record<string, readonly string[]>> = {
  aggregate: ['leaderboard', 'aggregate'],
  publish: ['leaderboard', 'publish'],
  'upload-hf': ['leaderboard', 'publish'],
}

/** All of them, in their order. */
export function allCommands(): Promise<AnyCommand[]> {
  return Promise.all(Object.values(commandModules).map((load) => load()))
}

/** What the words may call: the command of the first, or all commands where none has that name, so that it can be corrected. */
export async function commandsFor([word = '']: readonly string[]): Promise<readonly AnyCommand[]> {
  const name = Object.hasOwn(otherNames, word) ? (otherNames[word]?.[0] as string) : word
  const load = Object.hasOwn(commandModules, name) ? commandModules[name] : undefined
  return load ? [await load()] : allCommands()
}
