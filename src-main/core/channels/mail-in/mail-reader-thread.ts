// Entry of the thread that reads incoming mail: what a hostile file does to it, it does to nobody else.
import { parentPort } from 'node:worker_threads'
import type { ReadingAnswer, ReadingOrder } from './mail-reader.ts'
import { readHead, readMail } from './read-mail.ts'

parentPort?.on('message', async (order: ReadingOrder) => {
  const answer: ReadingAnswer = await (order.headOnly ? readHead(order.raw) : readMail(order.raw)).catch(
    () => null,
  )
  parentPort?.postMessage(answer)
})
