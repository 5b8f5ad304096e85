import type { Text } from './lesson.js'
export const text: Text = { item: 13, title: { ko: '', en: '' }, quotes: [], paragraphs: [], formulas: [] }
