// Draws a photo anew, small enough to keep: what a camera wrote into it (place, time, device) stays behind.
import { largestPhoto } from '../../../../src-shared/domain/visit.ts'

/** Longest side in pixels and quality, tried in turn. */
const attempts = [
  [1600, 0.8],
  [1280, 0.7],
  [1024, 0.6],
  [800, 0.5],
  [640, 0.4],
] as const

/** JPEG, base64; null where it is no picture, or stays too large. */
export async function shrinkPhoto(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null)
  if (picture === null) return null
  try {
    for (const [side, quality] of attempts) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height))
      const width = Math.max(1, Math.round(picture.width * scale))
      const canvas = new OffscreenCanvas(width, Math.max(1, Math.round(picture.height * scale)))
      canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
      if (blob.size <= largestPhoto) return base64Of(blob)
    }
    return null
  } finally {
    picture.close()
  }
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(blob)
  })
}
