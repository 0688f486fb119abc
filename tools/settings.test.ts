import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { pageWithSettings } from './settings.ts'

it('docs/operate.md lists the settings as the program has them', () => {
  const text = readFileSync('docs/operate.md', 'utf8')
  expect(text).toBe(pageWithSettings(text))
})
