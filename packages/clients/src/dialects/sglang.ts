import { countOfTokens, defineDialect, field } from './define-dialect.js'

export const sglang = defineDialect({
  name: 'sglang',
  describe: 'SGLang; server arguments at /server_info, errors in a flat body',
  exactLength: () => ({ ignore_eos: true }),
  tokenize: {
    method: 'POST',
    route: '/tokenize',
    body: (text, model, { special }) => ({ model, prompt: text, add_special_tokens: special }),
    read: countOfTokens,
  },
  version: { method: 'GET', route: '/server_info' },
  cacheReset: {
    method: 'POST',
    route: '/flush_cache',
    // A refusal, made while requests run, is a 200 too: only the text says so.
    succeeded: (status, text) => status === 200 && /flushed/i.test(text) && !/not|fail/i.test(text),
  },
  cachedTokensHint: 'start SGLang with --enable-cache-report to have cached tokens reported',
  recognize: ({ ownedBy, serverInfo }) =>
    ownedBy === 'sglang' || field(serverInfo, 'mem_fraction_static') !== undefined,
})
