// Filters and sorts the clause table. Without it the page is whole; with it nothing is added but ways of looking.
"use strict";
(() => {
  const section = document.getElementById("table");
  const table = section.querySelector("table");
  if (!table) return;
  const filter = section.querySelector(".filter");
  const [status, repeated] = section.querySelectorAll(".shown");
  const groups = [...table.tBodies];
  const rows = groups.flatMap((group) => [...group.rows].filter((row) => row.dataset.document));
  const home = new Map(rows.map((row) => [row, row.parentNode]));
  const headers = [...table.tHead.rows[0].cells];
  const boxes = [...filter.querySelectorAll("input[type=checkbox]")];
  const lists = [...filter.querySelectorAll("select")];
  const words = filter.querySelector("input[type=search]");
  const sorted = table.createTBody();
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain(`${row.textContent} ${row.dataset.words}`)]));
  let order = { key: "", falling: false };

  const matches = (row) => {
    const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
    return (
      (!verdicts.length || verdicts.includes(row.dataset.verdict)) &&
      lists.every((list) => !list.value || row.dataset[list.name] === list.value) &&
      plain(words.value).split(/\s+/).every((word) => texts.get(row).includes(word))
    );
  };

  const compare = (column) => (one, other) => {
    const name = `by${order.key[0].toUpperCase()}${order.key.slice(1)}`;
    const difference =
      name in one.dataset
        ? one.dataset[name] - other.dataset[name]
        : collator.compare(one.cells[column].textContent, other.cells[column].textContent);
    return order.falling ? -difference : difference;
  };

  const arrange = (key) => {
    for (const row of rows) home.get(row).append(row);
    if (key) {
      const column = headers.findIndex((header) => header.dataset.key === key);
      sorted.append(...[...rows].sort(compare(column)));
    }
    table.classList.toggle("sorted", Boolean(key));
    for (const header of headers) {
      if (header.dataset.key !== key) header.removeAttribute("aria-sort");
      else header.setAttribute("aria-sort", order.falling ? "descending" : "ascending");
    }
  };

  const hide = (hidden) => {
    for (const row of rows) row.hidden = hidden(row);
    for (const group of groups) group.hidden = ![...group.rows].some((row) => row.dataset.document && !row.hidden);
    return rows.filter((row) => row.hidden).length;
  };

  const tell = (hidden) => {
    const numbers = { all: rows.length, shown: rows.length - hidden, hidden };
    const said = status.dataset[!hidden ? "all" : hidden < rows.length ? "some" : "none"];
    const column = headers.find((header) => header.dataset.key === order.key);
    const names = { column: column && column.textContent, order: status.dataset[order.falling ? "falling" : "rising"] };
    const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    status.textContent = filled(said, numbers) + (column ? ` ${filled(status.dataset.sorted, names)}` : "");
    repeated.textContent = hidden ? status.textContent : "";
    section.classList.toggle("hiding", hidden > 0);
  };

  const controls = () => [...boxes.filter((box) => box.checked), ...lists, words].filter((one) => one.value);

  const remember = () => {
    const state = new URLSearchParams(location.search);
    for (const name of ["verdict", "sort", "text", ...lists.map((list) => list.name)]) state.delete(name);
    for (const one of controls()) state.append(one.name, one.value);
    if (order.key) state.append("sort", (order.falling ? "-" : "") + order.key);
    const query = String(state);
    try {
      history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
    } catch {
      // a page that may not change its address filters all the same
    }
  };

  const show = () => {
    arrange(order.key);
    tell(hide((row) => !matches(row)));
  };

  const change = () => {
    show();
    remember();
  };

  const reset = () => {
    for (const box of boxes) box.checked = false;
    for (const one of [...lists, words]) one.value = "";
    order = { key: "", falling: false };
    change();
  };

  const recall = () => {
    const state = new URLSearchParams(location.search);
    for (const box of boxes) box.checked = state.getAll("verdict").includes(box.value);
    for (const list of lists) {
      const wanted = state.get(list.name) || "";
      list.value = [...list.options].some((option) => option.value === wanted) ? wanted : "";
    }
    words.value = state.get("text") || "";
    const sort = state.get("sort") || "";
    const key = sort.replace(/^-/, "");
    const known = headers.some((header) => header.dataset.key === key);
    order = { key: known ? key : "", falling: known && sort !== key };
    show();
  };

  const press = (key) => {
    const again = order.key === key;
    order = again && order.falling ? { key: "", falling: false } : { key, falling: again };
    change();
  };

  // a link into a part that is hidden or folded shows that part
  const reveal = (fragment) => {
    const target = document.getElementById(fragment.slice(1));
    if (!target) return;
    if (target.closest("[hidden]")) reset();
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };

  for (const header of headers) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => press(header.dataset.key));
    header.append(button);
  }
  filter.addEventListener("input", change);
  filter.querySelector("button").addEventListener("click", () => {
    reset();
    words.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.getAttribute("href"));
  });
  addEventListener("hashchange", () => reveal(location.hash));
  addEventListener("pageshow", recall);
  addEventListener("beforeprint", () => {
    arrange("");
    hide(() => false);
  });
  addEventListener("afterprint", show);
  document.documentElement.classList.add("scripted");
  filter.hidden = false;
  recall();
  if (location.hash) reveal(location.hash);
})();
