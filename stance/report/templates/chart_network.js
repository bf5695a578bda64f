// Who stands with whom: the strongest ties, blue and solid for agreement, vermillion and dashed for conflict.
(() => {
  "use strict";
  const { $, data, tone, net, span, cut, tooltip, draw, drawers, OTHERS } = stanceCharts;
  if (!$("network")) return;
  const { nodes, edges } = data.network, named = new Map(nodes.map((node) => [node.id, node.name]));
  const strong = [...edges].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const sure = (edge) => edge.low !== null && edge.high !== null && (edge.low > 0 || edge.high < 0);
  const most = Math.abs(strong[0].weight) || 1, largest = Math.max(...nodes.map((node) => node.n)) || 1;
  const sizes = new Map();
  for (const node of nodes) if (node.community !== null) sizes.set(node.community, (sizes.get(node.community) || 0) + 1);
  // A colour for each of the largest groups; those of one actor have none.
  const groups = [...sizes.keys()].filter((group) => sizes.get(group) > 1).sort((a, b) => sizes.get(b) - sizes.get(a)).slice(0, OTHERS.length);
  const colour = (node) => OTHERS[groups.indexOf(node.community)] || tone("--neutral");
  const slider = $("network-ties");
  let zoom = 1;

  // From where the layout has them to pixels, with room for labels.
  function placed(width, height) {
    const [xs, ys] = ["x", "y"].map((axis) => nodes.map((node) => node[axis]));
    const scale = (values, from, to) => {
      const low = Math.min(...values), high = Math.max(...values);
      return (value) => (high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2);
    };
    const side = Math.min(70, width / 8), x = scale(xs, side, width - side), y = scale(ys, height - 30, 36);
    return new Map(nodes.map((node) => [node.id, [x(node.x), y(node.y)]]));
  }

  // Half of each sort where there are so many: else the many who agree would hide the few who do not.
  function chosen(most) {
    const fit = strong.filter((edge) => !$("network-sure").checked || sure(edge));
    const [less, more] = [1, -1].map((sign) => fit.filter((edge) => edge.sign === sign)).sort((a, b) => a.length - b.length);
    const few = less.slice(0, Math.ceil(most / 2));
    return [...few, ...more.slice(0, most - few.length)];
  }

  function network() {
    const drawn = chosen(Number(slider.value)), tied = new Set(drawn.flatMap((edge) => [edge.first, edge.second]));
    const width = $("network").clientWidth, height = $("network").clientHeight, places = placed(width, height);
    $("network-count").textContent = `${drawn.length} of ${edges.length}`;
    // Two unseen corners make the coordinates pixels.
    const corners = [[0, 0], [width, height]].map(([x, y], at) => ({ id: `corner ${at}`, name: "", x, y, symbolSize: 0, silent: true, label: { show: false } }));
    const shapes = [...nodes].sort((a, b) => b.n - a.n).map((node) => ({
      id: node.id, name: node.name, node, x: places.get(node.id)[0], y: places.get(node.id)[1], symbol: node.kind === "target" ? "rect" : "circle",
      symbolSize: 6 + 20 * Math.sqrt(node.n / largest), itemStyle: { color: colour(node), borderColor: tone("--page"), borderWidth: 1, opacity: tied.has(node.id) ? 1 : 0.35 },
      label: { show: tied.has(node.id), position: "top", distance: 3, color: tone("--ink"), textBorderColor: tone("--page"), textBorderWidth: 3, fontSize: 11, formatter: cut(node.name, 22) },
    }));
    const links = drawn.map((edge) => ({ source: edge.first, target: edge.second, edge, lineStyle: {
      color: tone(edge.sign > 0 ? "--tie-favor" : "--tie-against"), type: edge.sign > 0 ? "solid" : "dashed", curveness: 0.06,
      width: 0.5 + 2.5 * Math.abs(edge.weight) / most, opacity: 0.3 + 0.45 * Math.abs(edge.weight) / most } }));
    const about = ({ dataType, data: item }) => (dataType === "edge"
      ? `${named.get(item.edge.first)} – ${named.get(item.edge.second)}\n${item.edge.sign > 0 ? "agreement" : "conflict"} ${net(item.edge.weight)}${span(item.edge)}\nn ${item.edge.n}`
      : `${item.name}\nn ${item.node.n}${groups.includes(item.node.community) ? `\ngroup ${groups.indexOf(item.node.community) + 1}` : ""}`);
    draw("network", {
      tooltip: { ...tooltip(), formatter: about },
      series: [{ type: "graph", layout: "none", left: 0, top: 0, right: 0, bottom: 0, zoom, roam: zoom > 1 ? "move" : false,
        data: [...corners, ...shapes], links, labelLayout: { hideOverlap: true }, emphasis: { focus: "adjacency", lineStyle: { opacity: 1 } } }],
    });
  }

  slider.max = edges.length;
  slider.value = Math.min(120, edges.length);
  $("network-sure").disabled = !edges.some(sure);
  for (const id of ["network-ties", "network-sure"]) $(id).addEventListener("input", network);
  for (const [id, by] of [["network-in", 1.4], ["network-out", 1 / 1.4]])
    $(id).addEventListener("click", () => {
      zoom = Math.min(Math.max(zoom * by, 1), 8);
      network();
    });
  drawers.push(network);
})();
