// Words of what the clocks say, in the window and outside it, Chinese.
export const notices = {
  issuing: {
    arrived: '收到协查，请即时登记',
    soon: '协查将到期，请答复',
    overdue: '协查已超时未答复',
    answered: '协查已答复',
    raised: '协查时限已改',
  },
  demanding: {
    arrived: '协查已送达',
    soon: '等对方答复，将到期',
    overdue: '对方超时未答复',
    answered: '协查答复回来了',
    raised: '对方改了答复时限',
  },
  open: '去看',
  read: '知道了',
  readAll: '{{count}} 条全部知道了',
  several: '协查有 {{count}} 项新情况',
  lookInWindow: '请到窗口查看',
} as const
