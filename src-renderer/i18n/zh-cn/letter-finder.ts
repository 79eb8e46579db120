// Words of finding a letter by number, code or picture (函号找件), Chinese.
export const letterFinder = {
  title: '函号找件',
  open: '扫码、函号找件',
  hint: '用扫码枪扫函上的二维码，或打函号；传真件可以选一张照片或扫描图',
  input: '函号或扫码内容',
  example: '例如 {{number}}',
  find: '找',
  picture: '选图片',
  pictureHint: 'PNG 或 JPEG，{{mebibytes}} MB 以内；只在本机辨认，不上传',
  reading: '正在辨认',
  close: '关闭',
} as const
