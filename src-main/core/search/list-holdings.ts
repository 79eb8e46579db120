// The list's entries in memory, grouped by service item and by proof, kept as entries come and go.
import { contentForbidden, type ListEntry } from '../../../src-shared/domain/exemption-list.ts'

/** As much of an entry as a search needs; a snapshot holds no more. */
export type HeldEntry = Readonly<
  Pick<
    ListEntry,
    'id' | 'proofName' | 'serviceItemName' | 'serviceItemCode' | 'demandingUnit' | 'method' | 'secrecy'
  >
>
/** Whether the entry is held whole, as the store has it. */
export const isWhole = (entry: HeldEntry): entry is ListEntry => 'legalBasis' in entry

export type HeldItem = {
  readonly key: string
  readonly name: string
  readonly code: string
  readonly demandingUnit: string
  readonly entries: Set<HeldEntry>
}
export type HeldProof = { readonly name: string; readonly entries: Set<HeldEntry> }

/** Names a service item as one unit demands it, whatever the edition. */
export const serviceItemKey = (
  entry: Pick<ListEntry, 'demandingUnit' | 'serviceItemName' | 'serviceItemCode'>,
): string => `${entry.demandingUnit}\u001f${entry.serviceItemName}\u001f${entry.serviceItemCode}`

/** What of an entry may be shown: of a state secret that it exists, whose it is and that it is settled outside. */
export function showable(entry: ListEntry): ListEntry {
  if (!contentForbidden(entry.secrecy)) return entry
  return {
    ...entry,
    proofName: '',
    proofPurpose: '',
    legalBasis: '',
    basisRank: '',
    issuingUnit: '',
    methodWording: '',
    archiveClass: null,
    commitmentExcluded: null,
    followUp: null,
    questions: [],
    note: '',
  }
}

const inOrder = new Intl.Collator('zh', { numeric: true })
/** Entries as the list numbers them. */
export const byEntryNumber = (one: ListEntry, other: ListEntry): number =>
  inOrder.compare(one.entryNumber, other.entryNumber) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)

export type ListHoldings = ReturnType<typeof createListHoldings>

export function createListHoldings() {
  const entries = new Map<string, { readonly entry: HeldEntry; readonly item: HeldItem }>()
  const items = new Map<string, HeldItem>()
  const proofs = new Map<string, HeldProof>()

  function remove(id: string): boolean {
    const held = entries.get(id)
    if (held === undefined) return false
    entries.delete(id)
    const { entry, item } = held
    item.entries.delete(entry)
    if (item.entries.size === 0) items.delete(item.key)
    const proof = proofs.get(entry.proofName)
    proof?.entries.delete(entry)
    if (proof?.entries.size === 0) proofs.delete(proof.name)
    return true
  }

  return {
    items: items as ReadonlyMap<string, HeldItem>,
    /** Proofs that may be searched: none of a state secret. */
    proofs: proofs as ReadonlyMap<string, HeldProof>,
    get size() {
      return entries.size
    },
    itemOf: (entry: HeldEntry): HeldItem | null => entries.get(entry.id)?.item ?? null,
    remove,
    /** Holds the entry, in place of the one of the same id. */
    put(entry: HeldEntry): void {
      remove(entry.id)
      const key = serviceItemKey(entry)
      let item = items.get(key)
      if (item === undefined) {
        const { serviceItemName: name, serviceItemCode: code, demandingUnit } = entry
        item = { key, name, code, demandingUnit, entries: new Set() }
        items.set(key, item)
      }
      item.entries.add(entry)
      entries.set(entry.id, { entry, item })
      if (contentForbidden(entry.secrecy)) return
      const proof = proofs.get(entry.proofName)
      if (proof === undefined)
        proofs.set(entry.proofName, { name: entry.proofName, entries: new Set([entry]) })
      else proof.entries.add(entry)
    },
    *all(): Generator<HeldEntry> {
      for (const { entry } of entries.values()) yield entry
    },
  }
}
