export { contractsSchedules } from './follow-up.ts'
