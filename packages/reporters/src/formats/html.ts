import { defineReporter } from './define-reporter.js'

export const html = defineReporter({
  name: 'html',
  description: 'one self-contained page with charts and, where records are at hand, every request',
  extension: 'html',
  mediaType: 'text/html',
  showsRequests: true,
  async render({ document, requests, subtitle }, options) {
    // Charts need 20 MB of libraries, which only this format loads.
    const { htmlReport } = await import('../html/html-report.js')
    return htmlReport({ document, requests, subtitle, theme: options.theme ?? null, plots: options.plots ?? [] })
  },
})
