// Reads the chosen service item with all its proofs; the last choice wins.
import { useEffect, useState } from 'react'
import type { ServiceItemView } from '../../../src-shared/contract/search-view.ts'
import { type CodedError, toCodedError } from '../../../src-shared/errors.ts'
import { call } from '../../desk/desk.ts'

export type ReadServiceItem = {
  readonly item: ServiceItemView | null
  readonly error: CodedError | null
}
const nothing: ReadServiceItem = { item: null, error: null }

/** The item before stays on screen until the next one is here, so that moving through hits does not flicker. */
export function useServiceItem(serviceItem: string | null, edition: string): ReadServiceItem {
  const [read, setRead] = useState<ReadServiceItem>(nothing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new edition is a reason to read again
  useEffect(() => {
    if (serviceItem === null) {
      setRead(nothing)
      return
    }
    let wanted = true
    call('readServiceItem', { serviceItem }).then(
      (item) => wanted && setRead({ item, error: null }),
      (thrown: unknown) => wanted && setRead({ item: null, error: toCodedError(thrown) }),
    )
    return () => {
      wanted = false
    }
  }, [serviceItem, edition])
  return read
}
