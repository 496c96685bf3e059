"use strict";
(() => {
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    for (const button of table.tHead.querySelectorAll("button")) {
      button.disabled = false;
      button.addEventListener("click", () => {
        const head = button.closest("th");
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        // a cell that spans the figures of a clause stands for each of them
        const cell = (row) => row.cells[Math.min(head.cellIndex, row.cells.length - 1)];
        const value = (row) => cell(row).dataset.sort ?? cell(row).textContent.trim();
        const number = (row) => (cell(row).dataset.sort === undefined ? NaN : Number(cell(row).dataset.sort));
        const order = (a, b) =>
          number(a) - number(b) || value(a).localeCompare(value(b), document.documentElement.lang, { numeric: true });
        rows.sort(down ? (a, b) => order(b, a) : order);
        body.append(...rows);
      });
    }
  }
  const table = document.getElementById("findings");
  const form = document.getElementById("filter");
  if (!table || !form) return;
  const rows = [...table.tBodies[0].rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const none = document.getElementById("none");
  const shown = document.getElementById("shown");
  form.hidden = false;
  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const check = form.elements.check.value;
    const whose = form.elements.whose.value;
    let count = 0;
    for (const row of rows) {
      const fits =
        (!check || row.dataset.check === check) &&
        (!whose || row.dataset.whose === whose) &&
        words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    none.hidden = count > 0;
    shown.textContent = `${count} / ${rows.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const link of document.querySelectorAll("a[data-check]")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements.check.value = link.dataset.check;
      apply();
    });
  }
  apply();
})();
