// GuideLLM.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROMPT_TOKENS } from '../scenarios.mjs'
import { numberIn } from './text-number.mjs'

const VERSION = '0.8.1'

export const guidellm = {
  name: 'guidellm',
  title: 'GuideLLM',
  version: VERSION,
  install: { packages: [`guidellm==${VERSION}`] },
  unable: { 'gap error': 'its result holds one mean a request, no times of tokens' },
  command: ({ url, folder, tokenizer, bin, scenario }) => [
    ...[join(bin, 'guidellm'), 'run', '--backend', `kind=openai_http,target=${url},model=bench-model`],
    ...[
      '--profile',
      scenario.rateRps === null
        ? `kind=concurrent,streams=${scenario.concurrency}`
        : `kind=constant,rate=${scenario.rateRps}`,
    ],
    ...[
      '--constraint',
      `kind=max_requests,count=${scenario.requests}`,
      '--tokenizer',
      `kind=hf_auto,model=${tokenizer}`,
    ],
    ...['--data', `kind=synthetic_text,prompt_tokens=${PROMPT_TOKENS},output_tokens=${scenario.tokens}`],
    ...['--output', `kind=json,path=${join(folder, 'result.json')}`, '--disable-console'],
  ],
  read: (folder) => readGuidellm(readFileSync(join(folder, 'result.json'), 'utf8')),
}

/** @param text - its JSON report. */
export function readGuidellm(text) {
  const { benchmarks } = JSON.parse(text)
  return benchmarks[0].requests.successful.map((request) => ({
    number: numberIn(request.output),
    ttftMs: request.time_to_first_token_ms,
    gapsMs: null,
  }))
}
