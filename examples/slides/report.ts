/**
 * The report: all lessons on one page, in Korean and English. The page loads nothing.
 */
import { formulaStyles, textFonts } from './fonts.js'
import type { Bilingual, Result, Text } from './lesson.js'
import { escape, formula, highlighted, inline, linesOf, parts, quoted, type Line } from './markup.js'
import { font, render } from './render.js'

/** A file: its path and its content. */
export interface Source {
  readonly path: string
  readonly code: string
}

/** A lesson, its files, and its result. */
export interface Chapter {
  readonly text: Text
  readonly code: Source
  /** Numbers, figures, and the modules that they import. */
  readonly helpers: readonly Source[]
  readonly exercise?: { readonly blanks: Source; readonly solution: Source }
  /** The result, or the reason why there is none. */
  readonly outcome: Result | Error
}

const two = ({ ko, en }: Bilingual, tag: 'span' | 'p' | 'figcaption' = 'span', set = escape): string =>
  `<${tag} class="ko" lang="ko">${set(ko)}</${tag}><${tag} class="en" lang="en">${set(en)}</${tag}>`

const twoDigits = (n: number): string => String(n).padStart(2, '0')

const codeBlocks = (code: string): string => {
  const html = highlighted(code.trimEnd()).split('\n')
  return parts(code).reduce<{ readonly done: string; readonly at: number }>(
    ({ done, at }, part) => {
      const end = at + part.split('\n').length
      return { done: `${done}<code class="part">${html.slice(at, end).join('\n')}\n</code>`, at: end }
    },
    { done: '', at: 0 },
  ).done
}

const listing = ({ path, code }: Source): string =>
  `<div class="listing"><div class="path">${escape(path)}</div><pre class="ts" tabindex="0">${codeBlocks(code)}</pre></div>`

const folded = (title: Bilingual, content: string, kind: string): string =>
  `<details class="${kind}"><summary>${two(title)}</summary>${content}</details>`

const corrections = (all: NonNullable<Text['corrections']>): string =>
  all.length === 0
    ? ''
    : `<ul class="corrections">${all
        .map(
          ({ quoted, meant, why }) =>
            `<li><span class="was">${inline(quoted)}</span> <span class="sic">[sic]</span> → <span class="is">${inline(meant)}</span> ${two(why, 'span', inline)}</li>`,
        )
        .join('')}</ul>`

const section = (title: Bilingual, content: string, kind: string): string =>
  content === '' ? '' : `<div class="${kind}"><h3>${two(title)}</h3>${content}</div>`

const results = ({ printed, figures }: Result): string =>
  [
    figures
      .map((figure) => {
        const svg = render(figure).trim()
        const size = Number(/width="([\d.]+)"/.exec(svg)?.[1] ?? 0)
        return `<figure style="max-width:${size}px">${svg}${two(figure.caption, 'figcaption', inline)}</figure>`
      })
      .join(''),
    section(
      { ko: '출력', en: 'What it prints' },
      printed.length === 0 ? '' : `<pre class="printed">${escape(printed.join('\n'))}</pre>`,
      'output',
    ),
  ].join('')

const chapter = ({ text, code, helpers, exercise, outcome }: Chapter, slides: readonly Line[]): string => {
  const { item, title, quotes, corrections: slips = [], paragraphs, formulas } = text
  const shown =
    outcome instanceof Error
      ? `<p class="failed">${two({ ko: '이 단원은 실행되지 않았다: ', en: 'This lesson did not run: ' })}${escape(outcome.message)}</p>`
      : results(outcome)
  return `<section class="lesson" id="lesson-${twoDigits(item)}">
<h2><span class="number">${twoDigits(item)}</span> ${two(title, 'span', inline)}</h2>
<blockquote lang="ko">${quoted(
    quotes,
    slides,
    slips.map(({ quoted }) => quoted),
  )}</blockquote>
${corrections(slips)}
<div class="words">${paragraphs.map((p) => two(p, 'p', inline)).join('\n')}</div>
${section(
  { ko: '수식', en: 'Formulas' },
  formulas
    .map(
      ({ name, tex }) =>
        `<div class="formula"><div class="name">${two(name, 'span', inline)}</div>${formula(tex, true)}</div>`,
    )
    .join(''),
  'formulas',
)}
${shown}
${section(
  { ko: '코드', en: 'The code' },
  listing(code) +
    helpers
      .map((helper) =>
        folded({ ko: `함께 쓰는 코드: ${helper.path}`, en: `More code: ${helper.path}` }, listing(helper), 'helper'),
      )
      .join(''),
  'code',
)}
${
  exercise === undefined
    ? ''
    : section(
        { ko: '빈칸 채우기', en: 'Fill in the blanks' },
        `<p>${two({ ko: '채운 뒤 확인하기', en: 'Fill them in, then' })}: <code>npm run slides -- ${twoDigits(item)} --exercise</code></p>` +
          listing(exercise.blanks) +
          folded({ ko: '풀이 보기', en: 'Show the solution' }, listing(exercise.solution), 'solution'),
        'exercise',
      )
}
</section>`
}

// -------------------------------------------------------------------------------------------------
// the page
// -------------------------------------------------------------------------------------------------

const styles = `
:root{--ink:#1a1a2e;--soft:#55586a;--line:#d9dee7;--tint:#f5f7fa;--blue:#1f5fa8;--red:#b03024;--mono:'JetBrains Mono','Noto Sans KR','DejaVu Sans',monospace}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:4rem}
body{margin:0;color:var(--ink);background:white;font:16px/1.65 ${font};word-break:keep-all;overflow-wrap:anywhere}
:root[data-code=hidden] :is(.code,.exercise),:root[data-lang=ko] .en,:root[data-lang=en] .ko{display:none!important}
a{color:var(--blue)}
code,pre{font-family:var(--mono);font-size:.86em;font-variant-ligatures:none}
header{position:sticky;top:0;z-index:2;display:flex;gap:.6rem 1.2rem;align-items:center;flex-wrap:wrap;padding:.6rem 1.2rem;background:white;border-bottom:1px solid var(--line)}
header strong{margin-right:auto}
.choice{display:inline-flex;border:1px solid var(--line);border-radius:6px;overflow:hidden}
.choice button{border:0;background:white;padding:.25rem .7rem;font:inherit;font-size:.9rem;color:var(--soft);cursor:pointer}
.choice button+button{border-left:1px solid var(--line)}
.choice button[aria-pressed=true]{background:var(--blue);color:white}
button:focus-visible,summary:focus-visible,pre:focus-visible,a:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
.page{display:grid;grid-template-columns:17rem minmax(0,1fr);max-width:82rem;margin:0 auto}
nav{position:sticky;top:3.4rem;align-self:start;max-height:calc(100vh - 3.4rem);overflow:auto;padding:1.2rem 1rem;font-size:.88rem}
nav ol{list-style:none;margin:0;padding:0}
nav a{display:flex;gap:.6em;padding:.18rem .4rem;border-radius:4px;text-decoration:none;color:var(--ink)}
nav a:hover{background:var(--tint)}
nav .number{color:var(--soft);font-variant-numeric:tabular-nums}
main{padding:1rem 2rem 4rem;max-width:64rem;min-width:0}
h1{font-size:2rem;line-height:1.25;margin:1.5rem 0 .5rem}
.lead{color:var(--soft);margin:0 0 2rem}
section.lesson{padding-top:2rem;margin-top:2.5rem;border-top:2px solid var(--ink)}
h2{font-size:1.55rem;line-height:1.3;margin:0 0 1rem}
h2 .number{color:var(--blue);font-variant-numeric:tabular-nums;margin-right:.35em}
h3{font-size:1.02rem;margin:1.8rem 0 .5rem}
blockquote{margin:0 0 1rem;padding:.7rem 1.1rem;background:var(--tint);border-left:4px solid var(--blue);border-radius:0 6px 6px 0;font-size:.95rem;line-height:1.55}
blockquote p{margin:.15rem 0}
blockquote .q1{font-weight:700;font-size:1.08em}
blockquote .q2{font-weight:700;margin-top:.4rem}
blockquote .item{position:relative;padding-left:.2em}
blockquote .item::before{content:'–';position:absolute;left:-1em}
blockquote pre{margin:.4rem 0;padding:.5rem .8rem;background:white;border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;line-height:1.45}
mark{background:#fde9c8;color:inherit;padding:0 .1em}
.sic{font-style:italic;color:var(--red);font-size:.9em}
.corrections{margin:0 0 1rem;padding-left:1.2rem;font-size:.93rem}
.was{text-decoration:line-through;text-decoration-thickness:1px}
.is{font-weight:700}
.words p{margin:.6rem 0;max-width:46rem}
.formulas{display:block}
.formula{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:1rem;align-items:center;padding:.2rem 0;border-bottom:1px dotted var(--line)}
.formula .name{font-size:.9rem;color:var(--soft)}
.formula .katex-display{margin:.5rem 0;overflow-x:auto;overflow-y:hidden;padding:.15rem 0;text-align:left}
.katex{font-size:1.08em;word-break:normal;overflow-wrap:normal}
.katex-display>.katex{text-align:left}
.katex,.katex .text{font-family:KaTeX_Main,'Noto Sans KR','DejaVu Sans',serif}
.katex .mathnormal{font-family:KaTeX_Math,KaTeX_Main,'Noto Sans KR','DejaVu Sans',serif}
.katex .hangul_fallback,.katex .cjk_fallback{font-family:'Noto Sans KR',sans-serif}
figure{margin:1.6rem 0}
figure svg{display:block;max-width:100%;height:auto}
figcaption{margin-top:.4rem;font-size:.9rem;color:var(--soft)}
.printed{margin:0;padding:.7rem 1rem;background:var(--ink);color:white;border-radius:6px;white-space:pre-wrap;line-height:1.5}
.listing{margin:.4rem 0}
.path{font:.78rem var(--mono);color:var(--soft);margin-bottom:.2rem}
pre.ts{margin:0;padding:.8rem 1rem;max-height:34rem;overflow:auto;background:var(--tint);border:1px solid var(--line);border-radius:6px;line-height:1.5;tab-size:2}
pre.ts code{font-size:1em;display:block;white-space:pre}
.comment{color:#5b6b5b;font-style:italic}.string{color:#2b6b3f}.number{color:inherit}.keyword{color:var(--blue);font-weight:700}.name{color:#7a3b8f}
pre.ts .number{color:#a0410d}
.formula .name,.formula .name *{color:var(--soft)}
.printed-only{display:none}
details{margin:.7rem 0}
summary{cursor:pointer;font-size:.92rem;color:var(--blue)}
.failed{padding:.8rem 1rem;border:2px solid var(--red);border-radius:6px;color:var(--red);font-weight:700}
@media (max-width:62rem){.page{grid-template-columns:minmax(0,1fr)}nav{position:static;max-height:none;columns:2;border-bottom:1px solid var(--line)}main{padding:1rem}.formula{grid-template-columns:minmax(0,1fr);gap:0}}
@media print{
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
html{scroll-behavior:auto}
header,.helper,.screen-only{display:none}
.printed-only{display:block;column-span:all;margin:0 0 1em}
.page{display:block;max-width:none}
main{max-width:none;padding:0}
nav{position:static;max-height:none;overflow:visible;columns:2;padding:0;break-after:page;font-size:inherit}
nav a{padding:.1rem 0}
h1{margin-top:0}
section.lesson{break-before:page;margin:0;padding:0;border:0}
h2{border-bottom:1.5pt solid var(--ink);padding-bottom:.15em}
h2,h3,.path,.exercise>p{break-after:avoid}
p,li,.formula,.printed,blockquote pre{break-inside:avoid}
p{orphans:3;widows:3}
.words p{max-width:none}
figure{break-inside:avoid;margin:1em auto}
figure svg{width:auto;margin:0 auto}
figcaption{text-align:center}
pre.ts{max-height:none;overflow:visible;padding:0;border:0;background:none}
pre.ts code.part{break-inside:avoid;background:var(--tint);padding:0 .8em;white-space:pre-wrap;overflow-wrap:anywhere;box-decoration-break:clone}
details:not([open]),.katex-mathml{display:none}
.printed{background:white;color:var(--ink);border:1px solid var(--ink)}
.katex-display{overflow:visible!important}
}
`

/** What differs between the two papers. */
const papers = {
  a4: `@page{size:A4;margin:15mm 14mm}@media print{html{font-size:9.5pt}body{font-size:1rem;line-height:1.5}pre.ts{font-size:6.9pt;line-height:1.36}.printed{font-size:7.6pt}figure svg{max-height:215mm}}`,
  wide: `@page{size:338.67mm 190.5mm;margin:11mm 15mm}@media print{html{font-size:12pt}body{font-size:1rem;line-height:1.5}.words p,blockquote,.corrections,.formulas{max-width:270mm}pre.ts{font-size:7.4pt;line-height:1.3;columns:2;column-gap:6mm}.printed{font-size:10pt}figure svg{width:100%;max-height:138mm}figure{max-width:none!important}}`,
} as const

const script = `
const root=document.documentElement
const papers=${JSON.stringify(papers)}
const asked=new URLSearchParams(location.search)
const kept=(key)=>{try{return localStorage.getItem('nabla-'+key)}catch{return null}}
const keep=(key,value)=>{try{localStorage.setItem('nabla-'+key,value)}catch{}}
const set=(key,value)=>{
  root.dataset[key]=value
  if(key==='lang')root.lang=value
  if(key==='paper')document.getElementById('paper').textContent=papers[value]
  if(key==='solutions')document.querySelectorAll('details.solution').forEach((d)=>{d.open=value==='shown'})
  document.querySelectorAll('[data-set='+key+']').forEach((b)=>b.setAttribute('aria-pressed',String(b.value===value)))
}
const choices={lang:['ko','en'],paper:['a4','wide'],code:['shown','hidden'],solutions:['hidden','shown']}
for(const [key,values] of Object.entries(choices)){
  const wanted=asked.get(key)??kept(key)
  set(key,values.includes(wanted)?wanted:values[0])
}
document.addEventListener('click',(event)=>{
  const button=event.target.closest('[data-set]')
  if(button){set(button.dataset.set,button.value);keep(button.dataset.set,button.value)}
})
`

const choice = (key: string, label: string, values: readonly (readonly [string, string])[]): string =>
  `<span class="choice" role="group" aria-label="${label}">${values
    .map(
      ([value, name], i) =>
        `<button type="button" data-set="${key}" value="${value}" aria-pressed="${i === 0}">${name}</button>`,
    )
    .join('')}</span>`

const both = (ko: string, en: string): string => two({ ko, en })

/** The text of a page and of its figures, without tags. */
const textOf = (html: string): string =>
  html
    .replace(/data:[^"')]*/g, '')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&lt;|&gt;|&amp;|&quot;/g, '<>&"')

/** The report as HTML. `slides` is the text of the slides. */
export const report = async (chapters: readonly Chapter[], slides: string): Promise<string> => {
  const lines = linesOf(slides)
  const title = { ko: '슬라이드로 배우는 신경망', en: 'Neural networks, slide by slide' }
  const body = `<header><strong>nabla-ts</strong>
${choice('lang', 'language', [
  ['ko', '한국어'],
  ['en', 'English'],
])}
${choice('code', 'code', [
  ['shown', both('코드 보임', 'code shown')],
  ['hidden', both('숨김', 'hidden')],
])}
${choice('solutions', 'solutions', [
  ['hidden', both('풀이 숨김', 'solutions hidden')],
  ['shown', both('풀이 보임', 'shown')],
])}
${choice('paper', 'paper', [
  ['a4', both('인쇄 A4', 'print A4')],
  ['wide', '16:9'],
])}
</header>
<div class="page">
<nav><h1 class="printed-only">${two(title)}</h1><ol>${chapters
    .map(
      ({ text }) =>
        `<li><a href="#lesson-${twoDigits(text.item)}"><span class="number">${twoDigits(text.item)}</span><span>${two(text.title, 'span', inline)}</span></a></li>`,
    )
    .join('')}</ol></nav>
<main>
<h1 class="screen-only">${two(title)}</h1>
<p class="lead screen-only">${two({
    ko: '슬라이드의 모든 줄과 수식, 실습과 그림. 수와 그림은 모두 여기 실린 코드가 계산한 것이다.',
    en: 'Every line, formula, exercise and figure of the slides. All numbers and figures were computed by the code shown here.',
  })}</p>
${chapters.map((c) => chapter(c, lines)).join('\n')}
</main>
</div>`
  const codes = chapters
    .flatMap(({ code, helpers, exercise }) => [
      code,
      ...helpers,
      ...(exercise === undefined ? [] : [exercise.blanks, exercise.solution]),
    ])
    .map(({ code }) => code)
    .join('')
  return `<!doctype html>
<html lang="ko" data-lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,">
<title>${title.en} · ${title.ko}</title>
<style>${formulaStyles(body)}</style>
<style>${await textFonts(textOf(body), codes)}</style>
<style>${styles}</style>
<style id="paper">${papers.a4}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`
}
