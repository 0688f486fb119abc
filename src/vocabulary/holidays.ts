import { holidaysSource, holidayYears } from './holidays-data.ts'

export interface HolidayYear {
  /** Days off by the notice of that year, `YYYY-MM-DD`. */
  readonly off: ReadonlySet<string>
  /** Saturdays and Sundays that are worked. */
  readonly work: ReadonlySet<string>
}

/**
 * Notices of the General Office of the State Council by the year that they arrange (2022's is not checked day by day; the
 * others are, in src/tasks/clock/clock.test.ts). A year without one is provisional.
 */
export const holidayNotices: Readonly<Record<number, string>> = {
  2022: '国办发明电〔2021〕11号',
  2023: '国办发明电〔2022〕16号',
  2024: '国办发明电〔2023〕7号',
  2025: '国办发明电〔2024〕12号',
  2026: '国办发明电〔2025〕7号',
}

/** A year that is absent has no notice of the State Council yet: its Mondays to Fridays count as working days. */
export interface HolidayCalendar {
  readonly source: string
  readonly years: ReadonlyMap<number, HolidayYear>
}

function daysOf(year: number, text: string): string[] {
  return text === '' ? [] : text.split(' ').map((day) => `${year}-${day}`)
}

export const nationalCalendar: HolidayCalendar = {
  source: holidaysSource,
  years: new Map(
    Object.entries(holidayYears).map(([text, { off, work }]) => {
      const year = Number(text)
      return [
        year,
        { off: new Set(Object.values(off).flatMap((days) => daysOf(year, days))), work: new Set(daysOf(year, work)) },
      ]
    }),
  ),
}

/** The calendar with rows of `import-reference holidays` (日期, 类别 休|班, 名称) put in; a year with any row counts as published. */
export function withHolidays(
  calendar: HolidayCalendar,
  rows: readonly { readonly date: string; readonly kind: '休' | '班' }[],
  source: string,
): HolidayCalendar {
  const years = new Map(calendar.years)
  for (const year of new Set(rows.map((row) => Number(row.date.slice(0, 4))))) {
    const own = rows.filter((row) => Number(row.date.slice(0, 4)) === year)
    const dates = (kind: string) => new Set(own.filter((row) => row.kind === kind).map((row) => row.date))
    years.set(year, { off: dates('休'), work: dates('班') })
  }
  return { source: `${calendar.source}; ${source}`, years }
}
