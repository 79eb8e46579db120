// A field to sign in with mouse, pen or finger.
import { type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Point, signatureField, signaturePath } from '../../../../src-shared/domain/visit.ts'
import { Button } from '../../../parts/button.tsx'

const { width, height } = signatureField
/** Points nearer to the last one say nothing new, in units of the field. */
const nearest = 3

export function SignaturePad({
  strokes,
  onChange,
}: {
  readonly strokes: readonly (readonly Point[])[]
  readonly onChange: (strokes: readonly (readonly Point[])[]) => void
}) {
  const { t } = useTranslation('visit')
  /** The stroke being drawn; null while no button or finger is down. */
  const [stroke, setStroke] = useState<readonly Point[] | null>(null)
  const pointOf = (event: PointerEvent<SVGSVGElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect()
    return [
      ((event.clientX - box.left) / box.width) * width,
      ((event.clientY - box.top) / box.height) * height,
    ]
  }
  function begin(event: PointerEvent<SVGSVGElement>) {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setStroke([pointOf(event)])
  }
  function move(event: PointerEvent<SVGSVGElement>) {
    const last = stroke?.at(-1)
    if (stroke === null || last === undefined) return
    const point = pointOf(event)
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= nearest) setStroke([...stroke, point])
  }
  function end() {
    if (stroke !== null) onChange([...strokes, stroke])
    setStroke(null)
  }
  const path = signaturePath(stroke === null ? strokes : [...strokes, stroke])
  return (
    <div className="signature-pad">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t(path === '' ? 'pad' : 'padSigned')}
        data-testid="signature-pad"
        data-signed={path !== ''}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <line x1="24" y1={height - 36} x2={width - 24} y2={height - 36} className="signature-line" />
        {path === '' ? (
          <text x={width / 2} y={height / 2} textAnchor="middle">
            {t('signHere')}
          </text>
        ) : (
          <path d={path} />
        )}
      </svg>
      <Button
        small
        kind="quiet"
        icon="again"
        testId="signature-clear"
        disabled={path === ''}
        onClick={() => onChange([])}
      >
        {t('signAgain')}
      </Button>
    </div>
  )
}

/** A signature as it was recorded. */
export function SignatureDrawing({ path, label }: { readonly path: string; readonly label: string }) {
  return (
    <svg className="signature-drawing" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  )
}
