import { said } from '../../../ui/words.ts'
import { type CustodyPart, custodyParts, custodyPurposes, custodyStates } from '../../../vocabulary/words/custody.ts'
import type { CustodyRequest } from '../schema.ts'

export const partWord = (part: CustodyPart): string => said(custodyParts[part], part)
export const partWords = (parts: readonly CustodyPart[]): string => parts.map(partWord).join('、')
export const purposeWord = (purpose: CustodyRequest['purpose']): string => said(custodyPurposes[purpose], purpose)
export const stateWord = (state: CustodyRequest['state']): string => said(custodyStates[state], state)
