import type { DocumentDataOf, DocumentTable, RenderedKind } from '../schema.ts'

/** A document as plain pieces, for the Word file that an office edits further. The PDF has templates of its own. */
export type Piece =
  | { readonly piece: 'title' | 'heading' | 'paragraph' | 'right' | 'mark'; readonly text: string }
  | { readonly piece: 'table'; readonly table: DocumentTable }

const title = (text: string): Piece => ({ piece: 'title', text })
const heading = (text: string): Piece => ({ piece: 'heading', text })
const right = (text: string): Piece => ({ piece: 'right', text })
const paragraph = (text: string): Piece[] =>
  text.split('\n').flatMap((part) => (part.trim() === '' ? [] : [{ piece: 'paragraph' as const, text: part.trim() }]))
const numbered = (items: readonly string[]): Piece[] => items.flatMap((item, at) => paragraph(`${at + 1}．${item}`))
const table = (content: DocumentTable): Piece => ({ piece: 'table', table: content })
const pairs = (name: string, rows: readonly (readonly [string, string])[]): Piece =>
  table({
    title: name,
    columns: [
      { label: '项目', number: false },
      { label: '内容', number: false },
    ],
    rows: rows.map((row) => [...row]),
    note: null,
  })

export function chineseDate(text: string): string {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number)
  return `${year}年${month}月${day}日`
}

export function yuan(fen: number): string {
  const whole = Math.floor(fen / 100).toString()
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${String(fen % 100).padStart(2, '0')}`
}

const outlines: { readonly [Kind in RenderedKind]: (data: DocumentDataOf[Kind]) => Piece[] } = {
  mediationAgreement: (data) => [
    title('人民调解协议书'),
    right(data.number),
    ...data.parties.flatMap((party) =>
      paragraph(
        [
          `${party.side === 'claimant' ? '申请人' : '被申请人'}：${party.name}`,
          party.kind === 'person' && `性别：${party.gender ?? '____'}`,
          party.kind === 'person' && `民族：${party.ethnicity ?? '____'}`,
          party.kind === 'person' && `年龄：${party.age ?? '____'}`,
          party.kind === 'person' && `职业：${party.occupation ?? '____'}`,
          `${party.kind === 'person' ? '公民身份号码' : '统一社会信用代码'}：${party.identity ?? '____'}`,
          party.kind === 'organisation' && `法定代表人：${party.legalRepresentative ?? '____'}`,
          `联系方式：${party.phone ?? '____'}`,
          `${party.kind === 'person' ? '住址' : '地址'}：${party.address ?? '____'}。`,
        ]
          .filter((part) => part !== false)
          .join('，'),
      ),
    ),
    heading('纠纷主要事实、争议事项'),
    ...paragraph(data.facts),
    heading('经调解，自愿达成如下协议'),
    ...numbered(data.clauses),
    ...(data.total > 0 ? paragraph(`合计人民币 ￥${yuan(data.total)} 元（大写：${data.totalInCapitals}）。`) : []),
    ...(data.instalments.length === 0
      ? []
      : [
          table({
            title: '分期履行表',
            columns: ['期次', '履行期限', '履行内容', '义务人', '金额（元）'].map((label) => ({
              label,
              number: false,
            })),
            rows: data.instalments.map((entry) => [
              String(entry.number),
              chineseDate(entry.due),
              entry.act,
              entry.obligor,
              entry.amount === 0 ? '—' : `￥${yuan(entry.amount)}`,
            ]),
            note: null,
          }),
        ]),
    heading('履行方式、时限'),
    ...paragraph(data.performance),
    ...paragraph(`本协议一式${data.copies}份，当事人、人民调解委员会各持一份。`),
    ...['申请人（签名、盖章或者按指印）：', '被申请人（签名、盖章或者按指印）：', '人民调解员（签名）：'].flatMap(
      paragraph,
    ),
    ...paragraph(`记录人（签名）：${data.recorder ?? ''}`),
    right(`${data.body}（印章）`),
    right(chineseDate(data.date)),
  ],
  legalNotice: (data) => [
    title('普法提示'),
    right(data.number),
    ...paragraph(`${data.recipient}：`),
    heading(data.title),
    ...data.paragraphs.flatMap(paragraph),
    pairs(
      '情况',
      data.findings.map((entry) => [entry.label, entry.value] as const),
    ),
    heading('当事人宜知晓的规定'),
    ...data.law.flatMap((entry) =>
      paragraph(`《${entry.title}》　${entry.text}${entry.verified ? '' : '（出处待核）'}`),
    ),
    heading('供参考的做法'),
    ...numbered(data.suggestions),
    right(data.sender),
    right(`确认人：${data.confirmedBy}`),
    right(chineseDate(data.date)),
  ],
  judicialAdvice: (data) => [
    title(data.court),
    title('司法建议书'),
    right(data.number),
    ...paragraph(`${data.recipient}：`),
    ...data.opening.flatMap(paragraph),
    heading('存在的问题'),
    ...numbered(data.problems),
    ...(data.causes.length > 0 ? [heading('原因分析'), ...numbered(data.causes)] : []),
    heading('建议'),
    ...numbered(data.suggestions),
    ...paragraph(data.replyRequest),
    right(data.court),
    right(chineseDate(data.date)),
    ...(data.copiesTo.length > 0 ? paragraph(`抄送：${data.copiesTo.join('，')}。`) : []),
    ...data.evidence.flatMap((entry, at) => [heading(`附件${at + 1}`), table(entry)]),
  ],
  checkupReport: (data) => [
    title(data.title),
    right(`${data.place}　${data.period}`),
    ...data.sections.flatMap((section) => [heading(section.heading), ...section.blocks.flatMap(blockPieces)]),
    heading('口径与说明'),
    table({
      title: '',
      columns: ['指标', '口径', '版本', '来源'].map((label) => ({ label, number: false })),
      rows: data.definitions.map((entry) => [entry.name, entry.text, entry.version, entry.source]),
      note: null,
    }),
    right(`${data.publisher}　${chineseDate(data.date)}`),
  ],
  rightsNote: (data) => [
    title(data.title),
    ...paragraph(data.reason),
    heading('您的权利'),
    ...numbered(data.rights),
    heading('您可以选择的途径'),
    ...data.routes.flatMap((entry) => paragraph(`${entry.title}　${entry.text}`)),
    right(data.sender),
    right(chineseDate(data.date)),
    heading('送达住户'),
    ...numbered(data.dwellings),
  ],
  filingPack: (data) => [
    title(data.title),
    pairs('', [
      ['申请人', data.applicant],
      ['溯源码', data.traceCode],
      ['出具日期', chineseDate(data.date)],
    ]),
    ...paragraph(data.promise),
    heading(data.form === 'suit' ? '可以受理的法院' : '可以受理的机关'),
    ...data.competent.flatMap((entry) =>
      paragraph(`${entry.name}　${entry.why}${entry.verified ? '' : '（出处待核）'}`),
    ),
    heading('办理途径'),
    ...data.routes.flatMap((entry) => paragraph(`${entry.title}　${entry.text}`)),
    heading('须注意的期限'),
    ...data.deadlines.flatMap((entry) =>
      paragraph(
        `${entry.title}${entry.until ? `（至${chineseDate(entry.until)}）` : ''}　${entry.text}　依据：${entry.source}${entry.verified ? '' : '（出处待核）'}`,
      ),
    ),
    heading('请携带'),
    ...numbered(data.bring),
    pairs(
      '本人陈述与材料',
      data.records.map((entry) => [chineseDate(entry.at), entry.text] as const),
    ),
  ],
}

type Block = DocumentDataOf['checkupReport']['sections'][number]['blocks'][number]

/** A chart becomes the table of its figures: in a file for editing, the figures are what is needed. */
function blockPieces(block: Block): Piece[] {
  if (block.kind === 'paragraph') return paragraph(block.text)
  if (block.kind === 'list') return numbered(block.items)
  if (block.kind === 'table') return [table(block.table)]
  if (block.kind === 'picture') return paragraph(`${block.title}：${block.summary}`)
  if (block.kind === 'figures')
    return [
      pairs(
        '',
        block.items.map((item) => [item.label, `${item.value}${item.unit}　${item.note}`] as const),
      ),
    ]
  return [
    table({
      title: `${block.title}（${block.unit}）`,
      columns: [{ label: '', number: false }, ...block.series.map((series) => ({ label: series.name, number: true }))],
      rows: block.labels.map((label, at) => [label, ...block.series.map((series) => String(series.values[at] ?? '—'))]),
      note: block.breaks.map((mark) => `${block.labels[mark.index] ?? ''} ${mark.text}`).join('；') || null,
    }),
  ]
}

/** The pieces of a document in reading order, with its marks first. */
export function outlineOf<Kind extends RenderedKind>(kind: Kind, data: DocumentDataOf[Kind]): Piece[] {
  const marks: Piece[] = []
  if (data.draft) marks.push({ piece: 'mark', text: '草稿　未经签署，不发生效力' })
  if (data.demo) marks.push({ piece: 'mark', text: '演示数据　人名、单位、事件均为虚构' })
  return [...marks, ...outlines[kind](data)]
}
