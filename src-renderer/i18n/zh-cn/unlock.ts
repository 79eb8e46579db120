// Words of the unlock page, Chinese.
export const unlock = {
  title: '打开本机库',
  lead: '本机的办件加密存放，输本机口令打开。',
  passphrase: '本机口令',
  open: '打开',
  forgotten: '忘了口令，用恢复钥',
  noRecovery: '忘了口令就打不开：本机还没有恢复钥。',
  keychainLost: '系统钥匙串里没有了本机库的钥匙。这里打开一次，钥匙串重新记住。',
  new: '新口令',
  newHint: '至少 {{count}} 个字，一句话最好记',
  again: '再输一次',
  differs: '两次输的不一样',
  first: {
    title: '设本机口令',
    lead: '本机的办件加密存放。这台机器没有可用的系统钥匙串，每次打开窗口都要输这个口令。',
    forgetting: '口令忘了，只有管理员的恢复钥能打开。不要写在机器旁边。',
    submit: '设好并打开',
  },
  recover: {
    title: '用恢复钥打开',
    lead: '恢复钥由管理员保管，用完不留在本机。',
    key: '恢复钥',
    which: '要用的那一把，公钥末尾是 {{recipient}}',
    submit: '打开并重新加锁',
    back: '返回，输口令',
  },
} as const
