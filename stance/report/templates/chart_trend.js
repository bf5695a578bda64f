// Net stance over time of one actor, or of two compared: points with intervals, and a smoothed line with its band.
(() => {
  "use strict";
  const { $, data, tone, net, span, tooltip, draw, drawers, OTHERS } = stanceCharts;
  if (!$("trend")) return;
  const looks = () => [
    { color: tone("--favor"), symbol: "circle", dash: "solid" },
    { color: OTHERS[0], symbol: "triangle", dash: "dashed" },
  ];
  const dated = (one) => one.points.filter((point) => point.period !== "unknown");

  // The actors of the target chosen, those chosen before kept where there are any.
  function choose() {
    const found = data.trends.filter((one) => one.target === $("trend-target").value);
    const of = (id) => found.find((one) => one.actor === $(id).value);
    const first = of("trend-actor") || found[0], second = of("trend-second");
    $("trend-actor").replaceChildren(...found.map((one) => new Option(one.name, one.actor, false, one === first)));
    $("trend-second").replaceChildren(new Option("nobody", ""), ...found.map((one) => new Option(one.name, one.actor, false, one === second)));
    return [first, second === first ? null : second].filter(Boolean);
  }

  // All periods from the first of those chosen to the last, so that the axis is one of time.
  function between(ones) {
    const found = ones.flatMap((one) => dated(one).map((point) => data.periods.indexOf(point.period)));
    return found.length ? data.periods.slice(Math.min(...found), Math.max(...found) + 1) : [];
  }

  // What a coded sample makes of the same periods, where that is known.
  function corrected(ones, periods) {
    if (ones.length !== 1) return [];
    const found = data.corrected.filter((cell) => cell.target === ones[0].target && cell.actor === ones[0].actor && periods.includes(cell.group) && cell.net.value !== null);
    if (!found.length) return [];
    const ink = tone("--ink"), at = (cell) => periods.indexOf(cell.group), beside = 6;
    return [
      { type: "custom", silent: true, data: found.filter((cell) => cell.net.low !== null).map((cell) => [at(cell), cell.net.low, cell.net.high]), renderItem: (_, api) => {
        const [x, y1] = api.coord([api.value(0), api.value(2)]), y2 = api.coord([api.value(0), api.value(1)])[1];
        return { type: "line", shape: { x1: x + beside, y1, x2: x + beside, y2 }, style: { stroke: ink, lineWidth: 1.2 } };
      } },
      { type: "scatter", symbol: "diamond", symbolSize: 11, symbolOffset: [beside, 0], itemStyle: { color: ink }, data: found.map((cell) => [at(cell), cell.net.value]) },
    ];
  }

  function series(one, look, periods, beside) {
    const points = new Map(dated(one).map((point) => [point.period, point]));
    const each = (read) => periods.map((period) => (points.has(period) ? read(points.get(period)) : null));
    const low = each((point) => point.smoothed.low), high = each((point) => point.smoothed.high);
    const band = { type: "line", stack: `band ${one.actor}`, stackStrategy: "all", silent: true, showSymbol: false, lineStyle: { opacity: 0 }, tooltip: { show: false } };
    const bars = each((point) => [point.net.low, point.net.high]).map((ends, at) => ends && ends[0] !== null && [at, ...ends]).filter(Boolean);
    return [
      { ...band, data: low },
      { ...band, data: high.map((value, at) => (value === null || low[at] === null ? null : value - low[at])), areaStyle: { color: look.color, opacity: 0.16 } },
      { type: "line", name: one.name, data: each((point) => point.smoothed.value), showSymbol: false, lineStyle: { color: look.color, width: 2, type: look.dash } },
      { type: "custom", silent: true, data: bars, renderItem: (_, api) => {
        const [x, y1] = api.coord([api.value(0), api.value(2)]), y2 = api.coord([api.value(0), api.value(1)])[1];
        return { type: "line", shape: { x1: x + beside, y1, x2: x + beside, y2 }, style: { stroke: look.color, lineWidth: 1.2 } };
      } },
      { type: "scatter", symbol: look.symbol, symbolSize: 8, symbolOffset: [beside, 0], data: each((point) => ({
        value: point.net.value, itemStyle: { color: point.few ? tone("--page") : look.color, borderColor: look.color, borderWidth: 1.5 } })) },
    ];
  }

  function about(ones, period) {
    const told = (one) => {
      const point = dated(one).find((other) => other.period === period);
      if (!point || point.net.value === null) return `${one.name}: no records`;
      const smooth = point.smoothed.value === null ? "" : `\n   smoothed ${net(point.smoothed.value)}${span(point.smoothed)}`;
      return `${one.name}: net ${net(point.net.value)}${span(point.net)}, n ${point.n}${point.few ? " (few)" : ""}${smooth}`;
    };
    const cell = ones.length === 1 && data.corrected.find((one) => one.target === ones[0].target && one.actor === ones[0].actor && one.group === period && one.net.value !== null);
    return [period, ...ones.map(told), ...(cell ? [`   corrected ${net(cell.net.value)}${span(cell.net)}, ${cell.coded} coded`] : [])].join("\n");
  }

  function trend() {
    const ones = choose(), periods = between(ones);
    const beside = ones.length > 1 ? 4 : 0, look = looks();
    const count = (period) => (ones.length > 1 ? "" : `\nn ${dated(ones[0]).find((point) => point.period === period)?.n ?? 0}`);
    const key = ones.map((one, at) => `${one.name}: ${["solid, ●", "dashed, ▲"][at]}`).join("   ");
    const fixed = corrected(ones, periods);
    $("trend-key").textContent = ones.length > 1 ? key : fixed.length ? "◆ corrected by the coded sample." : "";
    draw("trend", {
      grid: { left: 62, right: 16, top: 14, bottom: 44 },
      xAxis: { type: "category", data: periods, axisLine: { onZero: false, lineStyle: { color: tone("--line") } }, axisTick: { show: false }, axisLabel: { color: tone("--ink"), lineHeight: 15, hideOverlap: true, formatter: (period) => period + count(period) } },
      yAxis: { type: "value", min: -1, max: 1, axisLabel: { color: tone("--ink"), formatter: (value) => `${value === 1 ? "▲ " : value === -1 ? "▼ " : ""}${net(value)}` }, splitLine: { lineStyle: { color: tone("--line") } } },
      tooltip: { ...tooltip(), trigger: "axis", formatter: (parts) => about(ones, periods[parts[0].dataIndex]) },
      series: [
        ...ones.flatMap((one, at) => series(one, look[at], periods, at ? beside : -beside)),
        ...fixed,
        { type: "line", data: [], silent: true, markLine: { silent: true, symbol: "none", label: { show: false }, data: [{ yAxis: 0 }], lineStyle: { color: tone("--soft"), type: "solid", width: 1 } } },
      ],
    }, 320);
  }

  for (const id of ["trend-target", "trend-actor", "trend-second"]) $(id).addEventListener("change", trend);
  drawers.push(trend);
})();
