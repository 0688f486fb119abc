import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { openTexts } from './text-rows.ts'

describe('plain files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-texts-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const read = async (name: string, bytes: Buffer) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    const { header, rows } = await openTexts(path)
    const all = []
    for await (const row of rows) all.push(row)
    return { header, rows: all }
  }
  test('cells keep their blanks in CSV of either encoding and in JSON Lines', async () => {
    const wanted = { header: ['编号', '内容'], rows: [{ 编号: '1', 内容: ' 云栖花园,漏水\n ' }] }
    const csv = '编号;内容\r\n1;" 云栖花园,漏水\n "\r\n'
    expect(await read('utf8.csv', Buffer.from(`\ufeff${csv}`))).toEqual(wanted)
    expect(await read('gb.csv', iconv.encode(csv, 'gb18030'))).toEqual(wanted)
    expect(await read('rows.jsonl', Buffer.from(`${JSON.stringify(wanted.rows[0])}\n`))).toEqual(wanted)
  })
})
