// Who may do what does not travel as an event: judged by the role of the member of staff a request names.
import type { Role, Staff } from '../src-shared/domain/staff.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import type { EndpointStore } from './store/endpoint-store.ts'

/** @throws event-action-not-available with `action` where `staff` is no active member of `unit` in this role */
export async function requireRole(
  store: Pick<EndpointStore, 'readDocument'>,
  unit: string,
  staff: string,
  role: Role,
  action: string,
): Promise<Staff> {
  const found = await store.readDocument(`staff/${staff}`)
  if (
    found?.type === 'staff' &&
    found.body.active &&
    found.body.unit === unit &&
    found.body.roles.includes(role)
  )
    return found.body
  throw new CodedFailure('event-action-not-available', { action })
}
