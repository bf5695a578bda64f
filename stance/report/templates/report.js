(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const list = $("list"), form = $("filters"), pager = $("pager"), count = $("count");
  const size = Number(list.dataset.page);
  const fields = ["actor", "target", "stance"];
  const nodes = [...list.children].filter((node) => node.dataset.keys);
  const entries = nodes.map((node) => ({
    number: Number(node.dataset.number),
    keys: JSON.parse(node.dataset.keys),
    find: node.dataset.find,
    outlet: node.dataset.outlet,
    date: node.dataset.date,
    folded: node.tagName === "SCRIPT" ? node : null,
    article: node.tagName === "SCRIPT" ? null : node,
  }));
  let shown = [], matching = entries, page = 0, undated = 0;

  const wanted = () => [...fields.map((name) => form.elements[name].value), Number(form.elements.least.value) || 0];
  // The last of a key is the score, of which at least so much is wanted.
  const fits = (key, want) => want.every((value, at) => !value || (at === fields.length ? key[at] >= value : value === key[at]));
  // A date may be a year or a month: it fits where it may lie within, so that "2018" is not lost to "from 2018-05".
  const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
  const first = (date) => date + "-01-01".slice(date.length - 4), last = (date) => date + "-12-31".slice(date.length - 4);
  const within = (date, from, to) => (!from && !to) || (date && (!from || last(date) >= first(from)) && (!to || first(date) <= last(to)));

  // A folded document is the page's own, escaped HTML; it is unfolded when shown and let go afterwards.
  function unfold(entry) {
    if (!entry.article) {
      const holder = document.createElement("template");
      holder.innerHTML = JSON.parse(entry.folded.textContent);
      entry.article = holder.content.firstElementChild;
    }
    return entry.article;
  }

  function mark(article, want) {
    const active = want.some(Boolean);
    for (const line of article.querySelectorAll(".sentences > li")) {
      let visible = 0;
      for (const chip of line.querySelectorAll(".chip")) {
        chip.hidden = !fits([...fields.map((name) => chip.dataset[name]), Number(chip.dataset.score)], want);
        visible += !chip.hidden;
      }
      line.classList.toggle("off", active && !visible);
    }
  }

  function show() {
    const want = wanted();
    const begin = page * size, next = matching.slice(begin, begin + size);
    for (const entry of shown) if (entry.folded && !next.includes(entry)) entry.article = null;
    shown = next;
    list.replaceChildren(...shown.map(unfold));
    for (const entry of shown) mark(entry.article, want);
    list.classList.toggle("only", form.elements.only.checked);
    const end = Math.min(begin + size, matching.length), of = matching.length.toLocaleString("en");
    const without = undated ? ` Not shown: ${undated.toLocaleString("en")} without a date.` : "";
    count.textContent = (!matching.length ? "No document fits."
      : (matching.length > size ? `Documents ${begin + 1}–${end} of ${of}` : `${of} document${matching.length === 1 ? "" : "s"}`)
        + (matching.length < entries.length ? ` (${entries.length.toLocaleString("en")} in all)` : "")) + without;
    $("previous").disabled = page === 0;
    $("next").disabled = end >= matching.length;
    $("previous").parentElement.hidden = matching.length <= size;
  }

  // What is typed as a date: empty where nothing is, null where it is none, which then does not count.
  function day(name) {
    const field = form.elements[name], text = field.value.trim(), wrong = text !== "" && !DATE.test(text);
    field.toggleAttribute("aria-invalid", wrong);
    if (wrong) field.setAttribute("aria-invalid", "true");
    return wrong ? null : text;
  }

  function filter() {
    const want = wanted(), words = form.elements.find.value.trim().toLowerCase();
    const active = want.some(Boolean), outlet = form.elements.outlet?.value || "";
    const [from, to] = ["from", "to"].map(day);
    $("date-hint").textContent = from === null || to === null ? "Write dates as 2018, 2018-05 or 2018-05-08." : from && to && first(from) > last(to) ? "From is after To." : "";
    const elsewhere = (entry) => (outlet === "?" ? entry.outlet : outlet && `=${entry.outlet}` !== outlet);
    const other = (entry) => !elsewhere(entry) && (!words || entry.find.includes(words)) && (!active || entry.keys.some((key) => fits(key, want)));
    const placed = (entry) => !elsewhere(entry) && within(entry.date, from, to) && (!words || entry.find.includes(words));
    matching = entries.filter((entry) => placed(entry) && other(entry));
    undated = from || to ? entries.filter((entry) => !entry.date && other(entry)).length : 0;
    page = 0;
    show();
    const documents = new Set(entries.filter(placed).map((entry) => entry.number));
    document.dispatchEvent(new CustomEvent("stance:filter", { detail: { documents, fits: (key) => fits(key, want) } }));
  }

  function turn(by) {
    page += by;
    show();
    $("documents").scrollIntoView();
    $("documents").focus({ preventScroll: true });
  }

  // #d12 and #d12s3 lead to a document or sentence wherever it is.
  function follow() {
    const [, number] = /^#d(\d+)(?:s\d+)?$/.exec(location.hash) || [];
    if (!number) return;
    let at = matching.findIndex((entry) => entry.number === Number(number));
    if (at < 0) {
      form.reset();
      matching = entries;
      at = matching.findIndex((entry) => entry.number === Number(number));
    }
    if (at < 0) return;
    page = Math.floor(at / size);
    show();
    $(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  }

  // A stance and the words that it rests on point at each other.
  function partners(start) {
    const chip = start.closest?.(".chip"), words = start.closest?.("[data-r]"), line = start.closest?.("li");
    if (!line || !(chip || words)) return [];
    const numbers = (node) => node.dataset.r.split(" ");
    if (chip) return [...line.querySelectorAll("[data-r]")].filter((node) => numbers(node).includes(chip.dataset.n));
    return [...line.querySelectorAll(".chip")].filter((node) => numbers(words).includes(node.dataset.n));
  }
  const light = (event, on) => partners(event.target).forEach((node) => node.classList.toggle("lit", on));

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
  $("to-top").addEventListener("click", () => turn(0));
  for (const cell of document.querySelectorAll(".matrix a"))
    cell.addEventListener("click", () => {
      form.reset();
      form.elements.actor.value = cell.dataset.actor;
      form.elements.target.value = cell.dataset.target;
      setTimeout(filter);
    });
  for (const [name, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]])
    list.addEventListener(name, (event) => light(event, on));
  list.addEventListener("click", (event) => {
    if (!event.target.closest("[data-r]") || String(getSelection())) return;
    const chips = partners(event.target), open = !chips.every((chip) => chip.open);
    for (const chip of chips) chip.open = open;
  });
  window.addEventListener("hashchange", follow);
  form.hidden = pager.hidden = $("pager-end").hidden = false;
  filter();
  follow();
})();
