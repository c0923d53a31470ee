import { beforeAll, describe, expect, test } from 'vitest'
import { operators } from './catalog/operators.js'
import { compareResults } from './compare-results.js'
import { compileForm, modelOf, type OperatorValues } from './compile-form.js'
import { elements, type OperatorForm } from './define-operator.js'
import { loadRuntime, type Runtime } from './load-runtime.js'
import { operatorValues } from './operator-values.js'
import { plainArithmetic } from './testing/plain-arithmetic.js'

let runtime: Runtime
beforeAll(() => {
  runtime = loadRuntime()
})

describe.each(operators.map((operator) => [operator.name, operator] as const))('%s', (name, operator) => {
  const values = operatorValues(operator.small, 7)

  async function resultOf(form: OperatorForm): Promise<Float32Array> {
    const compiled = await compileForm(operator.small, form, { runtime, values, threads: 1 })
    await compiled.run()
    await compiled.release()
    return compiled.result
  }

  test.each(['reference', 'fused'] as const)('the %s form computes what plain arithmetic says', async (which) => {
    const plain = plainArithmetic[name]
    expect(plain, `${name} has no plain arithmetic in testing/plain-arithmetic.ts`).toBeDefined()
    const expected = (plain as (values: OperatorValues) => Float32Array)(values)
    const result = await resultOf(operator.small[which])
    expect(result).toHaveLength(elements(operator.small.output))
    expect(compareResults(expected, result).maxRelDifference).toBeLessThan(operator.tolerance)
    expect(Math.max(...result)).toBeGreaterThan(Math.min(...result))
  })

  test('holds in each form the operators it names, and none that would only copy', () => {
    const ops = (form: OperatorForm) => Buffer.from(modelOf(operator.small, form, values)).toString('latin1')
    const fusedOp = operator.small.fused.name.replace(/\(1\)| \+.*/g, '')
    expect(ops(operator.small.fused)).toContain(fusedOp)
    expect(ops(operator.small.fused)).not.toContain('Identity')
    expect(ops(operator.small.reference)).not.toContain('Identity')
    if (fusedOp !== 'Softmax') expect(ops(operator.small.reference)).not.toContain(fusedOp)
  })

  test('is described, and its measured sizes have work to do', () => {
    expect(operator.description).not.toBe('')
    expect(name).toMatch(/^[a-z_]+$/)
    for (const size of operator.sizes) expect(size.flops).toBeGreaterThan(elements(size.output))
  })
})

test('names of operators, and of sizes within one, are unique', () => {
  const names = operators.flatMap(({ name, sizes }) => sizes.map(({ shape }) => `${name} ${shape}`))
  expect(new Set(names).size).toBe(names.length)
})
