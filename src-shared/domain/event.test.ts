// The canonical text of an event, against its definition.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './event.ts'

/** The text by its definition: fields by name, nothing undefined. */
function byDefinition(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => byDefinition(one ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([key, one]) => `${JSON.stringify(key)}:${byDefinition(one)}`)
    return `{${parts.join(',')}}`
  }
  return JSON.stringify(value ?? null)
}

test('canonical text is fields by name, whatever order they came in', () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 4, withNullPrototype: true, withBoxedValues: false }), (value) => {
      expect(canonicalJson(value)).toBe(byDefinition(value))
    }),
  )
  expect(canonicalJson({ b: 1, a: undefined, '10': [undefined, {}], '9': [] })).toBe(
    '{"10":[null,{}],"9":[],"b":1}',
  )
})
