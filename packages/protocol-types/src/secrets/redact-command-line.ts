import { REDACTED } from './create-secret-redactor.js'
import { isSecretName, redactSecrets, type RedactOptions } from './redact-secrets.js'

/**
 * Arguments as they may be shown and stored: the value of every flag whose name says secret is removed (`--api-key X`,
 * `--api-key=X`, `-H "Authorization: ..."`), and each remaining argument is searched as a text.
 *
 * @example redactCommandLine(['--api-key', 'abc', '--max-tokens', '64']) // ['--api-key', '[redacted]', '--max-tokens', '64']
 */
export function redactCommandLine(args: readonly string[], options: RedactOptions = {}): string[] {
  let hideNext = false
  return args.map((argument) => {
    const hidden = hideNext
    hideNext = false
    if (hidden && !isFlag(argument)) return REDACTED
    if (isFlag(argument) && !argument.includes('=') && isSecretName(argument)) {
      hideNext = true
      return argument
    }
    return redactSecrets(argument, options)
  })
}

/** `--x` and `-H`. A lone dash or a negative number is a value. */
function isFlag(argument: string): boolean {
  return /^--?[A-Za-z]/.test(argument)
}
