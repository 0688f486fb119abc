import type { DisputeType } from './dispute-types.ts'

/**
 * The eight large kinds that a grid worker chooses from on the phone: each is a dispute type, so that the event's category
 * is read as it is written. `zh` of the type goes into the record, the shorter name stands on the button.
 */
export const gridCategories = {
  neighbour: { zh: '邻里', en: 'Neighbours' },
  marriageFamily: { zh: '家庭', en: 'Family' },
  labour: { zh: '劳资', en: 'Wages and work' },
  propertyService: { zh: '物业', en: 'Property service' },
  housingHomestead: { zh: '房屋宅基地', en: 'Houses and land' },
  privateLoan: { zh: '钱债', en: 'Money owed' },
  consumer: { zh: '消费', en: 'Consumer' },
  environment: { zh: '噪声污染', en: 'Noise, dust, water' },
} as const satisfies Partial<Record<DisputeType, { readonly zh: string; readonly en: string }>>

export type GridCategory = keyof typeof gridCategories
export const gridCategoryNames = Object.keys(gridCategories) as readonly GridCategory[]
