// A window that is no core: enrolled with a device key of its own, speaking contract/replication for a test.
import { newDeviceKey } from '../src-main/core/desk/window-identity.ts'
import { createEndpointClient, type EndpointClient } from '../src-main/core/sync/endpoint-client.ts'
import type { Enrolment } from '../src-shared/contract/replication.ts'

export async function enrolClient(
  url: string,
  code: string,
  windowName: string,
): Promise<{ readonly client: EndpointClient; readonly enrolment: Enrolment }> {
  const { publicKey, privateKey } = newDeviceKey()
  const clientOf = (identity: Parameters<typeof createEndpointClient>[1]) =>
    createEndpointClient(
      () => url,
      identity,
      () => undefined,
    )
  const enrolment = await clientOf(null).enrol({ code, publicKey, windowName })
  return { client: clientOf({ enrolment, privateKey }), enrolment }
}
