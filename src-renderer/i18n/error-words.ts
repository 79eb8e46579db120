// A coded error in words of the language on screen.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CodedError } from '../../src-shared/errors.ts'

export function useErrorWords(): (error: CodedError) => string {
  const { t } = useTranslation('errors')
  return useCallback(({ code, params }) => t(code, { ...params, name: String(params.name ?? '') }), [t])
}
