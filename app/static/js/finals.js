/* The sums of the grid of seats, as they are typed. */
(() => {
  "use strict";
  const grid = document.querySelector("[data-sums]");
  if (!grid) return;
  const number = (input) => Math.max(0, Number.parseInt(input.value, 10) || 0);
  const seats = (row) => [...row.querySelectorAll('input[name^="quota|"]')].map(number);
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const show = () => {
    const rows = [...grid.tBodies[0].rows].map((row) => [row, seats(row)]);
    for (const [row, numbers] of rows) row.querySelector('[data-sum="row"]').textContent = sum(numbers);
    grid.querySelectorAll('[data-sum="column"]').forEach((cell, place) => {
      cell.textContent = sum(rows.map(([, numbers]) => numbers[place]));
    });
    grid.querySelector('[data-sum="all"]').textContent = sum(rows.map(([, numbers]) => sum(numbers)));
  };
  grid.addEventListener("input", show);
})();
