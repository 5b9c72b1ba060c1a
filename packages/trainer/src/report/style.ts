/** The report's style sheet: light and dark by the reader's preference, one column on a phone. */
export const reportStyle = `
:root { --ink: #1a1d24; --paper: #ffffff; --soft: #5b6372; --line: #e3e6eb; --card: #f7f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaee; --paper: #14161a; --soft: #9aa3b2; --line: #2c313a; --card: #1c1f25; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 24px 16px 64px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 0.8rem; font-size: 1.25rem; }
h3 { margin: 0 0 0.4rem; font-size: 0.95rem; overflow-wrap: anywhere; }
header p, .note { margin: 0.3rem 0; color: var(--soft); }
.note { max-width: 90ch; margin-top: 0.7rem; font-size: 0.88rem; }
.unit { margin: 0 0 0.4rem; color: var(--soft); font-size: 0.82rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; }
th small { display: block; color: var(--soft); font-weight: 400; }
.number, thead th:nth-child(n + 3) { text-align: right; }
.number { white-space: nowrap; }
.results th[scope="rowgroup"] { padding-top: 12px; overflow-wrap: anywhere; }
.results th small { display: inline; margin-left: 0.6em; }
thead th.number { white-space: normal; }
.grid + .scroll { margin-top: 0.8rem; }
.grid { display: grid; gap: 16px; align-items: start; grid-auto-flow: dense;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 372px), 1fr)); }
@media (min-width: 860px) { .wide { grid-column: span 2; } }
details { margin-top: 0.8rem; }
summary { margin-bottom: 0.8rem; color: var(--soft); cursor: pointer; }
article { min-width: 0; padding: 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
figure { margin: 0; }
article > svg, figure > svg, .scroll > svg { display: block; width: 100%; max-width: 480px; height: auto; }
[class*="-swatches"] { font-size: 0.8rem; }
.example { margin-bottom: 16px; }
.tiles { display: flex; flex-wrap: wrap; gap: 18px; }
.tile { width: 206px; font-size: 0.88rem; overflow-wrap: anywhere; }
.tile.input { width: 98px; }
.tile small { display: block; color: var(--soft); font-size: 0.78rem; }
.tiles:has(> .text) { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 350px), 1fr)); }
.tile.text { width: auto; }
.words { margin: 6px 0; line-height: 1.7; }
.words mark { padding: 1px 2px; border-radius: 3px; color: inherit; }
.views { display: flex; gap: 8px; }
.view { position: relative; width: 98px; }
.view img { display: block; width: 100%; height: auto; }
.view img + img { position: absolute; inset: 0; height: 100%; }
.bars { display: grid; grid-template-columns: 1fr auto; gap: 1px 8px; margin-top: 6px; font-size: 0.78rem; }
.bars small, .bars i { grid-column: 1 / -1; }
.bars i { height: 5px; min-width: 1px; border-radius: 2px; background: #3b82f6; }
.bars i.lowers { background: #f97316; }
.grey { filter: grayscale(1) contrast(0.7); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 20px; margin: 0; }
@media (max-width: 600px) { th, td { padding: 5px 3px; font-size: 0.82rem; } }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
`;
