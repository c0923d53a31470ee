import { defineReporter } from './define-reporter.js'

export const json = defineReporter({
  name: 'json',
  description: 'the validated artifact itself, for scripts',
  extension: 'json',
  mediaType: 'application/json',
  render: (content) => `${JSON.stringify(content.json, null, 2)}\n`,
})
