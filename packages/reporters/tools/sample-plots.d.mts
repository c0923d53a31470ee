import type { PlotRequest } from '../src/plots/plot-request.js'

export function samplePlots(): PlotRequest[]
