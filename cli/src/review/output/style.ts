/** Style of the HTML review: light and dark, forced colours, A4 on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --line: #c7c7cf; --soft: #5d5d66; --faint: #f1f1f5;
  --error: #b3261e; --error-soft: #fbe0de; --warning: #7a4f00; --warning-soft: #ffedc8; --note: #1f5f99; --note-soft: #dcecfa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e9ee; --paper: #1b1b1f; --line: #4a4a54; --soft: #b0b0ba; --faint: #27272d;
  --error: #ffb4ab; --error-soft: #5c1a16; --warning: #ffd27d; --warning-soft: #4b3300; --note: #a5cdf2; --note-soft: #12344f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; font: 15px/1.5 "Segoe UI", system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
a { color: var(--note); }
small, .place { color: var(--soft); font-weight: normal; }
code { font-family: Consolas, monospace; font-size: .92em; }
.summary { font-size: 1.1rem; font-weight: 600; }
.incomplete { border-left: 4px solid var(--warning); background: var(--warning-soft); padding: .5rem .75rem; }
.tag { font-size: .8rem; border: 1px solid var(--line); border-radius: 4px; padding: 0 .35rem; vertical-align: middle; }
.legend span { display: inline-block; vertical-align: middle; min-width: 1.6rem; height: 1.4rem; line-height: 1.3rem; text-align: center; border: 2px solid var(--soft); border-radius: 3px; font-weight: 600; background: var(--faint); }
.legend .error span { border-color: var(--error); background: var(--error-soft); } .legend .warning span { border: 2px dashed var(--warning); background: var(--warning-soft); }
.legend .note span { border: 2px dotted var(--note); background: var(--note-soft); }
.legend { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
.legend .error, .findings .error b { color: var(--error); } .legend .warning, .findings .warning b { color: var(--warning); }
.legend .note, .findings .note b { color: var(--note); }
.findings { list-style: none; padding: 0; margin: 0; }
.findings li { border-left: 4px solid var(--line); background: var(--faint); margin: .4rem 0; padding: .5rem .75rem; overflow-wrap: anywhere; }
.findings .error { border-left-color: var(--error); } .findings .warning { border-left-color: var(--warning); } .findings .note { border-left-color: var(--note); }
.references { margin: .25rem 0; overflow-wrap: anywhere; }
.sketch { display: block; width: 100%; max-width: 46rem; height: auto; border: 1px solid var(--line); }
.sketch .page { fill: var(--paper); }
.sketch rect { stroke-width: 2; }
.sketch text { text-anchor: middle; dominant-baseline: central; font-weight: 600; pointer-events: none; }
.sketch .none rect { fill: var(--faint); stroke: var(--soft); }
.sketch .decoration rect { fill: none; stroke: var(--line); stroke-dasharray: 6 4; stroke-width: 1; }
.sketch .error rect { fill: var(--error-soft); stroke: var(--error); stroke-width: 4; } .sketch .error text { fill: var(--error); }
.sketch .warning rect { fill: var(--warning-soft); stroke: var(--warning); stroke-dasharray: 10 4; stroke-width: 3; } .sketch .warning text { fill: var(--warning); }
.sketch .note rect { fill: var(--note-soft); stroke: var(--note); stroke-dasharray: 3 3; } .sketch .note text { fill: var(--note); }
.sketch a:focus rect, .sketch a:hover rect { stroke-width: 6; }
table { border-collapse: collapse; width: 100%; }
th, td { overflow-wrap: anywhere; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .3rem .5rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); }
.sign { max-width: 30rem; } .sign th { width: 7rem; } .sign td { height: 2.2rem; }
@media (forced-colors: active) { .sketch g rect, .sketch .page { stroke: CanvasText !important; fill: Canvas !important; } .sketch text { fill: CanvasText !important; } .sketch .error rect { stroke-width: 7; } .sketch a:focus rect { stroke: Highlight !important; } }
@media print { @page { size: A4; margin: 15mm; } body { max-width: none; padding: 0; font-size: 10pt; }
  :root { color-scheme: light; } section.page { break-inside: auto; } .sketch, .findings li, .visual h3 { break-inside: avoid; } h2, h3 { break-after: avoid; } a { color: inherit; text-decoration: none; } }
`;
