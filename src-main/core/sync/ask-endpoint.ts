// Asks the endpoint for what counts only once it has said so: without a line there is no answer to wait for.
import { CodedFailure } from '../../../src-shared/errors.ts'
import { type EndpointClient, LinkFailure } from './endpoint-client.ts'

/**
 * @param client - null where this window has no endpoint
 * @throws endpoint-unreachable, and whatever the endpoint refuses with
 */
export async function askEndpoint<Answer>(
  client: EndpointClient | null,
  ask: (client: EndpointClient) => Promise<Answer>,
): Promise<Answer> {
  if (client === null) throw new CodedFailure('endpoint-unreachable', { detail: '' })
  try {
    return await ask(client)
  } catch (thrown) {
    throw thrown instanceof LinkFailure
      ? new CodedFailure('endpoint-unreachable', { detail: thrown.detail })
      : thrown
  }
}
