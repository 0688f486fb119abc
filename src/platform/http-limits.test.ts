import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultOf } from './http-body.ts'
import { contentDisposition } from './http-headers.ts'
import { limitConnections } from './http-limits.ts'

describe('connections [pure]', () => {
  it('of one address are capped, closed ones make room, and the own machine is not counted', () => {
    const server = new EventEmitter() as Server
    limitConnections(server, { connections: 10, connectionsOfAddress: 2, headers: 100 })
    const arrive = (remoteAddress: string) => {
      let destroyed = false
      const socket = Object.assign(new EventEmitter(), { remoteAddress, destroy: () => (destroyed = true) })
      server.emit('connection', socket)
      return { socket, refused: () => destroyed }
    }
    const [first, second, third] = ['203.0.113.1', '203.0.113.1', '203.0.113.1'].map(arrive)
    expect([first, second, third].map((one) => one!.refused())).toEqual([false, false, true])
    expect(arrive('203.0.113.2').refused()).toBe(false)
    first!.socket.emit('close')
    expect(arrive('203.0.113.1').refused()).toBe(false)
    expect(Array.from({ length: 5 }, () => arrive('127.0.0.1').refused())).toEqual([false, false, false, false, false])
  })
})

describe('bodies [pure]', () => {
  it('what JSON can carry is kept unless it holds NUL or half a pair; the check never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        const bad = /\\u0000|\\ud[89a-f]/.test(text.replaceAll('\\\\', ''))
        expect(faultOf(value) !== null).toBe(bad)
      }),
    )
  })
})

describe('names of downloads [pure]', () => {
  it('are one header line whatever they hold, and the file keeps its Chinese name (RFC 6266, RFC 8187)', () => {
    expect(contentDisposition('attachment', 'rejects-1.csv')).toBe('attachment; filename="rejects-1.csv"')
    expect(contentDisposition('inline', '调解协议书 (1).pdf')).toBe(
      `inline; filename="_____ (1).pdf"; filename*=UTF-8''%E8%B0%83%E8%A7%A3%E5%8D%8F%E8%AE%AE%E4%B9%A6%20%281%29.pdf`,
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(contentDisposition('attachment', name)).toMatch(
          /^attachment; filename="[^"\\\r\n]+"(; filename\*=UTF-8''[A-Za-z0-9%._~!-]+)?$/,
        )
      }),
    )
  })
})
