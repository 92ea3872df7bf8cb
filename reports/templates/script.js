/* Sorting and filtering of tables. Everything reads and works without it. */
(() => {
  "use strict";
  const fold = (text) =>
    text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

  const sortBy = (table, column, down) => {
    const body = table.tBodies[0];
    const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
    const compare = (a, b) => {
      const [x, y] = [key(a), key(b)];
      const both = x !== "" && y !== "" && !isNaN(x) && !isNaN(y);
      return both ? x - y : x.localeCompare(y, document.documentElement.lang, { numeric: true });
    };
    const rows = [...body.rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    body.append(...rows);
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sortBy(table, column, down);
      });
    });
  }

  for (const tools of document.querySelectorAll(".tools")) {
    const table = document.getElementById(tools.dataset.for);
    const input = tools.querySelector("input");
    const select = tools.querySelector("select");
    const status = tools.querySelector("[role=status]");
    const apply = () => {
      const wanted = fold(input.value.trim());
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const named = fold(row.querySelector("th").textContent).includes(wanted);
        const verdicts = (row.dataset.verdicts ?? "").split(" ");
        row.hidden = !named || (select?.value && !verdicts.includes(select.value));
        shown += row.hidden ? 0 : 1;
      }
      status.textContent = status.dataset.count.replace("#", shown);
    };
    input.addEventListener("input", apply);
    select?.addEventListener("change", apply);
    tools.hidden = false;
  }
})();
