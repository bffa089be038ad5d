// A trace: filter it, choose an entry, read what caused it. Everything is already here.

const AT = 0, SOURCE = 1, SUBJECT = 2, TEXT = 3, BECAUSE = 4;
const DEEPEST = 40; // of a chain of causes

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.dataset.lmSuppressShortcuts = "true"; // keys in here are not JupyterLab's
  made.append(...children);
  return made;
}

function labelled(words, control) {
  return element("label", {}, `${words} `, control);
}

function line([at, source, subject, text]) {
  return `${at} s  ${source}: ${text}  [${subject}]`;
}

function render({ model, el }) {
  const entries = model.get("entries");
  const sources = [...new Set(entries.map((entry) => entry[SOURCE]))].sort();
  const text = element("input", { type: "search" });
  const source = element("select", {}, element("option", { value: "" }, "everyone"));
  source.append(...sources.map((name) => element("option", { value: name }, name)));
  const count = element("span", { className: "kubelet-lab-count" });
  count.setAttribute("role", "status");
  const list = element("select", { size: 12 });
  list.setAttribute("aria-label", "entries of the trace");
  const chain = element("ol");
  chain.setAttribute("aria-live", "polite");
  chain.setAttribute("aria-label", "the chosen entry and its causes");

  const matches = (entry) =>
    (!source.value || entry[SOURCE] === source.value) &&
    `${entry[TEXT]} ${entry[SUBJECT]}`.toLowerCase().includes(text.value.toLowerCase());

  const filter = () => {
    const found = entries.map((entry, number) => [entry, number]).filter(([entry]) => matches(entry));
    list.replaceChildren(...found.map(([entry, number]) => {
      return element("option", { value: number, title: entry[TEXT] }, line(entry));
    }));
    list.value = model.get("chosen");
    count.textContent = `${found.length} of ${entries.length}`;
  };

  const say = (stands) => { // what it shows follows the model, whoever changed that
    for (const [name, value] of Object.entries(stands)) model.set(name, value);
    model.save_changes();
  };

  const link = (number) => {
    const said = line(entries[number]);
    const button = element("button", { type: "button", title: "Show it in the list" }, said);
    button.addEventListener("click", () => {
      say({ contains: "", source: "", chosen: number });
      list.focus();
    });
    return button;
  };

  const show = () => {
    if (text.value !== model.get("contains")) text.value = model.get("contains"); // else the caret jumps
    source.value = sources.includes(model.get("source")) ? model.get("source") : "";
    filter();
    explain();
  };

  const explain = () => {
    const chosen = model.get("chosen");
    if (!entries[chosen]) {
      chain.replaceChildren(element("li", {}, "Choose an entry to read why it happened."));
      return;
    }
    const items = [element("li", {}, line(entries[chosen]))];
    let number = chosen;
    while (entries[number][BECAUSE] !== null && items.length < DEEPEST) {
      number = entries[number][BECAUSE];
      if (!entries[number]) break;
      items.push(element("li", {}, "because ", link(number)));
    }
    if (items.length === 1) items.push(element("li", {}, "Nothing caused it: the chain begins here."));
    chain.replaceChildren(...items);
  };

  el.classList.add("kubelet-lab-trace");
  text.addEventListener("input", () => say({ contains: text.value }));
  source.addEventListener("change", () => say({ source: source.value }));
  list.addEventListener("change", () => say({ chosen: Number(list.value) }));
  const filters = element("div", {}, labelled("says", text), labelled("who", source), count);
  el.append(filters, list, chain);
  const traits = ["contains", "source", "chosen"].map((name) => `change:${name}`);
  for (const change of traits) model.on(change, show);
  show();
  return () => {
    for (const change of traits) model.off(change, show);
  };
}

export default { render };
