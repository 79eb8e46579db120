// The joint office sets the policy on the fallback of A2§3: judged by role, kept with who and why, told to every window by the feed.
import type { SetPolicy } from '../src-shared/contract/replication.ts'
import { mostDecisions } from '../src-shared/domain/fallback-policy.ts'
import { defaultPolicy } from '../src-shared/domain/reference.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { requireRole } from './require-role.ts'
import type { EndpointStore } from './store/endpoint-store.ts'

/** @throws event-action-not-available where the staff named is not of the joint office, input-invalid for an unknown unit */
export async function setPolicy(
  store: EndpointStore,
  unit: string,
  { staff, reason, terms }: SetPolicy,
): Promise<void> {
  await requireRole(store, unit, staff, 'joint-office', 'set-policy')
  for (const code of terms.units ?? [])
    if ((await store.readDocument(`unit/${code}`)) === null)
      throw new CodedFailure('input-invalid', { unit: code })
  await store.changeDocument('policy', (document) => {
    const before = document?.type === 'policy' ? document.body : defaultPolicy
    const decided = { staff, at: new Date().toISOString(), reason, terms }
    const decisions = [...(before.fallback.decisions ?? []), decided].slice(-mostDecisions)
    return { id: 'policy', type: 'policy', body: { ...before, fallback: { ...terms, decisions } } }
  })
}
