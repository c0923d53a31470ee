// Every client that is measured, ours among them.
import { aiperf } from './clients/aiperf.mjs'
import { evalscope } from './clients/evalscope.mjs'
import { guidellm } from './clients/guidellm.mjs'
import { inferencePerf } from './clients/inference-perf.mjs'
import { ours } from './clients/ours.mjs'
import { sglang } from './clients/sglang.mjs'
import { vllm } from './clients/vllm.mjs'

/**
 * @typedef {import('./scenarios.mjs').Scenario} Scenario
 * @typedef {{ url: string, folder: string, tokenizer: string, scenario: Scenario, python: string | null, bin: string | null }} Call
 * `url` is the server's without a path, `folder` an empty one for results, `tokenizer` a local folder, `python` and `bin` those of the client's
 * virtual environment.
 *
 * @typedef {{ name: string, title: string, version: string,
 *   install: { packages?: string[], alone?: string[], torch?: boolean } | null,
 *   files?: (call: Call) => Record<string, string>, command: (call: Call) => string[] | { unable: string }, env?: Record<string, string>,
 *   read: (folder: string) => import('./against-truth.mjs').Measured[] | Promise<import('./against-truth.mjs').Measured[]>,
 *   unable: Record<string, string> }} Peer
 * `files` are written into `folder` first. `command` says why where a client cannot send the load at all. `unable` says which figure its results do not hold, and why: printed
 * as "not measured, because".
 */

/** @type {Peer[]} */
export const peers = [ours('kernel'), ours('raw'), sglang, aiperf, evalscope, guidellm, inferencePerf, vllm]
