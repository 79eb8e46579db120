// Words of the unlock page, English.
import type { Words } from '../words.ts'
import type { unlock as chinese } from '../zh-cn/unlock.ts'

export const unlock = {
  title: 'Open the store',
  lead: 'The cases on this machine are encrypted. Type the passphrase of this machine.',
  passphrase: 'Passphrase',
  open: 'Open',
  forgotten: 'Forgotten: use the recovery key',
  noRecovery: 'A forgotten passphrase cannot be helped: this machine has no recovery key yet.',
  keychainLost:
    "The system keychain no longer holds the store's key. Open it here once and the keychain remembers it again.",
  new: 'New passphrase',
  newHint: 'At least {{count}} characters; a sentence is easiest to remember',
  again: 'Once more',
  differs: 'The two are not the same',
  first: {
    title: 'Choose a passphrase',
    lead: 'The cases on this machine are encrypted. There is no system keychain to use here, so this passphrase is asked at every start.',
    forgetting:
      "If it is forgotten, only the administrator's recovery key opens the store. Do not keep it near the machine.",
    submit: 'Set it and open',
  },
  recover: {
    title: 'Open with the recovery key',
    lead: 'The administrator keeps the recovery key; nothing of it stays here.',
    key: 'Recovery key',
    which: 'The one whose public half ends in {{recipient}}',
    submit: 'Open and lock anew',
    back: 'Back to the passphrase',
  },
} satisfies Words<typeof chinese>
