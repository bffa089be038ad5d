// Text to take away, with a button that copies it.

const SAID_MS = 2_000;

async function copy(text, block) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    getSelection().selectAllChildren(block); // no right to the clipboard: one key is left to press
    return "Selected: press Ctrl+C";
  }
}

function render({ model, el }) {
  const fold = document.createElement("details");
  const summary = document.createElement("summary");
  const block = document.createElement("pre");
  const button = document.createElement("button");
  el.classList.add("kubelet-lab-snippet");
  el.dataset.lmSuppressShortcuts = "true"; // keys in here are not JupyterLab's
  summary.textContent = model.get("label");
  button.type = "button";
  button.className = "jupyter-button widget-button";
  const show = () => {
    block.textContent = model.get("text");
    button.textContent = "Copy";
  };
  button.addEventListener("click", async () => {
    button.textContent = await copy(model.get("text"), block);
    setTimeout(show, SAID_MS);
  });
  fold.append(summary, block, button);
  el.append(fold);
  model.on("change:text", show);
  show();
  return () => model.off("change:text", show);
}

export default { render };
