export { bearerHeaders } from './bearer-headers.js'
export { isLoopback } from './is-loopback.js'
export { listModels } from './list-models.js'
export { type PageFetch, pageFetch } from './page-fetch.js'
