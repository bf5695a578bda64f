// Actor by target: colour and sign for the net stance, a line for its interval, a dashed frame where records are few.
(() => {
  "use strict";
  const { $, data, tone, net, sign, span, percent, cut, targetName, mixed, readable, tooltip, draw, filter, drawers, FAVOR, AGAINST } = stanceCharts;
  const MOST = 30, ROW = 36, PAD = 8;
  if (!data.actor_target.length) return;
  const counted = new Map(), names = new Map();
  for (const cell of data.actor_target) {
    counted.set(cell.actor, (counted.get(cell.actor) || 0) + cell.n);
    names.set(cell.actor, cell.name);
  }
  const actors = [...counted.keys()].sort((a, b) => counted.get(b) - counted.get(a)).slice(0, MOST).reverse();
  const targets = [...new Set(data.actor_target.map((cell) => cell.target))];
  const cells = data.actor_target.filter((cell) => actors.includes(cell.actor) && cell.net.value !== null);
  const part = counted.size > MOST ? `The ${MOST} of ${counted.size} actors with most records; the table has all. ` : "";
  $("heat-more").textContent = `${part}A double click on a cell shows its documents.`;

  const about = (cell) => `${cell.name} → ${targetName(cell.target)}\nnet ${net(cell.net.value)}${span(cell.net)}\n▲ ${percent(cell.favor)}   ▼ ${percent(cell.against)}   ● ${percent(cell.neutral)}\n${cell.n} records in ${cell.documents} documents${cell.few ? " (few)" : ""}`;

  function words(cell, width) {
    const value = `${sign(cell.net.value)} ${net(cell.net.value)}`;
    if (width > 215) return `${value}${span(cell.net)}  n ${cell.n}`;
    return width > 105 ? `${value}  n ${cell.n}` : width > 52 ? value : sign(cell.net.value);
  }

  function one(cell, api) {
    const [x, y] = api.coord([targets.indexOf(cell.target), actors.indexOf(cell.actor)]);
    const [whole, high] = api.size([1, 1]), width = whole - 3, height = high - 3, left = x - width / 2, top = y - height / 2;
    const full = mixed(tone("--wash"), cell.net.value < 0 ? AGAINST : FAVOR, Math.abs(cell.net.value));
    const fill = cell.few ? tone("--page") : full, ink = readable(fill), at = (value) => left + PAD + ((value + 1) / 2) * (width - 2 * PAD);
    const base = top + height - 7, line = (x1, x2, y1, y2, style) => ({ type: "line", silent: true, shape: { x1, x2, y1, y2 }, style: { stroke: ink, ...style } });
    const children = [
      { type: "rect", shape: { x: left, y: top, width, height, r: 2 }, style: { fill, stroke: cell.few ? full : "none", lineWidth: cell.few ? 1.2 : 0, lineDash: cell.few ? [3, 3] : null } },
      { type: "text", silent: true, style: { text: words(cell, width), x, y: top + height / 2 - 4, align: "center", verticalAlign: "middle", fill: ink, fontSize: 11.5, fontFamily: "system-ui, sans-serif" } },
      line(at(0), at(0), base - 2.5, base + 2.5, { opacity: 0.55, lineWidth: 1 }),
      { type: "circle", silent: true, shape: { cx: at(cell.net.value), cy: base, r: 2.4 }, style: { fill: ink } },
    ];
    if (cell.net.low !== null && cell.net.high !== null) children.push(line(at(cell.net.low), at(cell.net.high), base, base, { lineWidth: 1.3 }));
    return { type: "group", children };
  }

  drawers.push(() => {
    const room = $("heat").clientWidth, narrow = room < 520, side = narrow ? 92 : 175;
    const share = (room - side - 8) / targets.length, plain = { show: false };
    const axis = { type: "category", axisLine: plain, axisTick: plain, splitLine: plain };
    const chart = draw("heat", {
      grid: { left: side, right: 8, top: 44, bottom: 4 },
      xAxis: { ...axis, position: "top", data: targets.map(targetName), axisLabel: { color: tone("--ink"), fontWeight: 600, interval: 0, width: share - 6, overflow: share < 90 ? "break" : "truncate", lineHeight: 14 } },
      yAxis: { ...axis, data: actors.map((id) => cut(names.get(id), narrow ? 13 : 26)), axisLabel: { color: tone("--ink"), interval: 0 } },
      tooltip: { ...tooltip(), formatter: ({ dataIndex }) => about(cells[dataIndex]) },
      series: [{ type: "custom", clip: true, data: cells.map((cell) => [targets.indexOf(cell.target), actors.indexOf(cell.actor)]), renderItem: (item, api) => one(cells[item.dataIndex], api) }],
    }, 52 + ROW * Math.max(actors.length, 2));
    chart.off("dblclick");
    chart.on("dblclick", ({ dataIndex }) => filter({ actor: cells[dataIndex].actor, target: cells[dataIndex].target }));
  });
})();
