import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { placeText, SHARD_TOKEN_VARIABLE, shardPlace } from '@sagellm-benchmark/runner/shards'
import { checkedSshHost, checkHosts, type HostOutput, machineOf, startOverSsh } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
import { oneLine } from '../../../command/report-error.js'
import { splitWords } from '../../../options/split-words.js'
import type { ScaleSshOptions } from '../scale-options.js'
import { checkedShardedLine } from '../sharded-line.js'
import { worstOf } from '../worst-code.js'

/** Where shard 0 listens when nobody names a port. */
const PORT = 7707
/** A host whose program was called wrongly, or is not there, takes no part: the others need not wait for it. */
const hopeless = new Set([2, 126, 127])
/** When shard 0 has failed, the others learn of it and end by themselves within this time, or not at all. */
const GRACE_MS = 5_000

/** Starts the shards of one command line on hosts, shard 0 here or on the first, and waits for all of them. */
export async function scaleSshCommand(options: ScaleSshOptions, io: CommandIo): Promise<ExitCode> {
  const { coordinator, sshConfig: config } = options
  const hosts = options.hosts.map(checkedSshHost)
  const line = checkedShardedLine(options.line)
  const program = splitWords(options.program, '--program')
  const token = io.env[SHARD_TOKEN_VARIABLE] || randomBytes(24).toString('hex')
  const env = { ...passedOn(options.passEnv, io), [SHARD_TOKEN_VARIABLE]: token }
  holdSecrets(Object.values(env))
  const isHere = coordinator === 'here'
  const machine = isHere ? hostname() : machineOf(hosts[0] as string)
  const place = placeText(
    options.rendezvous === undefined ? { host: machine, port: PORT } : shardPlace(options.rendezvous),
  )
  const of = hosts.length + (isHere ? 1 : 0)
  const lineOf = (shard: number) => [...line, '--shard', `${shard}/${of}`, '--rendezvous', place]
  const ssh = { env: io.env, config }

  await checkHosts({ hosts, program, ssh, signal: io.signal })
  const stop = new AbortController()
  const signal = AbortSignal.any([io.signal, stop.signal])
  const running = startOverSsh({
    ssh,
    commands: hosts.map((host, at) => ({ host, env, words: [...program, ...lineOf(at + (isHere ? 1 : 0))] })),
    onLine: (host, text, from) => io[from].write(prefixed(host, text, from)),
    onEnd: (host, code) => {
      if (!hopeless.has(code) || signal.aborted) return
      io.stderr.write(`! ${host} ended with exit code ${code}: the others are stopped\n`)
      stop.abort('a host ended')
    },
  })
  const interrupt = () => running.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  io.stopSignal?.addEventListener('abort', interrupt, { once: true })
  try {
    const own = isHere
      ? await io.perform?.(lineOf(0), { env: { ...io.env, [SHARD_TOKEN_VARIABLE]: token }, signal })
      : undefined
    // Where shard 0 failed before the others found it, they would look for it until their wait is over.
    if (own !== undefined && own !== 0) {
      await Promise.race([Promise.allSettled([running.ended]), wait(GRACE_MS, undefined, { ref: false })])
      await running.close()
    }
    const codes = await running.ended
    if (io.signal.aborted) return 130
    return worstOf(own === undefined ? codes : [own, ...codes.filter((code) => own === 0 || code !== 130)])
  } finally {
    signal.removeEventListener('abort', interrupt)
    io.stopSignal?.removeEventListener('abort', interrupt)
    await running.close()
  }
}

/** @throws BenchError `invalid_argument` for a variable that is not set here, or whose name no shell takes. */
function passedOn(names: readonly string[], { env }: CommandIo): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = /^[A-Za-z_]\w*$/.test(name) && Object.hasOwn(env, name) ? env[name] : undefined
      if (value === undefined)
        throw invalidArgument(
          '--pass-env',
          name,
          'name a variable that is set here, of letters, digits and underscores',
        )
      return [name, value]
    }),
  )
}

/** A line of a host, under its name; what a terminal would take for an order is not handed on. */
function prefixed(host: string, text: string, from: HostOutput): string {
  const isWarning = from === 'stderr' && text.startsWith('! ')
  return `${isWarning ? '! ' : ''}[${host}] ${oneLine(isWarning ? text.slice(2) : text)}\n`
}
