// Measures letters: the first one of a process, which loads the fonts, then many of every length, with their size.
import { drawInquiryLetter } from '../../src-main/core/letters/draw-inquiry-letter.ts'
import { drawReplyLetter } from '../../src-main/core/letters/draw-reply-letter.ts'
import { countPages } from '../../src-main/core/letters/letter-page.ts'
import { seeded } from '../campaign/schedules.ts'
import { composeLetter } from '../letter-pages/compose-letter.ts'
import { sampleInquiry } from '../letter-samples.ts'
import { percentile } from './percentile.ts'

const ordinaryLetters = 30
const letters = 60
const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10

/** The last line printed is the result; what led to it goes before, to stderr where `json` is asked. */
export async function run({ json }: { readonly json: boolean }): Promise<void> {
  const say = json ? console.error : console.log
  const begun = performance.now()
  await drawInquiryLetter(sampleInquiry)
  const cold = performance.now() - begun
  say(`first letter of the process: ${rounded(cold)} ms`)

  const times: number[] = []
  let largest = 0
  let mostPages = 0
  const ordinary: number[] = []
  for (let turn = 0; turn < ordinaryLetters; turn += 1) {
    const asked = performance.now()
    await drawInquiryLetter(sampleInquiry)
    ordinary.push(performance.now() - asked)
  }
  say(`the ordinary letter: p50 ${rounded(percentile(ordinary, 0.5))} ms`)

  const cpu = process.cpuUsage()
  for (let seed = 1; seed <= letters; seed += 1) {
    const { kind, letter } = composeLetter(seeded(seed))
    const asked = performance.now()
    const pdf = kind === 'inquiry' ? await drawInquiryLetter(letter) : await drawReplyLetter(letter)
    times.push(performance.now() - asked)
    largest = Math.max(largest, pdf.byteLength)
    mostPages = Math.max(mostPages, countPages(pdf))
  }
  const used = process.cpuUsage(cpu)
  say(`${letters} letters of up to ${mostPages} pages`)
  console.log(
    JSON.stringify({
      cold_ms: rounded(cold),
      ordinary_p50_ms: rounded(percentile(ordinary, 0.5)),
      warm_p50_ms: rounded(percentile(times, 0.5)),
      warm_p95_ms: rounded(percentile(times, 0.95)),
      warm_max_ms: rounded(Math.max(...times)),
      processor_ms_each: rounded((used.user + used.system) / 1000 / letters),
      largest_bytes: largest,
    }),
  )
}
