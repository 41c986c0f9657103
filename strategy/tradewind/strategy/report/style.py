"""Appearance of the page: one style sheet for light and dark, and the hover line of the charts.

Buy and sell are blue and orange, which differ for every kind of colour vision; nothing is told by colour alone.
"""

CSS = """
:root{--bg:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#5b6675;--rule:#e3e7ec;--grid:#edf0f3;
--main:#2457c5;--buy:#1f6fd1;--sell:#c2570c;--loss:#b3261e;--band:#8aa0bd;
--s0:#2457c5;--s1:#c2570c;--s2:#0f7b6c;--s3:#8a3ffc;--s4:#a56a00;--s5:#b0307a;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--bg:#10141b;--card:#181e27;--ink:#e6eaf0;--soft:#9aa6b5;--rule:#2b3440;
--grid:#232b36;--main:#7aa5ff;--buy:#6cb0ff;--sell:#ff9d5c;--loss:#ff8a80;--band:#6f86a6;
--s0:#7aa5ff;--s1:#ff9d5c;--s2:#4fd1bd;--s3:#c19bff;--s4:#e6b450;--s5:#ff8ac2}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif}
main{max-width:1200px;margin:0 auto;padding:28px 20px 56px}
header h1{font-size:26px;line-height:1.25;margin:0 0 4px}
header p{margin:0;color:var(--soft)}
.state{display:inline-block;font-size:12px;font-weight:600;letter-spacing:.03em;padding:2px 9px;border-radius:99px;
border:1px solid currentColor;vertical-align:4px;margin-left:10px;color:var(--soft)}
.state.completed{color:var(--s2)}.state.failed{color:var(--loss)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px;margin:22px 0}
.tile,section{background:var(--card);border:1px solid var(--rule);border-radius:10px}
.tile{padding:12px 14px}
.tile span{display:block;color:var(--soft);font-size:13px}
.tile b{display:block;font-size:21px;font-weight:650;font-variant-numeric:tabular-nums;margin:1px 0;white-space:nowrap}
.tile small{color:var(--soft);font-size:12.5px}
.tile .loss{color:var(--loss)}
section{padding:16px 18px 14px;margin:0 0 14px;overflow:hidden}
h2{font-size:16px;margin:0 0 8px}
h3{font-size:14px;margin:14px 0 4px}
section>p,.note{color:var(--soft);font-size:13px;margin:4px 0 8px;max-width:90ch}
.chart{position:relative}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
text.y{text-anchor:end;dominant-baseline:middle}
text.x,text.label{text-anchor:middle}
.grid{stroke:var(--grid)}.axis,.zero{stroke:var(--band);stroke-opacity:.8}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.main{stroke:var(--main)}.area.main{fill:var(--main)}
.loss{stroke:var(--loss)}.area.loss{fill:var(--loss)}
.band{fill:var(--band);fill-opacity:.35}.mid{stroke:var(--band)}
.s0{stroke:var(--s0)}.s1{stroke:var(--s1)}.s2{stroke:var(--s2)}
.s3{stroke:var(--s3)}.s4{stroke:var(--s4)}.s5{stroke:var(--s5)}
.area{stroke:none;fill-opacity:.16}.area.band{fill-opacity:.35}
polygon.buy{fill:var(--buy)}polygon.sell{fill:var(--sell)}
polygon{stroke:var(--card);stroke-width:.8}
polygon.void{fill:none;stroke:var(--soft);stroke-width:1.2}
.cross{stroke:var(--soft);stroke-dasharray:3 3}
.tip{position:absolute;top:4px;pointer-events:none;background:var(--card);border:1px solid var(--rule);
border-radius:6px;padding:4px 8px;font-size:12.5px;font-variant-numeric:tabular-nums;white-space:pre;
box-shadow:0 2px 8px rgb(0 0 0/.14)}
.keys{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--soft);margin:2px 0 4px}
.keys svg{display:inline-block;width:16px;height:12px;vertical-align:-1px;margin-right:5px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:13px;padding:0 0 6px}
th{font-weight:600;color:var(--soft);font-size:12.5px;text-align:left}
th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
td{vertical-align:top}
.num{text-align:right}
tbody tr:last-child td{border-bottom:0}
td.wrap{white-space:normal;overflow-wrap:anywhere}
td .buy{color:var(--buy)}td .sell{color:var(--sell)}td .loss{color:var(--loss)}
.bar{height:10px;border-radius:2px;background:var(--main);display:block;min-width:1px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:14px}
.two section{margin-bottom:14px}
@media (max-width:820px){.two{grid-template-columns:1fr}}
code,pre{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
@media print{body{background:#fff}.tile,section{break-inside:avoid}}
"""

# Finds the nearest drawn point of each series and shows it: convenience only, the page is complete without it.
SCRIPT = """
for (const box of document.querySelectorAll(".chart")) {
  const svg = box.querySelector("svg"), cross = box.querySelector(".cross"), tip = box.querySelector(".tip");
  const lines = JSON.parse(box.querySelector("script").textContent);
  svg.addEventListener("pointermove", (event) => {
    const area = svg.getBoundingClientRect();
    const x = (event.clientX - area.left) / area.width * svg.viewBox.baseVal.width;
    const rows = [];
    let at = x;
    for (const line of lines) {
      let low = 0, high = line.x.length - 1;
      while (low < high) { const middle = (low + high) >> 1; if (line.x[middle] < x) low = middle + 1; else high = middle; }
      if (low > 0 && x - line.x[low - 1] < line.x[low] - x) low -= 1;
      if (line.text[low]) { rows.push((lines.length > 1 ? line.label + "  " : "") + line.text[low]); at = line.x[low]; }
    }
    if (!rows.length) return;
    cross.setAttribute("x1", at); cross.setAttribute("x2", at);
    tip.textContent = rows.join("\\n"); tip.hidden = false;
    const left = at / svg.viewBox.baseVal.width * area.width;
    tip.style.left = (left > area.width / 2 ? left - tip.offsetWidth - 10 : left + 10) + "px";
  });
  svg.addEventListener("pointerleave", () => {
    tip.hidden = true; cross.setAttribute("x1", -9); cross.setAttribute("x2", -9);
  });
}
"""
