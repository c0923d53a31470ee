import {
  holdSecrets,
  secretsInEnvironment,
  secretsInWords,
  withoutSecrets,
} from '@sagellm-benchmark/protocol-types/edge'
import type { CommandIo, Output } from './define-command.js'

/** The same world, but nothing is printed that holds a secret of the command line or the environment, or one found later. */
export function withoutSecretsIo(io: CommandIo): CommandIo {
  holdSecrets([...secretsInWords(io.argv), ...secretsInEnvironment(io.env), io.env['OPENAI_API_KEY']])
  return { ...io, stdout: safe(io.stdout), stderr: safe(io.stderr) }
}

function safe(output: Output): Output {
  return {
    write: (text) => output.write(withoutSecrets(text)),
    get isTTY() {
      return output.isTTY
    },
    get columns() {
      return output.columns
    },
  }
}
