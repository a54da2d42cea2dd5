// Adds copy buttons to SQL, opens the fold that a link points into, and shows how far publishers have been asked.
// Every page reads without it.
for (const pre of document.querySelectorAll("pre[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  pre.previousElementSibling.append(button);
}
const unfold = () => {
  const target = document.getElementById(location.hash.slice(1));
  const fold = target && target.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", unfold);
unfold();
for (const status of document.querySelectorAll("[data-state]")) {
  const look = async () => {
    const told = await fetch(status.dataset.state).then((answer) => answer.json(), () => ({ step: "" }));
    if (told.done) return location.reload();
    status.textContent = told.step || status.textContent;
    setTimeout(look, 1000);
  };
  look();
}
