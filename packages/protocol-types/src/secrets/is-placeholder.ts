/**
 * Keys that stand in place of one, because a client insists on a key and the server wants none. They are words that belong to every
 * report, so nothing is hidden for their sake.
 */
const placeholders = new Set(
  (
    'empty none null dummy fake mock test testing token secret password placeholder default example anything unused not-used ' +
    'key api-key apikey your-api-key my-api-key no-key no-api-key no-key-required sk-no-key-required not-needed not-required ' +
    'dummy-key dummy-api-key fake-key fake-api-key test-key test-api-key empty-key ' +
    'sk-empty sk-none sk-dummy sk-fake sk-test sk-placeholder ' +
    'openai sagellm vllm sglang lmdeploy tgi trtllm ollama llamacpp llama.cpp lm-studio lmstudio local localhost ' +
    'true false enabled disabled'
  ).split(' '),
)

/**
 * A short word or a number. Taken out of every text it would tear stamps, field names and counts, and a whole run with them, so that it
 * is left where it stands.
 */
const wordOrNumber = /^(?:[a-z_-]{1,15}|[A-Z_-]{1,15}|[A-Z][a-z]{1,14}|[\d.,:+-]{1,15})$/

/** Whether a value given as a key is no secret, or none that can be hidden. */
export function isPlaceholder(value: string): boolean {
  return stands(value) || isTooPlain(value)
}

/** Whether a value is meant as a key and is still left where it stands: whoever gave it should know. */
export function isTooPlain(value: string): boolean {
  return !stands(value) && (value.length < 4 || wordOrNumber.test(value))
}

/**
 * Whether a value only stands in place of a key, or is too short to be one: whoever reads it has learnt nothing. A plain word that may be meant
 * as a key is none of these.
 */
export function standsForKey(value: string): boolean {
  return value.length < 4 || stands(value)
}

/** `EMPTY`, `not_needed` and `sk-xxxxxxxx`: however the words are joined, and as many x as somebody likes. */
function stands(value: string): boolean {
  return placeholders.has(value.toLowerCase().replaceAll('_', '-')) || /^(?:sk-)?x+$/i.test(value)
}
