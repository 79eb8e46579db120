// The directory of units with their telephone, fax and official mail (A2§6).
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/desk.ts'

export function UnitDirectory({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation('settings')
  const [text, setText] = useState('')
  const wanted = text.trim()
  const shown = session.units.filter((unit) =>
    [unit.name, unit.shortName, unit.telephone, unit.fax, unit.mail, unit.code].some((one) =>
      one.includes(wanted),
    ),
  )
  return (
    <section className="pane set-pane set-fill" aria-label={t('units.title')} data-testid="unit-directory">
      <div className="set-row">
        <h2>{t('units.title')}</h2>
        <small>{t('units.count', { count: shown.length })}</small>
        <span className="grow" />
        <input
          className="input set-filter"
          value={text}
          placeholder={t('units.filter')}
          aria-label={t('units.filter')}
          onChange={(event) => setText(event.target.value)}
          data-testid="unit-filter"
        />
      </div>
      {shown.length === 0 ? (
        <p className="hint">{session.units.length === 0 ? t('units.empty') : t('units.none', { text })}</p>
      ) : (
        <div className="set-scroll">
          <table className="t">
            <colgroup>
              <col style={{ width: '30%' }} />
              <col style={{ width: 110 }} />
              <col style={{ width: 120 }} />
              <col style={{ width: 140 }} />
              <col style={{ width: 140 }} />
              <col />
            </colgroup>
            <thead>
              <tr>
                {(['name', 'shortName', 'kind', 'telephone', 'fax', 'mail'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`units.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((unit) => (
                <tr key={unit.code} className={unit.code === session.unit?.code ? 'is-here' : undefined}>
                  <td>
                    {unit.name}{' '}
                    {unit.code === session.unit?.code && <span className="tag">{t('units.ours')}</span>}
                  </td>
                  <td>{unit.shortName}</td>
                  <td>{unit.kind}</td>
                  <td className="num">{unit.telephone}</td>
                  <td className="num">{unit.fax}</td>
                  <td className="cut">{unit.mail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
