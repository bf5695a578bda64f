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
  // All actors together come first: they have all records. From below, as the axis goes.
  const actors = [...counted.keys()].sort((a, b) => counted.get(b) - counted.get(a)).slice(0, MOST + 1).reverse();
  const targets = [...new Set(data.actor_target.map((cell) => cell.target))];
  const key = (cell) => `${cell.actor}\u0001${cell.target}`;
  const corrected = new Map(data.corrected.filter((cell) => cell.group === "all").map((cell) => [key(cell), cell]));
  const modes = {
    labels: data.actor_target.filter((cell) => actors.includes(cell.actor) && cell.net.value !== null),
    corrected: data.actor_target.filter((cell) => actors.includes(cell.actor) && corrected.get(key(cell))?.net.value != null)
      .map((cell) => ({ ...cell, ...corrected.get(key(cell)), few: false, n: cell.n })),
  };
  let mode = "labels", cells = modes.labels, chosen = null;
  const touch = matchMedia("(hover: none)").matches;

  function told() {
    const part = counted.size > MOST + 1 ? `The ${MOST} of ${counted.size - 1} actors with most records; the table has all. ` : "";
    const none = mode === "corrected" ? "Empty: too few coded units. " : "";
    $("heat-more").textContent = `${part}${none}${touch ? "Tap" : "Click"} a cell for its documents, or go from cell to cell with the arrow keys and press Enter.`;
  }

  function about(cell) {
    const of = corrected.get(key(cell)), fixed = of && of.net.value !== null;
    const before = data.actor_target.find((one) => key(one) === key(cell));
    const net_ = (one, what) => `net ${net(one.value)}${span(one)}${what}`;
    const figures = fixed ? [net_(before.net, " as labelled"), net_(of.net, ` corrected (${of.coded} coded)`)] : [net_(cell.net, "")];
    return `${cell.name} → ${targetName(cell.target)}\n${figures.join("\n")}\n▲ ${percent(cell.favor)}   ▼ ${percent(cell.against)}   ● ${percent(cell.neutral)}\n${before.n} records in ${before.documents} documents${before.few ? " (few)" : ""}`;
  }

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
    const base = top + height - 7, ring = chosen === key(cell), line = (x1, x2, y1, y2, style) => ({ type: "line", silent: true, shape: { x1, x2, y1, y2 }, style: { stroke: ink, ...style } });
    const children = [
      { type: "rect", shape: { x: left, y: top, width, height, r: 2 }, style: { fill, stroke: ring ? tone("--ink") : cell.few ? full : "none", lineWidth: ring ? 2.5 : cell.few ? 1.2 : 0, lineDash: cell.few && !ring ? [3, 3] : null } },
      { type: "text", silent: true, style: { text: words(cell, width), x, y: top + height / 2 - 4, align: "center", verticalAlign: "middle", fill: ink, fontSize: 11.5, fontFamily: "system-ui, sans-serif" } },
      line(at(0), at(0), base - 2.5, base + 2.5, { opacity: 0.55, lineWidth: 1 }),
      { type: "circle", silent: true, shape: { cx: at(cell.net.value), cy: base, r: 2.4 }, style: { fill: ink } },
    ];
    if (cell.net.low !== null && cell.net.high !== null) children.push(line(at(cell.net.low), at(cell.net.high), base, base, { lineWidth: 1.3 }));
    return { type: "group", children };
  }

  // The documents behind a cell; those of all actors are those of the target.
  const show = (cell) => filter({ actor: cell.actor === "all" ? "" : cell.actor, target: cell.target });

  function choose(cell) {
    chosen = cell ? key(cell) : null;
    $("heat-chosen").textContent = cell ? about(cell).replaceAll("\n", "; ") : "";
    $("heat-show").hidden = !cell;
    heat();
  }

  // The next cell that way; there may be gaps.
  function step(across, down) {
    const from = cells.find((cell) => key(cell) === chosen);
    if (!from) return cells.find((cell) => cell.actor === actors.at(-1)) || cells[0];
    let [x, y] = [targets.indexOf(from.target), actors.indexOf(from.actor)];
    for (;;) {
      [x, y] = [x + across, y - down];
      if (!targets[x] || !actors[y]) return from;
      const found = cells.find((cell) => cell.target === targets[x] && cell.actor === actors[y]);
      if (found) return found;
    }
  }

  function heat() {
    const now = cells; // what was drawn before may be drawn once more, and is not of these
    const room = $("heat").clientWidth, narrow = room < 520, side = narrow ? 92 : 175;
    const share = (room - side - 8) / targets.length, plain = { show: false };
    const axis = { type: "category", axisLine: plain, axisTick: plain, splitLine: plain };
    const chart = draw("heat", {
      grid: { left: side, right: 8, top: 44, bottom: 4 },
      xAxis: { ...axis, position: "top", data: targets.map(targetName), axisLabel: { color: tone("--ink"), fontWeight: 600, interval: 0, width: share - 6, overflow: share < 90 ? "break" : "truncate", lineHeight: 14 } },
      yAxis: { ...axis, data: actors.map((id) => cut(names.get(id), narrow ? 13 : 26)), axisLabel: { color: tone("--ink"), interval: 0 } },
      tooltip: { ...tooltip(), formatter: ({ dataIndex }) => about(now[dataIndex]) },
      series: [{ type: "custom", clip: true, cursor: "pointer", data: now.map((cell) => [targets.indexOf(cell.target), actors.indexOf(cell.actor)]), renderItem: (item, api) => one(now[item.dataIndex], api) }],
    }, 52 + ROW * Math.max(actors.length, 2));
    chart.off("click");
    chart.on("click", ({ dataIndex }) => (touch ? choose : show)(now[dataIndex]));
  }

  $("heat-show").addEventListener("click", () => show(cells.find((cell) => key(cell) === chosen)));
  $("heat").addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (ways[event.key]) choose(step(...ways[event.key]));
    else if (event.key === "Enter" && chosen) show(cells.find((cell) => key(cell) === chosen));
    else return;
    event.preventDefault();
  });
  for (const radio of document.querySelectorAll("[name=heat-mode]"))
    radio.addEventListener("change", () => {
      mode = radio.value;
      cells = modes[mode];
      told();
      choose(null);
    });
  told();
  drawers.push(heat);
})();
