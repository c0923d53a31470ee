import { readdirSync } from 'node:fs'
import { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { describe, expect, test } from 'vitest'
import { parsePrometheus } from '../prometheus/parse-prometheus.js'
import { createTelemetryCollector } from '../telemetry/server-telemetry.js'
import { engineMetrics } from './index.js'

test('the list holds every file of the folder, each named for its engine', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/^(index|define-.*|.*\.test)\.ts$/.test(file))
  expect(engineMetrics.map(({ engine }) => `${engine}.ts`)).toEqual(files.sort())
})

describe.each(engineMetrics)('the table of $engine', (table) => {
  test('says what it is and what to know about it', () => {
    expect(table.description.length).toBeGreaterThan(5)
    expect(table.notes.length).toBeGreaterThan(5)
  })

  test('every counter is found with and without _total, every gauge and histogram by its newest name', () => {
    for (const suffix of ['', '_total']) {
      const page = (factor: number) =>
        parsePrometheus(
          [
            ...Object.values(table.gauges).map(({ names }) => `${names[0]} 0.5`),
            ...[...new Set(Object.values(table.counters).map(({ names }) => names[0]))].map(
              (name) => `${name}${suffix} ${factor * 7}`,
            ),
            ...Object.values(table.latencies).flatMap(({ names: [name] }) => [
              `${name}_bucket{le="1"} ${factor}`,
              `${name}_bucket{le="+Inf"} ${factor}`,
              `${name}_sum ${factor * 0.25}`,
              `${name}_count ${factor}`,
            ]),
          ].join('\n'),
        )
      const collector = createTelemetryCollector()
      collector.add(page(1), 0)
      collector.add(page(3), 10)
      const telemetry = collector.result({ label: 'x', complete: true, intervalMs: null })

      expect(ServerTelemetry.parse(telemetry)).toEqual(telemetry)
      expect(telemetry.engine).toBe(table.engine)
      expect(Object.keys(telemetry.gauges).sort()).toEqual(Object.keys(table.gauges).sort())
      expect(Object.values(telemetry.counters).map(({ delta }) => delta)).toEqual(
        Object.values(table.counters).map(({ plus = [] }) => 14 * (1 + plus.length)),
      )
      expect(Object.values(telemetry.latencies).map(({ meanMs }) => meanMs)).toEqual(
        Object.keys(table.latencies).map(() => 250),
      )
    }
  })
})
