// One unit of the directory: its numbers to copy, its liaisons and agents, and for its own administrator the way to correct them.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DirectoryPerson, DirectoryRow } from '../../../src-shared/contract/staffing-view.ts'
import type { Unit } from '../../../src-shared/domain/staff.ts'
import { useView } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { copyText } from '../../parts/copy-text.ts'
import { GroupHead } from '../../parts/group-head.tsx'
import { longTime } from '../../parts/time.ts'
import { ContactForm } from './contact-form.tsx'

const contacts = ['telephone', 'fax', 'mail'] as const

export function UnitCard({ row }: { readonly row: DirectoryRow }) {
  const { t } = useTranslation('directory')
  const { view: session } = useView('session', {})
  const [changing, setChanging] = useState(false)
  const { unit } = row
  const mayChange = row.own && session?.signedIn?.roles.includes('administrator') === true
  return (
    <section className="pane unit-card" aria-label={unit.name} data-testid="unit-card">
      <header>
        <h2>{unit.name}</h2>
        <small>{[unit.shortName, unit.kind].filter(Boolean).join(' · ')}</small>
      </header>
      {changing ? (
        <ContactForm unit={unit} onDone={() => setChanging(false)} />
      ) : (
        <dl className="contacts">
          {contacts.map((name) => (
            <div key={name}>
              <dt>{t(name)}</dt>
              <dd className="num">{unit[name] === '' ? t('unknown') : unit[name]}</dd>
              {unit[name] === '' ? null : <Copy text={unit[name]} name={t(name)} testId={`copy-${name}`} />}
            </div>
          ))}
          {mayChange ? (
            <Button small kind="quiet" icon="pen" testId="change-contacts" onClick={() => setChanging(true)}>
              {t('change')}
            </Button>
          ) : null}
        </dl>
      )}
      <ContactChanges changes={unit.contactChanges ?? []} />
      <People title={t('liaisons')} people={row.liaisons} lacking={row.liaisons.length === 0 ? 1 : 0} />
      <People title={t('agents')} people={row.agents} lacking={Math.max(0, 2 - row.agents.length)} />
    </section>
  )
}

/** Who corrected the numbers, when, and what they were. */
function ContactChanges({ changes }: { readonly changes: NonNullable<Unit['contactChanges']> }) {
  const { t } = useTranslation('directory')
  const [last] = changes
  if (last === undefined) return null
  return (
    <details className="contact-changes" data-testid="contact-changes">
      <summary>{t('changedBy', { name: last.staffName, time: longTime(last.at) })}</summary>
      <ol>
        {changes.map(({ at, staffName, before }) => (
          <li key={at}>
            {t('changedFrom', {
              name: staffName,
              time: longTime(at),
              before: contacts.map((name) => `${t(name)} ${before[name] || t('unknown')}`).join(t('comma')),
            })}
          </li>
        ))}
      </ol>
    </details>
  )
}

function People({
  title,
  people,
  lacking,
}: {
  readonly title: string
  readonly people: readonly DirectoryPerson[]
  /** How many are missing to what article 6 asks for. */
  readonly lacking: number
}) {
  const { t } = useTranslation('directory')
  return (
    <>
      <GroupHead>
        <b>
          {title} {people.length}
        </b>
        {lacking > 0 ? <span className="soon-words">{t('lacking', { count: lacking })}</span> : null}
      </GroupHead>
      <ul className="people">
        {people.map((one) => (
          <li key={one.id}>
            <span>
              <b>{one.name}</b> {one.cover === null ? null : <span className="tag">{one.cover}</span>}{' '}
              {one.away ? <span className="tag">{t('away')}</span> : null}
            </span>
            <span className="num">{one.telephone}</span>
            {one.telephone === '' ? null : (
              <Copy text={one.telephone} name={one.name} testId={`copy-${one.id}`} />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Says for a moment that it was copied. */
function Copy({
  text,
  name,
  testId,
}: {
  readonly text: string
  readonly name: string
  readonly testId: string
}) {
  const { t } = useTranslation('directory')
  const [copied, setCopied] = useState(false)
  return (
    <Button
      small
      kind="quiet"
      testId={testId}
      label={t('copyOf', { name })}
      onClick={() => {
        setCopied(copyText(text))
        setTimeout(() => setCopied(false), 2_000)
      }}
    >
      {copied ? t('copied') : t('copy')}
    </Button>
  )
}
