import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { type ConfigMapping, ConfigScalar, type ConfigValue, isMapping, scalarOf } from './config-value.js'

/**
 * The config with single values put in place: `num-prompts=20`, or `extra-body.priority=2` for one inside a value.
 *
 * @throws BenchError `invalid_argument` for a text of another form, and for a value inside of one that has no keys.
 */
export function overrideConfig(config: ConfigMapping, texts: readonly string[]): ConfigMapping {
  return texts.reduce((changed, text) => {
    const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
    if (path === undefined || value === undefined)
      throw invalidArgument('--override', text, 'write KEY=VALUE, such as num-prompts=20 or extra-body.priority=2')
    return put(changed, path.trim().split('.'), new ConfigScalar(value, scalarOf(value), `--override ${path.trim()}`))
  }, config)
}

/** A header or a label may hold dots: where the whole rest is a key already, it is meant. */
function put(config: ConfigMapping, [key = '', ...rest]: readonly string[], value: ConfigScalar): ConfigMapping {
  if (rest.length === 0) return { ...config, [key]: value }
  const whole = [key, ...rest].join('.')
  if (Object.hasOwn(config, whole)) return { ...config, [whole]: value }
  const inside: ConfigValue = config[key] ?? {}
  if (isMapping(inside)) return { ...config, [key]: put(inside, rest, value) }
  throw new BenchError('invalid_argument', `${value.place}: ${key} has no keys of its own in the config`, {
    hint: `give --override ${key}=VALUE, or write ${key} with keys and values in the config`,
  })
}
