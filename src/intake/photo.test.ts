import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkedPhoto } from './actions.ts'
import { cleanPhoto } from './photo.ts'
import { photoLimit } from './schema.ts'

const segment = (marker: number, body: string | Buffer): Buffer => {
  const bytes = Buffer.from(body as string, 'latin1')
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(bytes.length + 2, 2)
  return Buffer.concat([head, bytes])
}
const scan = Buffer.from([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4])
const end = Buffer.from([0xff, 0xd9])
const jpeg = (...notes: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, 'JFIF\0'),
    ...notes,
    segment(0xdb, 'table'),
    segment(0xc0, 'frame'),
    segment(0xda, 'scan'),
    scan,
    end,
  ])
const chunk = (name: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, Buffer.from(name, 'latin1'), body, Buffer.alloc(4)])
}
const png = (...more: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.alloc(13)),
    ...more,
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
const riff = (name: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from(name, 'latin1'), length, body, Buffer.alloc(body.length % 2)])
}
const webp = (...chunks: Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks])
  return riff('RIFF', body)
}

describe('photos are told by their bytes and lose their notes', () => {
  it('a JPEG loses position, comments and whatever a phone appends, and keeps the picture', () => {
    const position = segment(0xe1, 'Exif\0\0 latitude 29.7')
    const noted = Buffer.concat([jpeg(position, segment(0xfe, 'by 王建国'), segment(0xe2, 'MPF\0')), jpeg(position)])
    expect(cleanPhoto(noted)).toEqual({ mediaType: 'image/jpeg', bytes: jpeg() })
    expect(cleanPhoto(jpeg(segment(0xe2, 'ICC_PROFILE\0x'))).bytes.includes('ICC_PROFILE')).toBe(true)
  })
  it('a PNG keeps what draws it', () => {
    const noted = png(chunk('eXIf', Buffer.from('GPS')), chunk('tEXt', Buffer.from('Author')))
    expect(cleanPhoto(noted)).toEqual({ mediaType: 'image/png', bytes: png() })
  })
  it('a WebP loses Exif and XMP, and its head no longer announces them', () => {
    const head = (flags: number) => riff('VP8X', Buffer.from([flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]))
    const picture = riff('VP8 ', Buffer.from([1, 2, 3]))
    const noted = webp(head(0x1c), picture, riff('EXIF', Buffer.from('GPS!')), riff('XMP ', Buffer.from('x')))
    expect(cleanPhoto(noted)).toEqual({ mediaType: 'image/webp', bytes: webp(head(0x10), picture) })
  })
  it('five megabytes are kept, one byte more is not', () => {
    const full = jpeg(segment(0xdb, Buffer.alloc(60_000)))
    const filled = (size: number): Buffer =>
      Buffer.concat([full.subarray(0, -2), Buffer.alloc(size - full.length), full.subarray(-2)])
    expect(checkedPhoto(filled(photoLimit.bytes)).bytes.length).toBe(photoLimit.bytes)
    expect(() => checkedPhoto(filled(photoLimit.bytes + 1))).toThrow('5 MB')
  })
  it('anything else is refused, also a page that calls itself a picture and a picture that is cut', () => {
    const bad = [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(60)),
      Buffer.from('%PDF-1.7 some text that is long enough'),
      Buffer.alloc(0),
      jpeg().subarray(0, -2),
      png().subarray(0, 40),
      webp(riff('EXIF', Buffer.from('GPS!'))),
    ]
    for (const bytes of bad) expect(() => cleanPhoto(bytes)).toThrow(/照片/)
  })
})
