// Words of the ledger (台账), Chinese.
export const ledger = {
  title: '台账',
  hint: '核验实施办法第八、九条要求留下的记录，只增不改',
  all: '全部',
  kinds: {
    'proof-brought-voluntarily': '自愿提交',
    'supplement-asked': '要求补充材料',
    'supplement-received': '补充材料已收',
    'proof-checked-on-site': '自行核验',
    'channel-refused': '拒走渠道',
  },
  article: {
    'proof-brought-voluntarily': '第九条',
    'supplement-asked': '第八条',
    'supplement-received': '第八条',
    'proof-checked-on-site': '第八条',
    'channel-refused': '第三条',
  },
  columns: { at: '时间', kind: '类别', proof: '证明与办件', content: '内容', staff: '经办', basis: '依据' },
  content: {
    'proof-brought-voluntarily': '收到 {{document}}',
    'supplement-asked': '请补充 {{material}}',
    'supplement-received': '收到 {{document}}',
    'proof-checked-on-site': '{{place}}，{{visitors}}，{{findings}}',
    'channel-refused': '{{channel}}不许走，已拒',
  },
  comma: '，',
  edition: '清单 {{edition}}',
  print: '打印',
  none: '还没有台账记录',
  noneHint: '申请人自愿提交、要求补充材料、实地核验和被拒的渠道会自动记在这里',
} as const
