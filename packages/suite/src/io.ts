import { holdSecrets, isTooPlain, secretsInWords } from '@sagellm-benchmark/protocol-types/edge'
import type { Dialect } from '@sagellm-benchmark/clients'
import { type ApiKey, keyNow, type Waiting } from '@sagellm-benchmark/clients/endpoint'
import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import type { RunObserver } from '@sagellm-benchmark/runner'
import type { PromptSource } from '@sagellm-benchmark/workloads'
import type { SessionFormat, SessionSource } from '@sagellm-benchmark/workloads/sessions'
import type { AnyTarget } from './targets/define-target.js'

/** What a function of the suite uses beside its plan: folders, clock, signals, keys, plug-ins, messages. All of it is optional. */
export type SuiteIo = {
  /** What relative paths are relative to. @default process.cwd() */
  readonly cwd?: string
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @default systemClock() */
  readonly clock?: Clock
  /** Ends the work gently: nothing more is sent, what is in flight may finish, and a result is written. @default never */
  readonly signal?: AbortSignal
  /** Cuts off what is in flight. @default never */
  readonly stopSignal?: AbortSignal
  /** Key of the endpoint; sent, never written. @default none */
  readonly apiKey?: ApiKey | null
  /** Headers that hold a secret; sent, never written. @default {} */
  readonly secretHeaders?: Readonly<Record<string, string>>
  /** Kinds of target beside ours. @default [] */
  readonly targets?: readonly AnyTarget[]
  /** Sources of prompts beside ours, for workloads that name them. @default [] */
  readonly sources?: readonly PromptSource[]
  /** Sources of sessions beside ours, for workloads that name them. @default [] */
  readonly sessionSources?: readonly SessionSource[]
  /** Formats of session files beside ours. @default [] */
  readonly sessionFormats?: readonly SessionFormat[]
  /** Kinds of load beside ours, for loads of kind `own` that name them. @default [] */
  readonly loadKinds?: readonly LoadKind[]
  /** Dialects beside ours. Functions stay in their thread, so that the load is sent from this one; better is `dialectModule`. @default [] */
  readonly dialects?: readonly Dialect[]
  /** Address (file URL) of a module that exports `dialects`: load threads import it too. @default none */
  readonly dialectModule?: string | null
  /** Watch the requests. @default [] */
  readonly observers?: readonly RunObserver[]
  /** Keeps token counts of servers in the cache folder of the user, for later runs. @default true */
  readonly tokenCache?: boolean
  /** Whether a calibration of this machine's client, where there is one, is held against what is measured. @default true */
  readonly calibration?: boolean
  /** Called with one plain sentence for each step that is being done. @default nothing */
  readonly say?: (text: string) => void
  /** Called with what is waited for while a server is not ready, and with `null` when the wait is over. @default nothing */
  readonly onWaiting?: (waiting: Waiting | null) => void
  /** Called with each sentence that the user has to know before the first request. @default nothing */
  readonly warn?: (text: string) => void
  /** The words that repeat this, for the artifacts; secrets in them are taken out. @default none are known */
  readonly words?: readonly string[]
}

/** The same with every default in its place. */
export type ResolvedIo = Required<Omit<SuiteIo, 'stopSignal'>> & Pick<SuiteIo, 'stopSignal'>

/**
 * Resolves the defaults, once, where a public function begins. From then on nothing that this process writes holds the key, or a
 * secret of the command line.
 */
export function resolveIo(io: SuiteIo): ResolvedIo {
  holdSecrets([keyNow(io.apiKey), ...secretsInWords(io.words ?? [])])
  return {
    cwd: io.cwd ?? process.cwd(),
    env: io.env ?? process.env,
    clock: io.clock ?? systemClock(),
    signal: io.signal ?? new AbortController().signal,
    apiKey: io.apiKey ?? null,
    secretHeaders: io.secretHeaders ?? {},
    targets: io.targets ?? [],
    sources: io.sources ?? [],
    sessionSources: io.sessionSources ?? [],
    sessionFormats: io.sessionFormats ?? [],
    loadKinds: io.loadKinds ?? [],
    dialects: io.dialects ?? [],
    dialectModule: io.dialectModule ?? null,
    observers: io.observers ?? [],
    tokenCache: io.tokenCache ?? true,
    calibration: io.calibration ?? true,
    say: io.say ?? (() => {}),
    onWaiting: io.onWaiting ?? (() => {}),
    warn: io.warn ?? (() => {}),
    words: io.words ?? [],
    ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
  }
}

/** Values that must not be written anywhere, and are long enough to be recognised in a text. */
export function secretsOf({ apiKey, secretHeaders }: ResolvedIo): string[] {
  return [keyNow(apiKey), ...Object.values(secretHeaders)]
    .filter((each) => each !== null)
    .filter((each) => !isTooPlain(each))
}
