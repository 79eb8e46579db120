// The case page: the spine of proofs, the next lawful act unfolded in place, and what happened beside it.
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../src-shared/contract/case-view.ts'
import { mayVerify } from '../../../src-shared/domain/staff.ts'
import { call, useView } from '../../desk/desk.ts'
import { isTyping } from '../../frame/keyboard.ts'
import { useRoute } from '../../frame/route.ts'
import { Banner, ErrorNote } from '../../parts/banner.tsx'
import { Dot } from '../../parts/dot.tsx'
import { GroupHead } from '../../parts/group-head.tsx'
import { isDown, useLinkWords } from '../../parts/link-state.tsx'
import { EmptyState, Pane, Waiting } from '../../parts/pane.tsx'
import { ballOf, type DeskAct, endOfCase, whereNext } from './acts.ts'
import { CaseEnd } from './case-end.tsx'
import { CaseHead } from './case-head.tsx'
import { CaseTimeline } from './case-timeline.tsx'
import type { ChannelName } from './channel-choice.tsx'
import { LetterPane } from './letter-pane.tsx'
import { LetterSending } from './letter-sending.tsx'
import type { Letter, ProofPage } from './proof-page.ts'
import { ProofRow } from './proof-row.tsx'
import './case.css'

export function CasePage() {
  const { t } = useTranslation('case')
  const stream = useRoute((state) => state.route.params.case ?? '')
  const entry = useRoute((state) => state.route.params.entry ?? null)
  const { view, error } = useView('case', { case: stream })
  if (view === null)
    return (
      <div className="case-page">
        <Pane>
          {error === null ? <Waiting label={t('waiting')} /> : <EmptyState icon="none" title={t('gone')} />}
          <ErrorNote error={error} />
        </Pane>
      </div>
    )
  // Another proof asked for, as by a letter found, is stood on anew.
  return <Spine key={`${stream} ${entry}`} view={view} wanted={entry} />
}

/** How long after an act the page still follows core's news to the next proof, milliseconds. */
const following = 1500

function Spine({ view, wanted }: { readonly view: CaseView; readonly wanted: string | null }) {
  const { view: status } = useView('status', {})
  const { view: session } = useView('session', {})
  const [here, setHere] = useState<string>(() =>
    wanted !== null && view.proofs.some((proof) => proof.entry.entry === wanted)
      ? wanted
      : whereNext(view.proofs, view.proofs[0]?.entry.entry ?? endOfCase),
  )
  const [chosen, setChosen] = useState<DeskAct | null>(null)
  const [letter, setLetter] = useState<Letter | null>(null)
  const [refused, setRefused] = useState<{ readonly entry: string; readonly channel: ChannelName } | null>(
    null,
  )
  const [turn, setTurn] = useState(0)
  const follow = useRef(0)
  const spine = useRef<HTMLUListElement>(null)

  const stand = useCallback((entry: string, act: DeskAct | null = null) => {
    // Who chose where to stand is not moved away from it.
    follow.current = 0
    setHere(entry)
    setChosen(act)
    setTurn((before) => before + 1)
  }, [])

  // After an act the news of it may come before or after its result: follow both for a moment.
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when core's view changed
  useEffect(() => {
    if (Date.now() > follow.current) return
    const next = whereNext(view.proofs, here)
    setHere(next)
    setTurn((before) => before + 1)
  }, [view])

  // The letter may be drawn before core's news of the request it is of.
  const sendable = letter !== null && sending(letter) !== null
  // Focus lands on the next lawful act: the first empty field of its form, else its button, else the row.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` says that the page moved
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const row = spine.current?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(here)}"]`)
      if (row == null) return
      row.scrollIntoView({ block: 'nearest' })
      const empty = firstEmpty(row)
      const solid = '.desk-button.go:not(:disabled)'
      // A letter to be sent is sent from under it.
      const pane =
        row.querySelector('[data-testid="send-in-pane"]') === null
          ? null
          : document.querySelector<HTMLButtonElement>(`.letter-sending ${solid}`)
      const go = pane ?? row.querySelector<HTMLButtonElement>(solid)
      const to = empty ?? go ?? row.querySelector<HTMLElement>('.next input:not(:disabled)') ?? row
      to.focus({ preventScroll: true })
      go?.scrollIntoView({ block: 'nearest' })
    })
    return () => cancelAnimationFrame(frame)
  }, [here, turn, chosen, sendable])

  function done(stay: DeskAct | null) {
    setRefused(null)
    if (stay !== null) return stand(here, stay)
    setLetter(null)
    setChosen(null)
    follow.current = Date.now() + following
    setHere(whereNext(view.proofs, here))
    setTurn((before) => before + 1)
  }

  async function refuse(entry: string, channel: ChannelName) {
    if (channel === 'system' || channel === 'on-site') return
    setRefused({ entry, channel })
    const proof = view.proofs.find((one) => one.entry.entry === entry)
    if (proof?.actions.includes('refuse-channel') !== true) return
    // The panel stands either way; core keeps the record.
    await call('refuseChannel', { case: view.stream, entry, channel }).catch(() => undefined)
  }

  function move(step: number) {
    const rows = [...view.proofs.map((proof) => proof.entry.entry), endOfCase]
    const to = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(here) + step))]
    if (to !== undefined && to !== here) stand(to)
  }

  function steer(event: KeyboardEvent<HTMLElement>) {
    if (event.nativeEvent.isComposing || event.altKey || event.metaKey) return
    const target = event.target as HTMLElement
    const radio = target instanceof HTMLInputElement && target.type === 'radio'
    if (event.key === 'Enter' && event.ctrlKey && view.actions.includes('close')) stand(endOfCase)
    else if (event.key === 'Enter' && event.shiftKey && !(target instanceof HTMLTextAreaElement)) {
      const proof = view.proofs.find((one) => one.entry.entry === here)
      if (proof?.actions.includes('change-method') !== true) return
      stand(here, 'change-method')
    } else if (event.key === 'Escape' && (chosen !== null || refused !== null)) {
      // Esc first puts away what was unfolded in place of the next act; the draft stays.
      setRefused(null)
      stand(here)
    } else if (isTyping(target) || radio) return
    else if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const staff = session?.signedIn ?? null
  const page = (entry: string): ProofPage => ({
    caseStream: view.stream,
    staffName: staff?.name ?? '',
    mayAsk: staff !== null && mayVerify({ roles: [...staff.roles] }),
    policy: status?.fallbackOpen === true ? status.policyCitation : '',
    letter,
    refused: refused?.entry === entry ? refused.channel : null,
    chosen: here === entry ? chosen : null,
    onAct: (act) => stand(entry, act),
    onLetter: setLetter,
    onRefuse: (channel) => void refuse(entry, channel),
    onRefusalRead: () => {
      setRefused(null)
      stand(entry)
    },
    onDone: done,
  })

  /** What sends the letter, where this desk may send it. */
  function sending(shown: Letter) {
    const proof = view.proofs.find(
      (one) => shown.verification !== null && one.verification === shown.verification,
    )
    const verification = proof?.verificationView ?? null
    if (proof === undefined || verification === null || !verification.actions.includes('dispatch'))
      return null
    return (
      <LetterSending
        letter={shown}
        proof={proof}
        verification={verification}
        page={{ onLetter: setLetter, onDone: done }}
      />
    )
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys walk the rows inside */}
      <div className="case-page case" onKeyDown={steer} data-testid="case-page" data-case={view.stream}>
        <CaseHead view={view} sample={status?.list?.sample === true} />
        {status !== null && isDown(status.link) ? <LineBanner /> : null}
        <section className="pane spine-pane">
          <SpineHead view={view} />
          <ul className={letter === null ? 'spine' : 'spine narrow'} ref={spine}>
            {view.proofs.map((proof) => (
              <ProofRow
                key={proof.entry.entry}
                proof={proof}
                here={here === proof.entry.entry}
                page={page(proof.entry.entry)}
                onStand={() => stand(proof.entry.entry)}
              />
            ))}
            <CaseEnd
              view={view}
              here={here === endOfCase}
              onStand={() => stand(endOfCase)}
              onDone={() => stand(endOfCase)}
            />
          </ul>
        </section>
      </div>
      {letter === null ? (
        <CaseTimeline items={view.timeline} />
      ) : (
        <LetterPane letter={letter} sending={sending(letter)} onClose={() => setLetter(null)} />
      )}
    </>
  )
}

/** The first field of the row's form that must be filled and is not. */
function firstEmpty(row: HTMLElement): HTMLElement | null {
  for (const field of row.querySelectorAll('.act-form .field')) {
    if (field.querySelector('label small') !== null) continue
    const radio = field.querySelector<HTMLInputElement>('input[type="radio"]')
    if (radio !== null) {
      if (field.querySelector('input:checked') === null) return radio
      continue
    }
    const text = field.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea')
    if (text !== null && text.value === '') return text
  }
  return null
}

function SpineHead({ view }: { readonly view: CaseView }) {
  const { t } = useTranslation('case')
  const count = view.proofs.length
  const by = (ball: ReturnType<typeof ballOf>) => view.proofs.filter((proof) => ballOf(proof) === ball).length
  return (
    <GroupHead end={t('group.end', { count })}>
      <b>{t('group.title', { count })}</b>
      <span>
        {t('group.settled', { count: by('settled') })}
        <Dot />
        {t('group.theirs', { count: by('theirs') })}
        <Dot />
        {by('colleagues') === 0 ? null : (
          <>
            {t('group.colleagues', { count: by('colleagues') })}
            <Dot />
          </>
        )}
        {t('group.mine', { count: by('mine') })}
      </span>
    </GroupHead>
  )
}

/** Strip and banner say the same words. */
export function LineBanner() {
  const { t } = useTranslation('frame')
  const { view: status } = useView('status', {})
  const go = useRoute((state) => state.go)
  if (status === null) return null
  return (
    <LineWords
      status={status}
      label={t('line.toOutbox', { count: status.waiting })}
      onOutbox={() => go('outbox')}
    />
  )
}

function LineWords({
  status,
  label,
  onOutbox,
}: {
  readonly status: NonNullable<ReturnType<typeof useView<'status'>>['view']>
  readonly label: string
  readonly onOutbox: () => void
}) {
  const { t } = useTranslation('frame')
  const words = useLinkWords(status.link)
  return (
    <Banner
      kind="down"
      icon="off"
      title={words}
      end={
        <button type="button" className="as-link" onClick={onOutbox}>
          {label}
        </button>
      }
    >
      {t('line.carryOn', { edition: status.list?.edition ?? '' })}
    </Banner>
  )
}
