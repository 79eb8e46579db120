// Words of the sign-in page, Chinese.
export const signIn = {
  title: '上岗登录',
  who: '谁在窗口',
  passcode: '口令',
  passcodeOf: '{{name}} 的口令',
  signIn: '登录',
  demoHint: '演示口令 1234',
  demo: '演示环境，人名与数据均为虚构',
  away: '外出',
  covering: '{{name}} 外出，由你顶岗',
  nobody: '名册里还没有本窗口的人员，连上端点后自动取得。',
  shortfall: '本单位人员不齐（核验实施办法第六条），还缺：{{what}}',
  enrol: {
    title: '窗口注册',
    lead: '本机还不是任何窗口。注册码由联席会议办公室发放，一次有效。',
    endpoint: '端点地址',
    code: '注册码',
    windowName: '窗口名称',
    windowNameHint: '例如 综合窗口 3 号',
    submit: '注册本窗口',
    demoWait: '演示窗口正在自动注册，请稍候。',
  },
} as const
