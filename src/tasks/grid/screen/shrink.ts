import { photoLimit } from '../../../intake/schema.ts'
import type { DraftPhoto } from './drafts.ts'

/** Long enough to read a meter or a crack, short enough for a village's line. */
const longestSide = 1920
const previewSide = 160

function drawn(picture: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

const toBlob = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))

/**
 * A photo as it is kept and sent: drawn anew, so that nothing of the file but the picture remains (no position, no time, no
 * name of the phone), upright, at most 1920 pixels long. Null where the file is no picture.
 */
export async function shrink(file: Blob): Promise<DraftPhoto | null> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file)
  } catch {
    return null
  }
  try {
    const canvas = drawn(picture, longestSide)
    for (const quality of [0.82, 0.6, 0.4]) {
      const blob = await toBlob(canvas, quality)
      if (blob !== null && blob.size <= photoLimit.bytes)
        return { blob, preview: drawn(picture, previewSide).toDataURL('image/jpeg', 0.7) }
    }
    return null
  } finally {
    picture.close()
  }
}
