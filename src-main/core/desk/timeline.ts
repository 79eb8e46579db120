// What happened, newest first, as a timeline shows it.

import type { TimelineItem } from '../../../src-shared/contract/marks.ts'
import { momentOf, orderEvents } from '../../../src-shared/domain/event.ts'
import type { Signature } from '../../../src-shared/domain/visit.ts'
import type { StoredEvent } from '../store/open-store.ts'
import type { DeskContext } from './desk-context.ts'
import { staffName, syncMarkOf, unitName } from './marks.ts'

/** What a timeline shows of a body; who the applicant is stands in the head, masked. */
const personal = new Set(['applicant', 'applicantName', 'applicantIdentityNumber', 'entries', 'signature'])

/** Of a signature who signed; the strokes are drawn at the proof alone. */
function shownBody(body: StoredEvent['body']): Readonly<Record<string, unknown>> {
  const shown = Object.fromEntries(Object.entries(body).filter(([key]) => !personal.has(key)))
  const { signature } = body as { readonly signature?: Signature }
  return signature === undefined ? shown : { ...shown, signer: signature.signer }
}

export function timelineOf(
  context: DeskContext,
  events: readonly StoredEvent[],
  names: ReadonlyMap<string, string>,
): readonly TimelineItem[] {
  return orderEvents(events)
    .map(
      (event): TimelineItem => ({
        event: event.id,
        stream: event.stream,
        kind: event.kind,
        // By the endpoint's clock: a window's own may be hours wrong.
        at: new Date(momentOf(event)).toISOString(),
        staffName: staffName(context, event.staff),
        unitName: unitName(context, event.unit),
        edition: event.edition,
        sync: syncMarkOf([event]),
        body: shownBody(event.body),
        proofName:
          names.get((event.body as { entry?: string }).entry ?? '') ??
          (event.body as { proofName?: string }).proofName ??
          null,
      }),
    )
    .reverse()
}
