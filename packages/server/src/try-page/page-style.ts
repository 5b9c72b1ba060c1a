/** The page's style sheet: light and dark by the reader's preference, one column on a phone. */
export const pageStyle = `
:root { --ink: #1a1d24; --paper: #ffffff; --soft: #5b6372; --line: #d5dae2; --card: #f7f8fa; --blue: #2563eb; --tint: #3b82f644; --wrong: #b91c1c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaee; --paper: #14161a; --soft: #9aa3b2; --line: #3a404b; --card: #1c1f25; --blue: #3b82f6; --tint: #3b82f666; --wrong: #f87171; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 24px 16px 64px; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; }
h2 { margin: 0 0 0.6rem; font-size: 1.1rem; }
h3 { margin: 0 0 0.3rem; font-size: 0.95rem; }
small, .note { color: var(--soft); font-size: 0.84rem; font-weight: 400; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 1rem; }
a { color: var(--blue); }
nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.sides { display: grid; gap: 20px; margin-top: 1.2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); align-items: start; }
fieldset, .task { margin: 0 0 14px; padding: 14px; min-width: 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
legend { padding: 0 6px; font-weight: 600; }
.fields { display: grid; gap: 10px; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); align-items: end; }
label { display: block; font-size: 0.88rem; }
input, select, textarea, button { width: 100%; font: inherit; }
input, select, textarea { padding: 6px 8px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: var(--ink); }
textarea { min-height: 6.5rem; resize: vertical; }
button { padding: 9px; border: 0; border-radius: 8px; background: var(--blue); color: #fff; font-weight: 600; cursor: pointer; }
canvas { display: block; width: 160px; margin-top: 10px; border: 1px solid var(--line); border-radius: 6px; image-rendering: pixelated; }
canvas[hidden] { display: none; }
.answer { font-size: 1.15rem; font-weight: 600; }
.bars { display: grid; grid-template-columns: minmax(0, 2fr) 3fr 4.2em; gap: 4px 10px; align-items: center; margin-top: 6px; font-size: 0.88rem; }
.bars > i { height: 10px; min-width: 1px; border-radius: 3px; background: var(--blue); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0; align-items: baseline; }
dd { margin: 0; }
.words { margin: 0.3rem 0; line-height: 2.2; }
.words mark { padding: 2px 4px; border-radius: 4px; background: var(--tint); color: inherit; }
.error { color: var(--wrong); }
pre { margin: 0; padding: 10px; max-height: 260px; overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--card); font-size: 0.8rem;
  white-space: pre-wrap; }
summary { color: var(--soft); cursor: pointer; }
`;
