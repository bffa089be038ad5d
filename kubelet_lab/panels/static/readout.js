// Says a panel's result in words, aloud as well, and gives its sliders names.

const TRIES = 50; // the sliders of the panel may be drawn after this
const EVERY_MS = 100;

/** ipywidgets 8 gives a slider's handle no accessible name, nor its editable number. */
function name(panel, names) {
  const sliders = [...panel.querySelectorAll(".widget-slider")];
  const handles = sliders.map((slider) => slider.querySelector("[role=slider]"));
  if (sliders.length < names.length || handles.includes(null)) return false;
  names.forEach((text, index) => {
    handles[index].setAttribute("aria-label", text);
    const number = sliders[index].querySelector("[contenteditable]");
    number?.setAttribute("role", "textbox");
    number?.setAttribute("aria-label", `${text}, as a number`);
  });
  return true;
}

function render({ model, el }) {
  el.setAttribute("role", "status"); // a live region: changes are read out when there is a pause
  el.classList.add("kubelet-lab-readout");
  const say = () => {
    el.textContent = model.get("text");
  };
  const wait = () => {
    el.setAttribute("aria-busy", String(model.get("busy")));
  };
  let left = TRIES;
  const tryNames = () => {
    const panel = el.closest(".kubelet-lab-panel");
    if (panel && name(panel, model.get("names"))) clearInterval(timer);
    if (--left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tryNames, EVERY_MS);
  model.on("change:text", say);
  model.on("change:busy", wait);
  say();
  return () => {
    clearInterval(timer);
    model.off("change:text", say);
    model.off("change:busy", wait);
  };
}

export default { render };
