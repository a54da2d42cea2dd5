// In lists of things to decide: j and k go from one to the next, other keys press what has them in the one that is chosen.
const items = [...document.querySelectorAll("[data-item]")];
if (items.length) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const chosen = items.indexOf(document.activeElement.closest("[data-item]"));
    const step = { j: 1, k: -1 }[event.key];
    if (step) items[Math.min(Math.max(chosen + step, 0), items.length - 1)].focus();
    else if (chosen >= 0) items[chosen].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
  (document.getElementById(location.hash.slice(1)) || items[0]).focus({ preventScroll: !location.hash });
}
