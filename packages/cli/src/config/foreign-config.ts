import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type ConfigMapping, ConfigScalar, isMapping } from './config-value.js'

type Form = { readonly is: (config: ConfigMapping) => boolean; readonly what: string; readonly hint: string }

const has = (config: ConfigMapping, ...keys: readonly string[]) => keys.some((key) => Object.hasOwn(config, key))
const inside = (config: ConfigMapping, key: string, ...keys: readonly string[]) => {
  const value = config[key]
  return isMapping(value) && has(value, ...keys)
}
const translated = (line: string) =>
  `its form is not read; give the command line that it stands for to sagellm-benchmark translate ${line} ..., and put what that prints behind --print-config`

/** Files that somebody may take for a config: those of other tools, and others of ours. */
const forms: readonly Form[] = [
  {
    is: (config) =>
      has(config, 'schemaVersion') ||
      inside(config, 'benchmark', 'endpoint', 'phases', 'model', 'models', 'datasets', 'dataset'),
    what: 'a config of AIPerf',
    hint: translated('aiperf profile'),
  },
  {
    is: (config) =>
      inside(config, 'spec', 'backend', 'data', 'profile', 'constraints') ||
      has(config, 'rate_type', 'backend_type', 'backend_kwargs', 'request_type') ||
      (has(config, 'data') && has(config, 'profile', 'target')),
    what: 'a scenario of GuideLLM',
    hint: translated('guidellm run'),
  },
  {
    is: (config) => inside(config, 'plan', 'workloads') || (has(config, 'workloads') && has(config, 'target')),
    what: 'the plan of a run',
    hint: 'give it to run --plan',
  },
  {
    is: (config) => Array.isArray(config['workloads']),
    what: 'a file of workloads',
    hint: 'give it to run --workload-file',
  },
  {
    is: (config) => Array.isArray(config['scenarios']) && !(config['scenarios'][0] instanceof ConfigScalar),
    what: 'a file of scenarios',
    hint: 'give it to run --scenario-file, with --scenario NAME',
  },
]

/** @throws BenchError `invalid_argument` for a file in another form that is known, with what to do with it. */
export function refuseForeign(config: ConfigMapping, path: string): void {
  const form = forms.find(({ is }) => is(config))
  if (form)
    throw new BenchError('invalid_argument', `${path} is ${form.what}, and no config of this program`, {
      hint: form.hint,
    })
}
