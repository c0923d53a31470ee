import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { CountPrompt } from './prompt-counting.js'

/** What is known of a server that counts. */
export type CountingServer = {
  readonly url: string
  readonly engine: string
  readonly model: string
  /** Of the engine; `null` where it does not say. */
  readonly version: string | null
}

/**
 * Texts on which vocabularies differ: prose, Chinese, code, digits, accents, emoji, white space. What a server makes of them
 * distinguishes another model under the same name and address.
 */
const probes = [
  'The quick brown foxes were nevertheless internationalised, unenthusiastically, on 17 occasions.',
  '\u4eca\u5929\u5929\u6c14\u5f88\u597d\uff0c\u6211\u4eec\u53bb\u516c\u56ed\u6563\u6b65\uff0c\u987a\u4fbf\u8ba8\u8bba\u795e\u7ecf\u7f51\u7edc\u3002',
  'for (let i = 0; i < 4096; i++) {\n\t\tbuffer[i] ^= 0xdeadbeef >>> (i % 32);\n}',
  '31415926535897932384626433832795 0.00001 1e-12 2026-11-28T10:00:00Z',
  'na\u00efve fa\u00e7ade \u0416\u0443\u0440\u043d\u0430\u043b \u65e5\u672c\u8a9e \ud83d\ude80\ud83d\udc69\u200d\ud83d\udcbb      end',
]

/**
 * One text that distinguishes a server's tokenizer from every other: address, engine and its version, model, and what it counts of
 * a few texts.
 *
 * @throws what counting throws.
 */
export async function tokenizerIdentity(server: CountingServer, countPrompt: CountPrompt): Promise<string> {
  const asked = (text: string): PromptInput => ({ kind: 'messages', messages: [{ role: 'user', content: text }] })
  const counts = await Promise.all(probes.map((text) => countPrompt(asked(text))))
  const { url, engine, model, version } = server
  return JSON.stringify([url, engine, version, model, counts])
}
