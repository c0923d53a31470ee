import { z } from 'zod'

type Six = [number, number, number, number, number, number]

const moment = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

/** A date and time of day with any number of decimals, in ms since 1970; without a zone it is UTC. */
export const dateTime = z.string().transform((text, context) => {
  const found = moment.exec(text.trim())
  if (!found || !isOfCalendar(found.slice(1, 7).join(' '))) {
    context.addIssue({ code: 'custom', message: 'is no date and time' })
    return z.NEVER
  }
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as Six
  const whole = Date.UTC(year, month - 1, day, hour, minute, second)
  return whole + Number(found[7] ?? 0) * 1000 - zoneMs(found[8])
})

/** A month 13 or an hour 25 would silently become another moment. */
function isOfCalendar(fields: string): boolean {
  const [year, month, day, hour, minute, second] = fields.split(' ').map(Number) as Six
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  return date.toISOString().slice(0, 19).replace(/[-T:]/g, ' ') === fields
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const digits = zone.replace(/\D/g, '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
