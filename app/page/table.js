// A click on a row of the table, or Enter in it, opens the row's source; its first cell holds the link.
(() => {
  const linkOf = (target) => target.closest?.("#frame [role=row], #frame tbody tr")?.querySelector("a.open");

  document.addEventListener("click", (event) => {
    if (!event.target.closest("a, button")) linkOf(event.target)?.click();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.target.closest("a, button")) linkOf(event.target)?.click();
  }, true);
})();
