import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeEvents } from './event-stream.ts'

describe('takeEvents', () => {
  it('reads id, kind and data as the WHATWG text describes them', () => {
    const { events, rest } = takeEvents(': beat\n\nid: 7\nevent: alert.raised\ndata: {"town":"330681002"}\n\nid: 8\nda')
    expect(events).toEqual([{ id: '7', kind: 'alert.raised', data: { town: '330681002' } }])
    expect(rest).toBe('id: 8\nda')
  })

  it('gives the same events wherever the line is cut', () => {
    const event = fc.record({
      id: fc.nat().map(String),
      kind: fc.constantFrom('alert.raised', 'task.changed', 'records.linked'),
      data: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }))),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 12 }), (events, cuts) => {
        const text = events
          .map(({ id, kind, data }) => `: beat\n\nid: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`)
          .join('')
        const borders = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b)
        let rest = ''
        const seen = []
        for (let index = 1; index < borders.length; index += 1) {
          const taken = takeEvents(rest + text.slice(borders[index - 1], borders[index]))
          seen.push(...taken.events)
          rest = taken.rest
        }
        expect(seen).toEqual(events.map(({ id, kind, data }) => ({ id, kind, data: JSON.parse(JSON.stringify(data)) })))
        expect(rest).toBe('')
      }),
    )
  })
})
