"use strict";
(() => {
  const table = document.getElementById("findings");
  const form = document.getElementById("filter");
  if (!table || !form) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const none = document.getElementById("none");
  const shown = document.getElementById("shown");
  form.hidden = false;
  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const check = form.elements.check.value;
    const whose = form.elements.whose.value;
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits =
        (!check || row.dataset.check === check) &&
        (!whose || row.dataset.whose === whose) &&
        words.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    none.hidden = count > 0;
    shown.textContent = `${count} / ${rows.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of table.tHead.querySelectorAll("button")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[head.cellIndex].dataset.sort ?? row.cells[head.cellIndex].textContent.trim();
      const order = (a, b) => value(a).localeCompare(value(b), document.documentElement.lang, { numeric: true });
      rows.sort(down ? (a, b) => order(b, a) : order);
      body.append(...rows);
    });
  }
  apply();
})();
