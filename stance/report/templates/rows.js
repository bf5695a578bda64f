(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  if (!$("rows")) return;
  const { columns, rows } = JSON.parse($("rows-data").textContent);
  const place = Object.fromEntries(columns.map((name, at) => [name, at]));
  const empty = (name) => rows.every((row) => row[place[name]] === "");
  // The table has what fits a screen; what is downloaded has all columns, named as in labels.csv.
  const shown = ["document_id", "published", "outlet", "actor_name", "target", "stance", "score", "basis", "sentence"]
    .filter((name) => !(["outlet", "published"].includes(name) && empty(name)));
  const titles = { document_id: "document", published: "date", actor_name: "actor", score: "probability" };
  const targets = new Map([...$("filters").elements.target.options].map((option) => [option.value, option.text]));
  const signs = { favor: "▲", against: "▼", neutral: "●" };
  const size = 50;
  let filter = { documents: null, fits: () => true }, sorted = { by: null, down: false }, found = rows, page = 0;

  const key = (row) => [row[place.actor], row[place.target], row[place.stance], row[place.score]];
  const words = (row) => row.join("\u0001").toLowerCase();

  function select() {
    const want = $("rows-find").value.trim().toLowerCase();
    found = rows.filter((row) => (!filter.documents || filter.documents.has(row[place.number]))
      && filter.fits(key(row)) && (!want || words(row).includes(want)));
    if (sorted.by) {
      const at = place[sorted.by], sign = sorted.down ? -1 : 1;
      found = found.slice().sort((a, b) => sign * (typeof a[at] === "number" ? a[at] - b[at] : String(a[at]).localeCompare(String(b[at]), "en")));
    }
    page = 0;
    show();
  }

  function cell(row, name) {
    const td = document.createElement("td"), value = row[place[name]];
    if (name === "stance") {
      td.className = value;
      td.textContent = `${signs[value] || ""} ${value}`;
    } else if (name === "sentence") {
      const link = document.createElement("a");
      link.href = `#d${row[place.number]}s${row[place.sentence_index]}`;
      link.textContent = value;
      link.dir = "auto";
      td.append(link);
    } else if (name === "actor_name") {
      const holder = row[place.holder_name], small = document.createElement("small");
      small.textContent = holder === value ? "" : ` ${holder}`; // the person who speaks for the actor
      td.append(value, small);
    } else if (name === "target") td.textContent = targets.get(value) || value;
    else td.textContent = typeof value === "number" && name === "score" ? value.toFixed(2) : value;
    return td;
  }

  function show() {
    const first = page * size, next = found.slice(first, first + size);
    $("rows-body").replaceChildren(...next.map((row) => {
      const tr = document.createElement("tr");
      tr.append(...shown.map((name) => cell(row, name)));
      return tr;
    }));
    const last = Math.min(first + size, found.length);
    $("rows-count").textContent = found.length ? `Rows ${first + 1}–${last} of ${found.length.toLocaleString("en")}` : "No row fits.";
    $("rows-previous").disabled = page === 0;
    $("rows-next").disabled = last >= found.length;
    for (const head of $("rows-head").children) {
      const by = head.dataset.by === sorted.by;
      head.setAttribute("aria-sort", by ? (sorted.down ? "descending" : "ascending") : "none");
    }
  }

  // As stance.records.safe_cell: what a spreadsheet would take for a formula becomes text.
  const csv = (value) => {
    const text = typeof value === "number" ? String(value) : /^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };

  function save() {
    const names = columns.filter((name) => name !== "number");
    const lines = [names, ...found.map((row) => names.map((name) => row[place[name]]))];
    const blob = new Blob(["\ufeff", lines.map((line) => line.map(csv).join(",")).join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "rows.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  $("rows-head").append(...shown.map((name) => {
    const th = document.createElement("th"), button = document.createElement("button");
    th.scope = "col";
    th.dataset.by = name;
    button.type = "button";
    button.textContent = titles[name] || name;
    button.addEventListener("click", () => {
      sorted = { by: name, down: sorted.by === name && !sorted.down };
      select();
    });
    th.append(button);
    return th;
  }));
  document.addEventListener("stance:filter", (event) => {
    filter = event.detail;
    select();
  });
  $("rows-find").addEventListener("input", select);
  $("rows-previous").addEventListener("click", () => { page -= 1; show(); });
  $("rows-next").addEventListener("click", () => { page += 1; show(); });
  $("rows-save").addEventListener("click", save);
  $("rows").hidden = false;
  select();
})();
