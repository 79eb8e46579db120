// A coded error in words of the language on screen.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CodedError } from '../../src-shared/errors.ts'

/** What the words may name: an error's params, each name there. */
const fillings = ({ params }: CodedError) => ({
  ...params,
  name: String(params.name ?? ''),
  file: String(params.file ?? ''),
  seconds: Number(params.seconds ?? 0),
  rows: Number(params.rows ?? 0),
})

export function useErrorWords(): (error: CodedError) => string {
  const { t } = useTranslation('errors')
  return useCallback((error) => t(error.code, fillings(error)), [t])
}
