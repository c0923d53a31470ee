import type { Dialect } from '../dialects/define-dialect.js'
import { detectDialectOf } from '../dialects/detect-dialect.js'
import { givenDialect } from '../dialects/given-dialect.js'
import { discoverModelOf, type ModelDiscovery } from '../endpoint/discover-model.js'
import type { Endpoint } from '../endpoint/endpoint.js'

export type ServerFacts = { readonly dialect: Dialect; readonly discovery: ModelDiscovery }

export type KnownServerOptions = {
  readonly model?: string | null
  readonly modelUnlisted?: boolean
  readonly dialect?: Dialect | string
  readonly dialects?: readonly Dialect[]
}

/** Which engine a server is and what it serves: asked once, and asked again only where the asking failed. */
export class KnownServer {
  /** `null` until the server has been asked. */
  facts: ServerFacts | null = null
  readonly #endpoint: Endpoint
  readonly #options: KnownServerOptions
  readonly #dialect: Dialect | null
  #asking: Promise<ServerFacts> | null = null

  /** @throws BenchError `not_found` for the name of no dialect. */
  constructor(endpoint: Endpoint, options: KnownServerOptions) {
    this.#endpoint = endpoint
    this.#options = options
    this.#dialect = givenDialect(options)
  }

  /** @throws BenchError `not_found` for a model that the server does not serve, `unavailable` where it cannot be asked. */
  ask(signal?: AbortSignal): Promise<ServerFacts> {
    this.#asking ??= this.#ask(signal).catch((error: unknown) => {
      this.#asking = null
      throw error
    })
    return this.#asking
  }

  async #ask(signal?: AbortSignal): Promise<ServerFacts> {
    const { model = null, modelUnlisted = false, dialects } = this.#options
    const discovery = await discoverModelOf(this.#endpoint, { model, modelUnlisted, signal })
    const dialect = this.#dialect ?? (await detectDialectOf(this.#endpoint, { own: dialects, signal }))
    this.facts = { dialect, discovery }
    return this.facts
  }
}
