(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("findings-data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)"), still = matchMedia("(prefers-reduced-motion: reduce)");
  const charts = {};
  const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const net = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + Math.abs(value).toFixed(2);
  const sign = (value) => (value > 0 ? "▲ " : value < 0 ? "▼ " : "● ");
  const span = (one) => (one.low === null || one.high === null ? "" : ` [${net(one.low)}, ${net(one.high)}]`);
  const percent = (one) => (one.value === null ? "–" : `${Math.round(100 * one.value)} %`);
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  // Tooltips are drawn on the canvas: no HTML is made of names.
  const tooltip = () => ({ renderMode: "richText", confine: true, backgroundColor: tone("--sheet"), borderColor: tone("--line"), textStyle: { color: tone("--ink"), fontSize: 12 } });

  function draw(id, option, height) {
    const element = $(id);
    if (height) element.style.height = `${height}px`;
    charts[id] = charts[id] || echarts.init(element, null, { renderer: "canvas" });
    charts[id].resize();
    const common = { animation: !still.matches, textStyle: { fontFamily: "system-ui, sans-serif", color: tone("--ink") }, tooltip: tooltip() };
    charts[id].setOption({ ...common, ...option }, true);
  }

  function heat() {
    const counted = new Map(), names = new Map();
    for (const cell of data.actor_target) {
      counted.set(cell.actor, (counted.get(cell.actor) || 0) + cell.n);
      names.set(cell.actor, cell.name);
    }
    const actors = [...counted.keys()].sort((a, b) => counted.get(b) - counted.get(a)).slice(0, 30).reverse();
    const targets = [...new Set(data.actor_target.map((cell) => cell.target))];
    const kept = data.actor_target.filter((cell) => actors.includes(cell.actor) && cell.net.value !== null);
    const narrow = $("heat").clientWidth < 520;
    const items = kept.map((cell) => ({
      value: [targets.indexOf(cell.target), actors.indexOf(cell.actor), cell.net.value], cell,
      itemStyle: cell.few ? { opacity: 0.35 } : {},
      label: { color: !cell.few && Math.abs(cell.net.value) > 0.6 ? "#ffffff" : tone("--ink") },
    }));
    draw("heat", {
      grid: { left: narrow ? 92 : 170, right: 8, top: 46, bottom: 8 },
      xAxis: { type: "category", position: "top", data: targets.map((id) => cut(data.targets[id] || id, narrow ? 12 : 30)), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: tone("--ink"), interval: 0 } },
      yAxis: { type: "category", data: actors.map((id) => cut(names.get(id), narrow ? 13 : 26)), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: tone("--ink") } },
      visualMap: { show: false, min: -1, max: 1, inRange: { color: ["#D55E00", tone("--wash"), "#0072B2"] } },
      tooltip: { ...tooltip(), formatter: ({ data: { cell } }) => `${cell.name}: ${data.targets[cell.target] || cell.target}\nnet ${net(cell.net.value)}${span(cell.net)}\n▲ ${percent(cell.favor)}  ▼ ${percent(cell.against)}  ● ${percent(cell.neutral)}\nn ${cell.n} in ${cell.documents} documents${cell.few ? " (few)" : ""}` },
      series: [{ type: "heatmap", data: items, itemStyle: { borderColor: tone("--page"), borderWidth: 2 },
        label: { show: true, color: tone("--ink"), fontSize: 11, formatter: ({ data: { cell } }) => `${sign(cell.net.value)}${net(cell.net.value)}${narrow ? "" : `  (${cell.n})`}` } }],
    }, 60 + 24 * Math.max(actors.length, 3));
  }

  function trend() {
    const target = $("trend-target").value, named = data.trends.filter((one) => one.target === target);
    const actor = named.find((one) => one.actor === $("trend-actor").value) || named[0];
    $("trend-actor").replaceChildren(...named.map((one) => new Option(one.name, one.actor, false, one === actor)));
    if (!actor) return draw("trend", { series: [] }, 120);
    const points = actor.points.filter((point) => point.period !== "unknown");
    const line = (values, more) => ({ type: "line", data: values, connectNulls: false, showSymbol: false, ...more });
    const low = points.map((point) => point.smoothed.low), high = points.map((point) => point.smoothed.high);
    const band = { stack: "band", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, stackStrategy: "all" };
    draw("trend", {
      grid: { left: 44, right: 16, top: 16, bottom: 30 },
      xAxis: { type: "category", data: points.map((point) => point.period), axisLabel: { color: tone("--ink") } },
      yAxis: { type: "value", min: -1, max: 1, axisLabel: { color: tone("--ink"), formatter: net }, splitLine: { lineStyle: { color: tone("--line") } } },
      tooltip: { ...tooltip(), trigger: "axis", formatter: (parts) => { const point = points[parts[0].dataIndex]; return `${point.period}\n${point.net.value === null ? "no records" : `net ${net(point.net.value)}${span(point.net)}`}\nsmoothed ${point.smoothed.value === null ? "–" : net(point.smoothed.value) + span(point.smoothed)}\nn ${point.n}`; } },
      series: [
        line(low, band), line(high.map((value, at) => (value === null || low[at] === null ? null : value - low[at])), { ...band, areaStyle: { color: tone("--soft"), opacity: 0.25 } }),
        line(points.map((point) => point.smoothed.value), { name: "smoothed", lineStyle: { color: tone("--ink"), width: 2 } }),
        { type: "custom", name: "interval", silent: true, data: points.map((point, at) => [at, point.net.low, point.net.high]).filter((one) => one[1] !== null),
          renderItem: (_, api) => { const [x, top] = api.coord([api.value(0), api.value(2)]), bottom = api.coord([api.value(0), api.value(1)])[1];
            return { type: "line", shape: { x1: x, y1: top, x2: x, y2: bottom }, style: { stroke: tone("--favor"), lineWidth: 1.2 } }; } },
        { type: "scatter", name: "net", symbolSize: 8, data: points.map((point) => ({ value: point.net.value, itemStyle: point.few ? { color: tone("--sheet"), borderColor: tone("--favor"), borderWidth: 1.5 } : { color: tone("--favor") } })) },
      ],
    }, 300);
  }

  function network() {
    const { nodes, edges } = data.network, named = new Map(nodes.map((node) => [node.id, node.name]));
    const most = Math.max(...edges.map((edge) => Math.abs(edge.weight))) || 1, largest = Math.max(...nodes.map((node) => node.n)) || 1;
    const big = new Set([...nodes].sort((a, b) => b.n - a.n).slice(0, $("network").clientWidth < 520 ? 12 : 35).map((node) => node.id));
    const width = $("network").clientWidth, height = $("network").clientHeight;
    draw("network", {
      tooltip: { ...tooltip(), formatter: ({ dataType, data: item }) => dataType === "edge"
        ? `${named.get(item.edge.first)} – ${named.get(item.edge.second)}\n${net(item.edge.weight)}${span(item.edge)}\nn ${item.edge.n}` : `${item.name}\nn ${item.n}` },
      series: [{ type: "graph", layout: "none", roam: true, left: 40, right: 40, top: 20, bottom: 20,
        // Two unseen corners: nodes in one line, or a single one, would leave no area to scale.
        data: [-1, 1].map((at) => ({ id: `corner ${at}`, name: "", x: at * width, y: at * height, symbolSize: 0, tooltip: { show: false } })).concat(nodes.map((node) => ({ id: node.id, name: node.name, n: node.n, x: node.x * width, y: -node.y * height, symbol: node.kind === "target" ? "rect" : "circle",
          symbolSize: 6 + 22 * Math.sqrt(node.n / largest), itemStyle: { color: tone("--neutral"), borderColor: tone("--page"), borderWidth: 1 },
          label: { show: big.has(node.id), position: "top", color: tone("--ink"), fontSize: 11, formatter: cut(node.name, 22) } }))),
        links: edges.map((edge) => ({ source: edge.first, target: edge.second, edge,
          lineStyle: { color: edge.sign > 0 ? "#0072B2" : "#D55E00", type: edge.sign > 0 ? "solid" : "dashed", width: 0.4 + 3 * Math.abs(edge.weight) / most, opacity: 0.25 + 0.5 * Math.abs(edge.weight) / most } })),
        emphasis: { focus: "adjacency" } }],
    });
  }

  function all() {
    if (data.actor_target.length) heat();
    if ($("trend")) trend();
    if ($("network")) network();
  }
  for (const id of ["trend-target", "trend-actor"]) $(id)?.addEventListener("change", trend);
  dark.addEventListener("change", all);
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(all, 150); });
  all();
})();
