import { createSecretRedactor, type PieceCleaner, type SecretRedactor } from './create-secret-redactor.js'
import { isPlaceholder } from './is-placeholder.js'
import { cleanTextsBy } from './without-secrets.js'

/** Of this thread: what must not leave it. */
const held = new Set<string>()
let redactor: SecretRedactor | null = null

/**
 * From now on, nothing that this thread writes to a file or a terminal, and no text that it cuts, holds these values. What takes a
 * key calls this; what writes uses `withoutSecrets`. There is no way back: a late line may still name an early key.
 *
 * @param values - placeholders such as `EMPTY`, and what is shorter than four characters, are left out.
 */
export function holdSecrets(values: Iterable<string | null | undefined>): void {
  for (const value of values) {
    if (!value || value.length < 4 || isPlaceholder(value) || held.has(value)) continue
    held.add(value)
    redactor = null
    cleanTextsBy((text) => current().clean(text))
  }
}

/** What this thread holds, for a thread that it starts. */
export function heldSecrets(): string[] {
  return [...held]
}

/** Begins a text that comes in pieces. */
export function openSecretCleaner(): PieceCleaner {
  return current().open()
}

function current(): SecretRedactor {
  redactor ??= createSecretRedactor([...held])
  return redactor
}
