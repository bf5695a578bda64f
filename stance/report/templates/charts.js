// What the charts share: data, colours of the theme, words for numbers, and how a chart is drawn and saved.
window.stanceCharts = (() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("findings-data").textContent);
  const shown = {}, drawers = [];
  const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const net = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + Math.abs(value).toFixed(2);
  const sign = (value) => (value > 0 ? "▲" : value < 0 ? "▼" : "●");
  const span = (one) => (one.low === null || one.high === null ? "" : ` [${net(one.low)}, ${net(one.high)}]`);
  const percent = (one) => (one.value === null ? "–" : `${Math.round(100 * one.value)} %`);
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const targetName = (id) => data.targets[id] || id;
  // Wong's palette (Nature Methods 8, 2011): told apart by the colour-blind, on white and on black.
  const FAVOR = "#0072B2", AGAINST = "#D55E00", OTHERS = ["#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

  const channels = (hex) => {
    const whole = hex.length === 4 ? hex.replace(/\w/g, "$&$&") : hex;
    return [1, 3, 5].map((at) => parseInt(whole.slice(at, at + 2), 16));
  };
  const mixed = (from, to, part) => {
    const [a, b] = [channels(from), channels(to)];
    return `#${a.map((value, at) => Math.round(value + (b[at] - value) * part).toString(16).padStart(2, "0")).join("")}`;
  };
  // Contrast of WCAG 2.2: of black and white, the one that reads better.
  const readable = (hex) => {
    const [red, green, blue] = channels(hex).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
  };

  // Tooltips are drawn as part of the picture: no HTML is made of names.
  const tooltip = () => ({ renderMode: "richText", confine: true, backgroundColor: tone("--sheet"), borderColor: tone("--line"), textStyle: { color: tone("--ink"), fontSize: 12 } });

  function draw(id, option, height) {
    const element = $(id);
    if (height) element.style.height = `${height}px`;
    // SVG: sharp on paper and on any screen, and text stays text.
    shown[id] = shown[id] || echarts.init(element, null, { renderer: "svg" });
    shown[id].resize();
    const common = { animation: false, textStyle: { fontFamily: "system-ui, sans-serif", color: tone("--ink") }, tooltip: tooltip() };
    shown[id].setOption({ ...common, ...option }, true);
    shown[id].getZr().flush();
    return shown[id];
  }

  function save(id) {
    const link = document.createElement("a");
    link.href = shown[id].getDataURL({ type: "svg", backgroundColor: tone("--page") });
    link.download = `${id}.svg`;
    link.click();
  }

  // Shows the documents behind a part of a chart.
  function filter(wanted) {
    const form = $("filters");
    form.reset();
    for (const [name, value] of Object.entries(wanted)) if (form.elements[name]) form.elements[name].value = value;
    setTimeout(() => form.dispatchEvent(new Event("input")));
    $("documents").scrollIntoView();
    $("documents").focus({ preventScroll: true });
  }

  function start() {
    const all = () => drawers.forEach((drawer) => drawer());
    let waiting, width = innerWidth;
    for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", all);
    addEventListener("resize", () => {
      if (innerWidth === width) return; // a phone's address bar comes and goes
      width = innerWidth;
      clearTimeout(waiting);
      waiting = setTimeout(all, 150);
    });
    for (const button of document.querySelectorAll("[data-save]")) button.addEventListener("click", () => save(button.dataset.save));
    for (const part of document.querySelectorAll("[data-needs-charts]")) part.hidden = false;
    all();
  }

  return { $, data, tone, net, sign, span, percent, cut, targetName, mixed, readable, tooltip, draw, filter, start, drawers, FAVOR, AGAINST, OTHERS };
})();
