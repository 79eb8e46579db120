// The workbench: who stands at the window pinned on top, the queue by due time below, what came back beside it.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QueueGroup, WorkbenchRow, WorkbenchView } from '../../../src-shared/contract/queue-view.ts'
import { useView } from '../../desk/desk.ts'
import { isTyping } from '../../frame/keyboard.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { GroupHead } from '../../parts/group-head.tsx'
import { HandedOver } from '../../parts/handed-over.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { useLackingStaff } from '../../parts/lacking-staff.ts'
import { LetterFinderButton } from '../../parts/letter-finder.tsx'
import { isDown } from '../../parts/link-state.tsx'
import { EmptyState, Head, Pane, Waiting } from '../../parts/pane.tsx'
import { LineBanner } from '../case/case-page.tsx'
import { FrontCase } from './front-case.tsx'
import { keyOfRow, QueueRow } from './queue-row.tsx'
import { SideColumn } from './side-column.tsx'
import './workbench.css'

/** `back` stands in the side column. */
const queueGroups = [
  'overdue',
  'soon',
  'mine',
  'today',
  'later',
  'colleagues',
] as const satisfies readonly QueueGroup[]
const icons = {
  overdue: 'tri',
  soon: 'clock',
  mine: 'left',
  today: 'cal',
  later: 'cal',
  colleagues: 'person',
} as const satisfies Record<(typeof queueGroups)[number], IconName>

const whose = ['all', 'mine', 'covered'] as const
type Whose = (typeof whose)[number]

function belongs(row: WorkbenchRow, to: Whose): boolean {
  return to === 'all' || (to === 'mine' ? row.mine : row.covered)
}

export function WorkbenchPage() {
  const { t } = useTranslation('workbench')
  const { view, error } = useView('workbench', {})
  if (view === null)
    return (
      <div className="bench">
        <Head title={t('title')} />
        <Pane>
          <Waiting label={t('waiting')} />
          <ErrorNote error={error} />
        </Pane>
      </div>
    )
  return <Bench view={view} />
}

function Bench({ view }: { readonly view: WorkbenchView }) {
  const { t } = useTranslation('workbench')
  const go = useRoute((state) => state.go)
  const { view: status } = useView('status', {})
  const { view: session } = useView('session', {})
  const [of, setOf] = useState<Whose>('all')
  const [at, setAt] = useState<string | null>(null)
  const page = useRef<HTMLDivElement>(null)
  const rows = queueGroups.flatMap((group) =>
    view.rows.filter((row) => row.group === group && belongs(row, of)),
  )
  const back = view.rows.filter((row) => row.group === 'back' && belongs(row, of))
  const queued = view.rows.filter((row) => row.group !== 'back')
  const staff = session?.signedIn ?? null
  const lacking = useLackingStaff(session)

  useEffect(() => {
    page.current?.querySelector<HTMLElement>('.desk-button.go')?.focus()
  }, [])

  function open(row: WorkbenchRow) {
    go('case', { case: row.case, entry: row.entry })
  }
  function steer(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || isTyping(event.target) || event.ctrlKey || event.altKey) return
    const index = rows.findIndex((row) => keyOfRow(row) === at)
    const row = rows[index]
    const inRow = (event.target as HTMLElement).closest('button') === null
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1
      const to = index + step
      if (to < 0) {
        setAt(null)
        page.current?.querySelector<HTMLElement>('.desk-button.go')?.focus()
      } else {
        const wanted = rows[Math.min(to, rows.length - 1)]
        if (wanted === undefined) return
        setAt(keyOfRow(wanted))
        const element = page.current?.querySelector<HTMLElement>(
          `[data-row="${CSS.escape(keyOfRow(wanted))}"]`,
        )
        element?.focus()
        element?.scrollIntoView({ block: 'nearest' })
      }
    } else if (event.key === 'Enter' && inRow && row !== undefined) open(row)
    else if (event.key.toLowerCase() === 'r' && back[0] !== undefined) open(back[0])
    else return
    event.preventDefault()
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys walk the rows inside */}
      <div className="bench" ref={page} onKeyDown={steer} data-testid="workbench">
        <Head title={t('title')}>
          <fieldset className="seg">
            {whose.map((one) => {
              const count = queued.filter((row) => belongs(row, one)).length
              return one === 'covered' && count === 0 ? null : (
                <button
                  key={one}
                  type="button"
                  aria-pressed={of === one}
                  data-testid={`queue-${one}`}
                  onClick={() => setOf(one)}
                >
                  {t(one, { count })}
                </button>
              )
            })}
          </fieldset>
          {staff?.covering === true && staff.partnerName !== null ? (
            <small>{t('covering', { name: staff.partnerName })}</small>
          ) : null}
          {lacking !== '' ? (
            <small className="soon-words cut" title={t('shortfall', { what: lacking })}>
              {t('shortfall', { what: lacking })}
            </small>
          ) : null}
          <span className="grow" />
          <LetterFinderButton />
          <Button icon="plus" keys="Ctrl N" testId="new-case" onClick={() => go('lookup')}>
            {t('newCase')}
          </Button>
        </Head>
        {status !== null && isDown(status.link) ? <LineBanner /> : null}
        {view.current === null ? null : <FrontCase current={view.current} rows={view.rows} />}
        <HandedOver />
        <section className="pane queue" aria-label={t('queue')} data-testid="queue">
          {rows.length === 0 ? (
            <EmptyState icon="checks" title={t('empty.title')}>
              {t('empty.hint')}
            </EmptyState>
          ) : (
            queueGroups.map((group) => {
              const inGroup = rows.filter((row) => row.group === group)
              return inGroup.length === 0 ? null : (
                <section key={group} aria-label={t(`groups.${group}`, { count: inGroup.length })}>
                  <GroupHead icon={icons[group]} over={group === 'overdue'}>
                    <b>{t(`groups.${group}`, { count: inGroup.length })}</b>
                  </GroupHead>
                  {inGroup.map((row) => (
                    <QueueRow
                      key={keyOfRow(row)}
                      row={row}
                      here={keyOfRow(row) === at}
                      onStand={() => setAt(keyOfRow(row))}
                      onOpen={() => open(row)}
                    />
                  ))}
                </section>
              )
            })
          )}
        </section>
      </div>
      <SideColumn back={back} today={view.today} status={status} onOpen={open} />
    </>
  )
}
