// Lets a reader sort tables by a click on a heading. Without it they are plain tables. No sign that HTML encodes may stand here.
document.querySelectorAll("table.sortable").forEach(function (table) {
  table.querySelectorAll("thead th").forEach(function (heading, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.textContent = "";
    heading.appendChild(button);
    button.addEventListener("click", function () {
      var rises = heading.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
      heading.setAttribute("aria-sort", rises ? "ascending" : "descending");
      function value(row) {
        var cell = row.cells[column], number = cell.getAttribute("data-value");
        return number === null ? cell.textContent : number === "" ? Infinity : Number(number);
      }
      Array.from(table.tBodies[0].rows).sort(function (one, other) {
        var a = value(one), b = value(other);
        var order = typeof a === "number" ? (a - b || 0) : a.localeCompare(b);
        return rises ? order : -order;
      }).forEach(function (row) { table.tBodies[0].appendChild(row); });
    });
  });
});
