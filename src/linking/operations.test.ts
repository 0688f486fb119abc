import { describe, expect, test } from 'vitest'
import {
  as,
  call,
  disputes,
  hash,
  load,
  openLinkingStore,
  operations,
  persons,
  sound,
  storeServices,
  system,
  world,
} from '../../tests/support/linking-store.ts'
import type { ScopedTx } from '../access/scope.ts'
import { attachRecords, mergeDisputes, splitDispute } from './operations.ts'
import { mergePersons, partPerson } from './people-operations.ts'
import { checkState, rebuildDerived } from './rebuild.ts'
import { undoOperation } from './undo.ts'

openLinkingStore()

describe('the log of operations', () => {
  test('replays to what is stored, and says so when it does not', async () => {
    const county = '330602'
    await load(county, world(), 3)
    await load(county, [
      call('W2', 9, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工，要求退款'),
    ])
    expect(await sound(county)).toEqual([])
    // A row changed behind the program's back is found and named.
    const [first, second] = await disputes(county)
    await system(county, (tx) =>
      tx.query(
        `update linking.dispute_record set dispute_id = (select id from linking.dispute where county = $1 and trace_code = $3)
         where county = $1 and record_id = $2 and to_at is null`,
        [county, second!.records[0]!, first!.code],
      ),
    )
    const check = await checkState(storeServices(), county)
    expect(check.sound).toBe(false)
    expect(check.parts.find((part) => part.part === 'records')).toMatchObject({
      compared: 8,
      different: 1,
      named: [expect.stringContaining(second!.records[0]!)],
    })
    await expect(
      system(county, (tx) => tx.query(`update linking.operation set reason = 'x' where county = $1`, [county])),
    ).rejects.toThrow(/permission denied/)
  })

  test('folds are written anew from the memberships', async () => {
    const county = '330603'
    await load(county, world())
    const before = await hash(county)
    await system(county, async (tx) => {
      await tx.query('update linking.dispute set records = 99 where county = $1', [county])
      await tx.query('delete from linking.dispute_party where county = $1', [county])
      await tx.query(`update linking.party set keys = '{}' where county = $1 and kind = 'person'`, [county])
    })
    expect((await checkState(storeServices(), county)).sound).toBe(false)
    await rebuildDerived(storeServices(), county)
    expect(await sound(county)).toEqual([])
    expect(await hash(county)).toBe(before)
  })
})

describe('undoing', () => {
  test('of each kind leads back to the same bytes, and undoing that leads forth again', async () => {
    const county = '330604'
    await load(county, world())
    const [first, second] = await disputes(county)
    const people = await persons(county)
    const twice = people.filter((person) => person.records.length >= 1)
    const kinds: readonly [string, (tx: ScopedTx) => Promise<{ operationId: string }>][] = [
      ['merge', (tx) => mergeDisputes(tx, second!.code, first!.code, '同一家庭的两位成员')],
      ['split', (tx) => splitDispute(tx, first!.code, [first!.records[1]!], '两件不同的事')],
      ['attach', (tx) => attachRecords(tx, first!.code, [first!.records[1]!], second!.code, '应属另一件')],
      ['persons joined', (tx) => mergePersons(tx, twice[2]!.id, twice[3]!.id, '核对身份证后认定为同一人')],
      ['person parted', (tx) => partPerson(tx, twice[0]!.id, [first!.records[0]!], '同名两人')],
    ]
    for (const [name, act] of kinds) {
      const before = await hash(county)
      const { operationId } = await as(county, act)
      const after = await hash(county)
      expect(after, name).not.toBe(before)
      const undone = await as(county, (tx) => undoOperation(tx, operationId, '核实有误'))
      expect(await hash(county), name).toBe(before)
      await expect(as(county, (tx) => undoOperation(tx, operationId, '再次撤销'))).rejects.toMatchObject({
        code: 'linking.notUndoable',
      })
      const again = await as(county, (tx) => undoOperation(tx, undone.operationId, '撤销错了'))
      expect(await hash(county), name).toBe(after)
      await as(county, (tx) => undoOperation(tx, again.operationId, '确实有误'))
      expect(await hash(county), name).toBe(before)
      expect(await sound(county), name).toEqual([])
    }
  })

  test('of the linker’s own link lets the record stand by itself, and is refused while later work rests on it', async () => {
    const county = '330605'
    await load(county, world())
    const [first] = await disputes(county)
    const attach = (await operations(county)).find((operation) => operation.kind === 'attach')!
    const undone = await as(county, (tx) => undoOperation(tx, attach.id, '不是同一件'))
    const parted = await disputes(county)
    expect(parted.map((dispute) => dispute.records.length)).toContain(1)
    expect(parted.find((dispute) => dispute.code === first!.code)!.records).toEqual([first!.records[0]])
    // A merge that absorbed what the undoing made: that is undone first, and the message says so.
    const merged = await as(county, (tx) => mergeDisputes(tx, undone.otherTraceCode!, parted[2]!.code, '并案'))
    await expect(as(county, (tx) => undoOperation(tx, undone.operationId, '原来没错'))).rejects.toMatchObject({
      code: 'linking.undoFirst',
      parameters: { later: '并案' },
    })
    await as(county, (tx) => undoOperation(tx, merged.operationId, '先撤销并案'))
    await as(county, (tx) => undoOperation(tx, undone.operationId, '原来没错'))
    expect((await disputes(county)).find((dispute) => dispute.code === first!.code)!.records).toEqual(first!.records)
    expect(await sound(county)).toEqual([])
  })

  test('what came later goes with what remains: a corrected record follows, a new one stays', async () => {
    const county = '330606'
    await load(county, world())
    const [first, second] = await disputes(county)
    const merged = await as(county, (tx) => mergeDisputes(tx, second!.code, first!.code, '并案'))
    await load(county, [
      call('W3', 10, '裘亚男', '13810000002', '绍兴明澈装饰工程有限公司', '装修公司增项收费，要求退还'),
      call('W9', 30, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
    ])
    await as(county, (tx) => undoOperation(tx, merged.operationId, '两户'))
    const now = await disputes(county)
    const sizes = [first!.code, second!.code].map(
      (code) => now.find((dispute) => dispute.code === code)!.records.length,
    )
    expect(sizes).toEqual([3, 1])
    expect(await sound(county)).toEqual([])
  })

  test('what people said holds when more arrives', async () => {
    const county = '330607'
    await load(county, world())
    const personOf = async (number: string): Promise<string> => {
      const { rows } = await system(county, (tx) =>
        tx.query<{ party: string }>(
          `select m.party_id as party from linking.party_member m join intake.record r on r.county = m.county and r.id = m.record_id
           where m.county = $1 and r.number = $2 and m.side = 'claimant' and m.to_at is null`,
          [county, number],
        ),
      )
      return rows[0]!.party
    }
    const disputeOf = async (number: string): Promise<string> => {
      const { rows } = await system(county, (tx) =>
        tx.query<{ code: string }>(
          `select d.trace_code as code from linking.dispute_record m join intake.record r on r.county = m.county and r.id = m.record_id
           join linking.dispute d on d.county = m.county and d.id = m.dispute_id where m.county = $1 and r.number = $2 and m.to_at is null`,
          [county, number],
        ),
      )
      return rows[0]!.code
    }
    const record = async (number: string): Promise<string> => {
      const { rows } = await system(county, (tx) =>
        tx.query<{ id: string }>('select id from intake.record where county = $1 and number = $2', [county, number]),
      )
      return rows[0]!.id
    }
    expect(await disputeOf('W7')).toBe(await disputeOf('W6'))
    // Two phones of one woman; two women of one phone; a call that the linker joined and an officer took out.
    await as(county, async (tx) => mergePersons(tx, await personOf('W5'), await personOf('W6'), '核对身份证'))
    await as(county, async (tx) => partPerson(tx, await personOf('W3'), [await record('W4')], '姐妹两人共用电话'))
    const attach = (await operations(county)).find((operation) => operation.kind === 'attach')!
    await as(county, (tx) => undoOperation(tx, attach.id, '不是同一件'))
    const apart = [await disputeOf('W1'), await disputeOf('W2')]
    expect(apart[0]).not.toBe(apart[1])
    expect(await sound(county)).toEqual([])
    await load(county, [
      call('X1', 60, '毛小芳', '13810000003', '绍兴安和物业服务有限公司', '物业公司仍在乱收停车费'),
      call('X2', 61, '毛小芳', '13810000004', '绍兴恒悦健身服务有限公司', '健身房仍不退款'),
      call('X3', 62, '裘亚男', '13810000002', '绍兴安和物业服务有限公司', '物业公司仍在乱收物业费'),
      call('X4', 63, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
    ])
    const one = await personOf('W5')
    expect(await Promise.all(['W6', 'W7', 'X1', 'X2'].map(personOf))).toEqual([one, one, one, one])
    expect(await personOf('W3')).not.toBe(await personOf('W4'))
    expect([await disputeOf('W1'), await disputeOf('W2')]).toEqual(apart)
    expect(await sound(county)).toEqual([])
  })
})
