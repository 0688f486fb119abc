import { Problem } from '../platform/problem.ts'
import type { PhotoType } from './schema.ts'

/** A photo as it is kept: its kind told from the bytes, and nothing in it but the picture. */
export interface CleanPhoto {
  readonly mediaType: PhotoType
  readonly bytes: Buffer
}

const ascii = (bytes: Buffer, at: number, length: number): string => bytes.toString('latin1', at, at + length)

/** Segments of a JPEG that say how to draw it; all others (Exif with the position, XMP, comments, previews) fall away. */
function keepsSegment(marker: number, body: Buffer): boolean {
  if (marker === 0xfe) return false
  if (marker < 0xe0 || marker > 0xef) return true
  // JFIF, the colour profile and Adobe's note on the colour space.
  return marker === 0xe0 || marker === 0xee || (marker === 0xe2 && ascii(body, 0, 11) === 'ICC_PROFILE')
}

/** End of the compressed data that begins at `at`: the next marker that is neither stuffing nor a restart. */
function endOfScan(bytes: Buffer, at: number): number {
  for (let next = at; next + 1 < bytes.length; next++) {
    const mark = bytes[next + 1]!
    if (bytes[next] === 0xff && mark !== 0 && mark !== 0xff && (mark < 0xd0 || mark > 0xd7)) return next
  }
  return -1
}

/** ITU T.81 Annex B. Whatever follows the end of the picture is dropped too: phones append further pictures with positions of their own. */
function cleanJpeg(bytes: Buffer): Buffer | null {
  const parts = [bytes.subarray(0, 2)]
  let scans = 0
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (marker < 0xc0 || marker === 0xd8 || end < at + 4 || end > bytes.length) return null
    if (keepsSegment(marker, bytes.subarray(at + 4, end))) parts.push(bytes.subarray(at, end))
    at = end
    if (marker !== 0xda) continue
    scans++
    const stop = endOfScan(bytes, end)
    if (stop < 0) return null
    parts.push(bytes.subarray(end, stop))
    at = stop
    if (bytes[stop + 1] === 0xd9) return scans > 0 ? Buffer.concat([...parts, bytes.subarray(stop, stop + 2)]) : null
  }
  return null
}

const pngChunks = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD'])

/** W3C PNG 5: chunks are copied whole, so that their checksums hold. */
function cleanPng(bytes: Buffer): Buffer | null {
  const parts = [bytes.subarray(0, 8)]
  if (ascii(bytes, 12, 4) !== 'IHDR') return null
  for (let at = 8; at + 12 <= bytes.length; ) {
    const name = ascii(bytes, at + 4, 4)
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) return null
    if (pngChunks.has(name)) parts.push(bytes.subarray(at, end))
    if (name === 'IEND') return Buffer.concat(parts)
    at = end
  }
  return null
}

const webpChunks = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
/** Bits of VP8X that announce Exif and XMP. */
const webpNotes = 0x08 | 0x04

function cleanWebp(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = []
  const all = Math.min(bytes.length, 8 + bytes.readUInt32LE(4))
  let pictures = 0
  for (let at = 12; at + 8 <= all; ) {
    const name = ascii(bytes, at, 4)
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    if (end > all) return null
    if (webpChunks.has(name)) {
      const chunk = Buffer.from(bytes.subarray(at, end))
      if (name === 'VP8X' && length > 0) chunk[8]! &= ~webpNotes
      parts.push(chunk)
    }
    if (name === 'VP8 ' || name === 'VP8L' || name === 'ANMF') pictures++
    at = end
  }
  if (pictures === 0) return null
  const body = Buffer.concat(parts)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return Buffer.concat([head, body])
}

/** JPEG, PNG or WebP by its content, whatever it was called, without position or other notes. Throws intake.photoType. */
export function cleanPhoto(bytes: Buffer): CleanPhoto {
  const kinds: readonly [PhotoType, boolean, (bytes: Buffer) => Buffer | null][] = [
    ['image/jpeg', bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8, cleanJpeg],
    ['image/png', bytes.length > 24 && ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n', cleanPng],
    ['image/webp', bytes.length > 20 && ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP', cleanWebp],
  ]
  for (const [mediaType, fits, clean] of kinds) {
    const cleaned = fits ? clean(bytes) : null
    if (cleaned) return { mediaType, bytes: cleaned }
  }
  throw new Problem('intake.photoType')
}
