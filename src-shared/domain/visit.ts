// What a visit of one's own leaves beside its findings (A2§3, §8): photos, and the signature of somebody who was there.
import Type from 'typebox'

const exact = { additionalProperties: false } as const

export const mostPhotos = 6
/** Bytes of a photo at most, as JPEG. */
export const largestPhoto = 300 * 1024

/** The field a signature is drawn in; its path has whole numbers within it. */
export const signatureField = { width: 600, height: 180 } as const
export const longestSignature = 20_000

/** A photo in the event: the picture itself stays in the store of the window that took it. */
const visitPhotoSchema = Type.Object(
  {
    /** SHA-256 of the JPEG, hex. */
    digest: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
    bytes: Type.Integer({ minimum: 1, maximum: largestPhoto }),
  },
  exact,
)

/** Strokes as an SVG path of `M` and `L` alone: it can say nothing else where it is drawn. */
export const signatureSchema = Type.Object(
  {
    signer: Type.String({ minLength: 1, maxLength: 200 }),
    path: Type.String({
      minLength: 1,
      maxLength: longestSignature,
      pattern: '^(?:M\\d{1,3} \\d{1,3}(?:L\\d{1,3} \\d{1,3})*)+$',
    }),
  },
  exact,
)

/** Fields of a visit's event; a record of an older version has none of them. */
export const visitEvidence = {
  photos: Type.Optional(Type.Array(visitPhotoSchema, { maxItems: mostPhotos })),
  signature: Type.Optional(signatureSchema),
  /** Why nobody signed. */
  unsignedBecause: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
} as const

export type VisitPhoto = Readonly<Type.Static<typeof visitPhotoSchema>>
export type Signature = Readonly<Type.Static<typeof signatureSchema>>

export type Point = readonly [x: number, y: number]

/** Strokes as a path; points outside the field are drawn in at its edge, a tap is a dot, what would be too long is left out. */
export function signaturePath(strokes: readonly (readonly Point[])[]): string {
  const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, Math.round(value)))
  const { width, height } = signatureField
  let path = ''
  for (const stroke of strokes) {
    // A path that only moves there shows nothing.
    const points = stroke.length === 1 ? [...stroke, ...stroke] : stroke
    for (const [index, [x, y]] of points.entries()) {
      const step = `${index === 0 ? 'M' : 'L'}${within(x, width)} ${within(y, height)}`
      if (path.length + step.length > longestSignature) return path
      path += step
    }
  }
  return path
}
