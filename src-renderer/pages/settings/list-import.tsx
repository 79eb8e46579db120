// The list import of the joint office: choose a file, check what was read, publish as an edition. Nothing counts before.
import { type DragEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PublishAnswer } from '../../../src-shared/contract/replication.ts'
import type { ImportPreview } from '../../../src-shared/contract/search-view.ts'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import type { CodedError } from '../../../src-shared/errors.ts'
import { toCodedError } from '../../../src-shared/errors.ts'
import { call } from '../../desk/desk.ts'
import { fileAsBase64 } from '../../desk/file-as-base64.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { PreviewReport } from './preview-report.tsx'
import { PublishForm } from './publish-form.tsx'

/** As core reads at most, bytes. */
const largestFile = 20 * 1024 * 1024

type Stage =
  | { readonly step: 'choose'; readonly error: CodedError | null }
  | { readonly step: 'reading'; readonly file: string }
  | { readonly step: 'check'; readonly file: string; readonly preview: ImportPreview }
  | { readonly step: 'done'; readonly answer: PublishAnswer }

export function ListImport({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation(['settings', 'common'])
  const [stage, setStage] = useState<Stage>({ step: 'choose', error: null })
  const { signedIn } = session
  if (signedIn === null || !signedIn.roles.includes('joint-office')) {
    return (
      <section className="pane set-pane" data-testid="import-not-allowed">
        <p className="banner">
          <Icon name="book" />
          <b>{t('import.jointOnly')}</b>
        </p>
        <p>
          {signedIn === null
            ? t('import.signIn')
            : t('import.jointOnlyHint', {
                roles: signedIn.roles.map((role) => t(`common:roles.${role}`)).join(t('comma')),
              })}
        </p>
      </section>
    )
  }

  async function read(file: File) {
    if (file.size > largestFile) {
      const params = { megabytes: largestFile / 1024 / 1024 }
      setStage({ step: 'choose', error: { code: 'list-file-too-large', params } })
      return
    }
    setStage({ step: 'reading', file: file.name })
    try {
      const content = await fileAsBase64(file)
      const preview = await call('previewListImport', { fileName: file.name.slice(-200), content })
      setStage({ step: 'check', file: file.name, preview })
    } catch (thrown) {
      setStage({ step: 'choose', error: toCodedError(thrown) })
    }
  }
  const again = () => setStage({ step: 'choose', error: null })

  return (
    <div className="import">
      <Steps stage={stage} />
      {stage.step === 'choose' && (
        <>
          <ErrorNote error={stage.error} />
          <ChooseFile onFile={read} />
        </>
      )}
      {stage.step === 'reading' && (
        <p className="banner" role="status">
          <Icon name="spin" />
          {t('import.reading', { file: stage.file })}
        </p>
      )}
      {stage.step === 'check' && (
        <>
          <PreviewReport preview={stage.preview} file={stage.file} />
          <PublishForm
            preview={stage.preview}
            onAgain={again}
            onPublished={(answer) => setStage({ step: 'done', answer })}
          />
        </>
      )}
      {stage.step === 'done' && <Published answer={stage.answer} onNext={again} />}
    </div>
  )
}

function Steps({ stage }: { readonly stage: Stage }) {
  const { t } = useTranslation(['settings', 'common'])
  const at = stage.step === 'reading' ? 'choose' : stage.step
  return (
    <ol className="import-steps">
      {(['choose', 'check', 'done'] as const).map((step) => (
        <li key={step} aria-current={step === at ? 'step' : undefined}>
          {t(`import.step.${step}`)}
        </li>
      ))}
      <li>{t('import.hint')}</li>
    </ol>
  )
}

function ChooseFile({ onFile }: { readonly onFile: (file: File) => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file !== undefined) onFile(file)
  }
  return (
    <section
      className={over ? 'import-drop over' : 'import-drop'}
      aria-label={t('import.choose')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="book" size="l" />
      <input
        ref={field}
        type="file"
        className="vh"
        tabIndex={-1}
        aria-label={t('import.choose')}
        accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) onFile(file)
        }}
        data-testid="import-file"
      />
      <Button kind="go" onClick={() => field.current?.click()} testId="import-choose">
        {t('import.choose')}
      </Button>
      <p>{t('import.drop')}</p>
    </section>
  )
}

function Published({ answer, onNext }: { readonly answer: PublishAnswer; readonly onNext: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  return (
    <>
      <p className="banner ok" role="status" data-testid="import-done">
        <Icon name="checks" />
        <span>
          <b>{t('import.done', { edition: answer.edition })}</b> {t('import.doneHint')}
        </span>
      </p>
      <section className="pane import-counts">
        {(['added', 'changed', 'withdrawn', 'unchanged'] as const).map((one) => (
          <div key={one} data-testid={`import-${one}`}>
            <b className="num">{answer[one]}</b>
            {t(`import.result.${one}`)}
          </div>
        ))}
      </section>
      <div className="acts">
        <Button onClick={onNext} testId="import-next">
          {t('import.next')}
        </Button>
      </div>
    </>
  )
}
