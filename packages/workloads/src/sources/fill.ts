import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { vocabularyEn } from '../text/vocabulary-en.js'
import { vocabularyZh } from '../text/vocabulary-zh.js'

const vocabularies = { en: vocabularyEn, zh: vocabularyZh }

/** Words and numbers that stand for the same thing all through one prompt. */
export type Fill = (template: string) => string

/**
 * Fills the blanks of templates: `{n}` is a new number each time, `{n:10-99}` one of a range, and `{city}` and the other words
 * of the vocabulary stay the same for one prompt unless numbered apart: `{name}`, `{name2}`.
 *
 * @throws RangeError for a blank that the vocabulary lacks: a mistake in a template.
 * @example createFill(random, 'en')('{name} left {city} at {n:1-12}.')
 */
export function createFill(random: RandomSource, language: 'en' | 'zh'): Fill {
  const vocabulary: Readonly<Record<string, readonly string[]>> = vocabularies[language]
  const chosen = new Map<string, string>()

  return (template) =>
    template.replace(/\{([a-z]+)(\d?)(?::(\d+)-(\d+))?\}/g, (blank, word: string, _no, from?: string, to?: string) => {
      if (word === 'n') return String(random.int(Number(from ?? 2), Number(to ?? 98)))
      const known = chosen.get(blank)
      if (known !== undefined) return known
      const words = vocabulary[word]
      if (!words) throw new RangeError(`no words for ${blank}`)
      const free = words.filter((each) => ![...chosen.values()].includes(each))
      const picked = random.pick(free.length > 0 ? free : words)
      chosen.set(blank, picked)
      return picked
    })
}
