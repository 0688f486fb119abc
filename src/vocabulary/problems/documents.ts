import type { ProblemWords } from '../problems.ts'

export const documentsProblems = {
  'documents.invalidData': {
    status: 400,
    zh: '文书数据不合要求：{place} {reason}。可用 suyuan document KIND --schema 查看格式。',
    en: 'The data of the document are not valid: {place} {reason}. See suyuan document KIND --schema.',
  },
  'documents.madeElsewhere': {
    status: 409,
    zh: '{kind}由“报告与建议”功能生成，请到那里办理。',
    en: 'The document {kind} is made by the reports room; make it there.',
  },
  'documents.erased': {
    status: 410,
    zh: '该文书的密钥已依法销毁，不能再读取。',
    en: 'The key of this document was destroyed by law; it cannot be read any more.',
  },
  'documents.missingGlyph': {
    status: 422,
    zh: '现有字体缺少这些字：{characters}。请在字体目录（SUYUAN_FONT_DIR）放入含有它们的字体。',
    en: 'No font has these characters: {characters}. Put one that has them into the font folder (SUYUAN_FONT_DIR).',
  },
} as const satisfies Record<string, ProblemWords>
